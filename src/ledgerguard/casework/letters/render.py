"""Letters from templates: paragraphs first, values last, so that no value can become structure.

A template is split into paragraphs, and its markers are found, before any value is known. Each
paragraph is then rendered alone and squashed to one line. So a customer who is called
``[[items]]``, ``{{ 7*7 }}`` or two lines of text is printed as that, and nothing else happens.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from ledgerguard.casework.letters.data import LetterData, LetterItem, Party
from ledgerguard.casework.letters.template_file import (
    Kind,
    Paragraph,
    Role,
    Template,
    fault,
    read_template,
    unwrapped,
)
from ledgerguard.casework.letters.wording import (
    first_few,
    lines,
    long_day,
    money,
    one_line,
    sums,
)
from ledgerguard.errors import PolicyError
from ledgerguard.units import Language

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

_TEMPLATE_NAME: Final = "<template>"  # what Jinja2 calls a template that is no file, in tracebacks

_PLACEHOLDERS: Final[Mapping[Role, tuple[str, str]]] = {
    "insurer": ("[Credit insurer]", "【信用保险公司】"),
    "agency": ("[Collection agency]", "【催收机构】"),
    "lawyer": ("[Law firm]", "【律师事务所】"),
    "sender": ("[Our firm]", "【我公司】"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a letter, or the place of a table."""

    kind: Kind
    text: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that has been rendered: who writes to whom, the subject, and blocks in order."""

    subject: str
    blocks: tuple[Block, ...]
    data: LetterData
    author: Party
    addressee: Party | None  # None: for the writer's own use, as a call script is


def render(data: LetterData, templates: Path | None = None) -> Letter:
    """A letter from the template that its data names.

    Args:
        data: What the letter says; ``data.letter`` and ``data.language`` choose the template.
        templates: The firm's own folder; a file in it takes the place of the packaged one.

    Raises:
        PolicyError: when there is no such letter in that language, or the template is broken or
            names a value that does not exist; told by file, line and mend.
    """
    template = read_template(data.letter, data.language, templates)
    values = _values(data)
    subject = _rendered(template, template.subject, values)
    if not subject:
        raise fault(template.path, template.subject.line, "the subject must not come out empty")
    blocks = tuple(
        Block(paragraph.kind, text)
        for paragraph in template.body
        if (text := _rendered(template, paragraph, values)) or not paragraph.text
    )
    author = _party(data, template.author)
    return Letter(subject, blocks, data, author or data.sender, _party(data, template.to))


def _party(data: LetterData, role: Role) -> Party | None:
    """Who takes a part in the correspondence: known parties, or what ``extra`` says of them."""
    if role == "nobody":
        return None
    if role in ("customer", "sender"):
        return data.customer if role == "customer" else data.sender
    told = data.extra.get(role, "") or (data.insurer if role == "insurer" else "")
    return Party(
        name=told or _PLACEHOLDERS[role][data.language == "zh"],
        **{
            key: data.extra.get(f"{role}_{key}", "")
            for key in ("address", "email", "phone", "contact", "signatory")
        },
    )


def _values(data: LetterData) -> dict[str, Any]:
    """The names that a template can use. Text is "" and a number 0 where there is nothing."""
    language = data.language
    asked = [item for item in data.items if item.claimed]
    totals = ("claimed", "disputed", "not_yet_due", "other", "interest", "fees", "open", "to_pay")
    return {
        **{name: sums(getattr(data, name), language) for name in totals},
        "balance": sums(data.balance, language),
        "unapplied": sums(data.unapplied, language),
        "charges": sums(
            {name: amount + data.fees[name] for name, amount in data.interest.items()}, language
        ),
        "count": len(asked),
        "invoices": _invoices(asked or data.items, language),
        "oldest_days": data.oldest_days,
        "overdue": data.oldest_days > 0,
        "items": data.items,
        "day": long_day(data.day, language),
        "pay_by": long_day(data.pay_by, language),
        "next_on": long_day(data.next_on, language),
        **{name: getattr(data, name) for name in ("reference", "head", "customer_id", "insurer")},
        "customer": _in_a_sentence(data.customer),
        "sender": _in_a_sentence(_named(data.sender, data.language)),
        **{name: getattr(data, name) for name in ("next_action", "extra")},
    }


def _invoices(items: Sequence[LetterItem], language: Language) -> str:
    """The numbers of invoices in a sentence, where they have any."""
    numbers = [item.invoice for item in items if item.invoice]
    return first_few(numbers, language) or ("下列发票" if language == "zh" else "the items below")


def _named(sender: Party, language: Language) -> Party:
    """The sender with a name that a draft can be read with, even where no policy states one."""
    return (
        sender if sender.name else replace(sender, name=_PLACEHOLDERS["sender"][language == "zh"])
    )


def _in_a_sentence(party: Party) -> Party:
    """A party whose address and bank, which may have several lines, can stand in a sentence."""
    plain = {name: one_line(getattr(party, name)) for name in Party.__slots__}
    several = {name: ", ".join(lines(getattr(party, name))) for name in ("address", "bank")}
    return Party(**{**plain, **several})


def _rendered(template: Template, paragraph: Paragraph, values: Mapping[str, Any]) -> str:
    if not paragraph.text:
        return ""
    from jinja2 import TemplateSyntaxError

    try:
        text = _environment().from_string(paragraph.text).render(values)
    except TemplateSyntaxError as error:
        hint = "{{ name }} prints a value; {% if %} and its {% endif %} stand in one paragraph"
        raise _fault(template, paragraph, error.lineno, error.message or "", hint) from error
    except Exception as error:  # a template is the firm's code: whatever it raises is its fault
        line = max([1, *_lines_of(error.__traceback__)])
        raise _fault(template, paragraph, line, str(error), _mend(str(error), values)) from error
    return one_line(unwrapped(text))


def _fault(
    template: Template, paragraph: Paragraph, line: int, what: str, hint: str
) -> PolicyError:
    return fault(template.path, paragraph.line + line - 1, f"cannot be filled in: {what}", hint)


def _mend(what: str, values: Mapping[str, Any]) -> str:
    known = [*values, *(f"customer.{name}" for name in Party.__slots__)]
    unknown = what.split("'")[1] if what.count("'") > 1 else ""
    near = difflib.get_close_matches(unknown, known, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"a template knows {', '.join(values)}; a value of extra may be missing"


def _lines_of(traceback: TracebackType | None) -> Iterator[int]:
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == _TEMPLATE_NAME:
            yield traceback.tb_lineno
        traceback = traceback.tb_next


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # No escaping here: a rendered paragraph is plain text, and each format escapes for itself.
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.filters["money"] = money
    return environment
