"""Pictures as inline SVG: bins, calibration and the ROC curve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from ledgerguard_score_scorecard.model import Bin, Variable
from ledgerguard_score_scorecard.training.statistics import Group

BAR, BAR_RISKY, LINE, GRID, INK, FAINT = (
    "#7fa6c9",
    "#d99a8b",
    "#1f3a5f",
    "#e3e8ee",
    "#26323f",
    "#6b7a89",
)
_LONGEST: Final = 22  # letters of a label below a bar


def bins_chart(variable: Variable, width: int = 460, height: int = 250) -> str:
    """Bars: share of the rows in each bin; line: share of bad in it; above: its points."""
    bins = [(one.words, one) for one in variable.bins]
    bins += [
        (w, b) for w, b in (("special", variable.special), ("not known", variable.missing)) if b
    ]
    total = sum(one.count for _, one in bins)
    left, right, top, bottom = 40, 44, 26, 62
    wide, high = width - left - right, height - top - bottom
    most_share = max(one.count / total for _, one in bins)
    most_rate = max(one.bad_rate for _, one in bins) or 1.0
    step = wide / len(bins)
    drawn = [_axis(left, top, wide, high)]
    dots = []
    for place, (words, one) in enumerate(bins):
        x, share = left + place * step, one.count / total
        tall = share / most_share * high * 0.92
        colour = BAR if one.woe >= 0 else BAR_RISKY
        middle = x + step / 2
        drawn.append(
            f'<rect x="{x + step * 0.14:.1f}" y="{top + high - tall:.1f}" '
            f'width="{step * 0.72:.1f}" height="{tall:.1f}" fill="{colour}" rx="2">'
            f"<title>{escape(_title(words, one))}</title></rect>"
        )
        drawn.append(_text(middle, top - 10, f"{one.points:.0f}", size=11, weight=600))
        drawn += _label(middle, top + high + 14, words)
        dots.append((middle, top + high - one.bad_rate / most_rate * high * 0.92))
    # The bins that stand outside the order of values take no part in the line.
    ordered = dots[: len(variable.bins)]
    drawn.append(_line(ordered, LINE, 2))
    drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{LINE}"/>' for x, y in dots]
    drawn.append(_text(left - 6, top + high * 0.08 + 4, f"{most_share:.0%}", "end", FAINT))
    drawn.append(_text(left - 6, top + high + 4, "0", "end", FAINT))
    drawn.append(_text(left + wide + 6, top + high * 0.08 + 4, f"{most_rate:.1%}", "start", LINE))
    drawn.append(_text(left + wide + 6, top + high + 4, "0", "start", LINE))
    return _svg(width, height, drawn, f"Bins of {variable.description}")


def calibration_chart(groups: Sequence[Group], width: int = 440, height: int = 320) -> str:
    """Foretold against observed: on the diagonal both are equal; dots grow with the rows."""
    left, top, wide, high = 52, 14, width - 70, height - 62
    most = max(max(one.expected, one.observed) for one in groups) * 1.08 or 1.0
    rows = max(one.rows for one in groups)

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x / most * wide, top + high - y / most * high

    points = [at(one.expected, one.observed) for one in groups]
    drawn = [_axis(left, top, wide, high, (0, 0.25, 0.5, 0.75))]
    drawn += _ticks(left, top, wide, high, most)
    drawn.append(_line([at(0, 0), at(most, most)], FAINT, 1, "4 4"))
    drawn.append(_line(points, LINE, 1.5))
    for one, (x, y) in zip(groups, points, strict=True):
        size = 3 + 4 * one.rows / rows
        told = f"foretold {one.expected:.2%}, observed {one.observed:.2%}, {one.rows} rows"
        drawn.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{BAR}" stroke="{LINE}">'
            f"<title>{told}</title></circle>"
        )
    drawn.append(_text(left + wide / 2, height - 8, "foretold probability", colour=FAINT))
    drawn.append(_upright(14, top + high / 2, "observed share of bad"))
    return _svg(width, height, drawn, "Calibration")


def roc_chart(
    curves: Sequence[tuple[str, Sequence[tuple[float, float]]]], width: int = 440, height: int = 320
) -> str:
    """ROC curves by name; the diagonal is a coin."""
    left, top, wide, high = 52, 14, width - 70, height - 62
    drawn = [
        _axis(left, top, wide, high, (0, 0.25, 0.5, 0.75)),
        *_ticks(left, top, wide, high, 1.0),
    ]
    drawn.append(_line([(left, top + high), (left + wide, top)], FAINT, 1, "4 4"))
    for place, (name, curve) in enumerate(curves):
        colour = (LINE, "#c0694f")[place % 2]
        points = [(left + x * wide, top + high - y * high) for x, y in curve]
        drawn.append(_line(points, colour, 2))
        y = top + high - 34 + 18 * place
        drawn.append(_line([(left + wide - 150, y - 4), (left + wide - 130, y - 4)], colour, 2))
        drawn.append(_text(left + wide - 124, y, name, "start"))
    drawn.append(_text(left + wide / 2, height - 8, "share of the good caught", colour=FAINT))
    drawn.append(_upright(14, top + high / 2, "share of the bad caught"))
    return _svg(width, height, drawn, "ROC curve")


def value_bars(values: Sequence[tuple[str, float, bool]], width: int = 940) -> str:
    """A bar for each name, the longest first; a pale one is not in the scorecard."""
    high, left = 24, 250
    most = max((value for _, value, _ in values), default=0.0) or 1.0
    drawn = []
    for place, (name, value, used) in enumerate(values):
        y = place * high
        long = value / most * (width - left - 70)
        drawn.append(_text(left - 10, y + 16, name, "end"))
        drawn.append(
            f'<rect x="{left}" y="{y + 5}" width="{long:.1f}" height="14" rx="2" '
            f'fill="{BAR if used else GRID}"/>'
        )
        drawn.append(_text(left + long + 8, y + 16, f"{value:.3f}", "start", FAINT))
    return _svg(width, max(high * len(values), 1), drawn, "Information values")


def _title(words: str, one: Bin) -> str:
    return f"{words}: {one.count} rows, {one.bad} bad ({one.bad_rate:.2%}), WoE {one.woe:+.3f}"


def _axis(
    left: float,
    top: float,
    wide: float,
    high: float,
    at: Sequence[float] = (0.08, 0.31, 0.54, 0.77),
) -> str:
    lines = [
        f'<line x1="{left}" y1="{top + high * part:.1f}" x2="{left + wide}" '
        f'y2="{top + high * part:.1f}" stroke="{GRID}"/>'
        for part in at
    ]
    lines.append(
        f'<line x1="{left}" y1="{top + high}" x2="{left + wide}" y2="{top + high}" '
        f'stroke="{FAINT}"/>'
    )
    return "".join(lines)


def _ticks(left: float, top: float, wide: float, high: float, most: float) -> Iterable[str]:
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        words = f"{part * most:.0%}" if most > 0.2 else f"{part * most:.1%}"
        yield _text(left + part * wide, top + high + 16, words, colour=FAINT)
        yield _text(left - 6, top + high * (1 - part) + 4, words, "end", FAINT)


def _label(x: float, y: float, words: str) -> list[str]:
    """The words below a bar, on up to three lines."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + len(word) < 11:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    shown = [line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…" for line in lines[:3]]
    if len(lines) > len(shown):
        shown[-1] += " …"
    return [_text(x, y + 13 * n, line, size=10.5) for n, line in enumerate(shown)]


def _text(
    x: float,
    y: float,
    words: str,
    anchor: str = "middle",
    colour: str = INK,
    size: float = 11,
    weight: int = 400,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'font-weight="{weight}" fill="{colour}">{escape(words)}</text>'
    )


def _upright(x: float, y: float, words: str) -> str:
    return (
        f'<text transform="translate({x:.1f} {y:.1f}) rotate(-90)" text-anchor="middle" '
        f'font-size="11" fill="{FAINT}">{escape(words)}</text>'
    )


def _line(points: Iterable[tuple[float, float]], colour: str, wide: float, dash: str = "") -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{wide}"{dashed}/>'
    )


def _svg(width: int, height: int, drawn: Iterable[str], title: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(title, quote=True)}" xmlns="http://www.w3.org/2000/svg" '
        f'font-family="inherit">{"".join(drawn)}</svg>'
    )
