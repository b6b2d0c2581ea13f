"""The table of the scale benchmarks: both sides of each ratio with time, processor and memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from rich.table import Table

from benchmarks.children import Runs
from benchmarks.measure import Measurement, Target

HEADERS: Final = (
    *("what", "s", "s cpu", "MB", "against", "its s", "its s cpu", "its MB"),
    *("ratio", "of cpu", "target"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """Our runs beside a peer's; a measurement of another kind has no runs but its seconds."""

    what: str
    ours: Runs | float
    peer: str = ""
    theirs: Runs | float | None = None
    target: Target | None = None
    most_mb: float | None = None
    of_rows: tuple[int, int] = (1, 1)
    """The rows of either side, where the time a row makes the ratio."""

    @classmethod
    def of(cls, found: Measurement) -> Self:
        """A measurement that was made elsewhere."""
        return cls(found.what, found.ours, found.peer, found.theirs, found.target)

    def ratio(self, of: str = "best") -> Measurement:
        """The measurement whose ratio counts: of the best seconds, or of the processor's."""
        theirs = self.theirs
        ours = _seconds(self.ours, of) / self.of_rows[0]
        peers = None if theirs is None else _seconds(theirs, of) / self.of_rows[1]
        return Measurement(self.what, ours, self.peer, peers, self.target)

    @property
    def verdict(self) -> str:
        """What was promised, and whether it was kept."""
        told = []
        if self.target is not None:
            kind = "of its time" if self.target.kind == "at most" else "as fast"
            told.append(
                f"{self.target.kind} {self.target.factor:g}x {kind}: {self.ratio().verdict}"
            )
        if self.most_mb is not None and isinstance(self.ours, Runs):
            kept = "met" if self.ours.peak_mb <= self.most_mb else "missed"
            told.append(f"at most {self.most_mb:,.0f} MB: {kept}")
        return ", ".join(told)

    def cells(self, judged: bool) -> tuple[str, ...]:
        """The texts of :data:`HEADERS`."""
        is_runs = isinstance(self.ours, Runs) and isinstance(self.theirs, Runs)
        ratio, of_cpu = self.ratio().ratio, self.ratio("processor").ratio if is_runs else None
        return (
            *(self.what, *_side(self.ours), self.peer, *_side(self.theirs)),
            *("" if one is None else f"{one:.2f}x" for one in (ratio, of_cpu)),
            self.verdict if judged else "",
        )


def table(found: Iterable[Line], judged: bool) -> Table:
    """For a terminal; verdicts only at the size that the targets speak of."""
    made = Table(title="ledgerguard at scale", title_justify="left", show_lines=True)
    for header in HEADERS:
        words = header in ("what", "against", "target")
        made.add_column(header, justify="left" if words else "right", no_wrap=not words)
    for line in found:
        made.add_row(*line.cells(judged))
    return made


def markdown(found: Iterable[Line], judged: bool) -> str:
    """The same for a page."""
    words = ("what", "against", "target")
    rows = [HEADERS, tuple("---" if header in words else "---:" for header in HEADERS)]
    rows += [line.cells(judged) for line in found]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _seconds(side: Runs | float, of: str) -> float:
    if not isinstance(side, Runs):
        return side
    return side.best if of == "best" else side.processor


def _side(side: Runs | float | None) -> tuple[str, str, str]:
    if side is None:
        return "", "", ""
    if not isinstance(side, Runs):
        return f"{side:.2f}", "", ""
    median = f" ({side.median:.2f})" if len(side.found) > 1 else ""
    return f"{side.best:.2f}{median}", f"{side.processor:.2f}", f"{side.peak_mb:,.0f}"
