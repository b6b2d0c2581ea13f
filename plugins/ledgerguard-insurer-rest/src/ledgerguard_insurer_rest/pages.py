"""Lists that come page by page: with a cursor, with the address of the next page, or numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from ledgerguard.errors import InvalidValue

from ledgerguard_insurer_rest.bounded import Attempt
from ledgerguard_insurer_rest.calls import Answer, Line, Question
from ledgerguard_insurer_rest.mapping import at
from ledgerguard_insurer_rest.profile import Call, Paging

_LINK: Final = re.compile(r'<([^>]*)>\s*((?:;\s*\w+\s*=\s*(?:"[^"]*"|[^",;]*)\s*)*)')
_NEXT: Final = re.compile(r'rel\s*=\s*"?(?:[^"]*\s)?next\b', re.IGNORECASE)


def listed(line: Line, call: Call, question: Question, attempt: Attempt) -> Iterator[Any]:
    """The things of a list, over all of its pages.

    Raises:
        InvalidValue: when an answer is no list, or the list never ends.
        InsurerError: when a page cannot be had.
    """
    asked: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    number = call.paging.first if call.paging else 0
    while True:
        mark = (question.path, tuple(sorted(question.query.items())))
        if mark in asked or len(asked) >= (call.paging.most if call.paging else 1):
            raise InvalidValue(f"the pages of {question.name} must come to an end, got no end")
        asked.add(mark)
        answer = line.ask(question, attempt)
        if answer is None:
            return
        things = at(answer.data, call.list)
        if not isinstance(things, list):
            raise InvalidValue(
                f"{call.list or 'the answer'} must be a list, got {type(things).__name__}"
            )
        yield from things
        if call.paging is None:
            return
        number += 1
        following = _following(line, call.paging, question, answer, number)
        if following is None:
            return
        question = following


def _following(
    line: Line, paging: Paging, question: Question, answer: Answer, number: int
) -> Question | None:
    """The question for the next page; None after the last."""
    if paging.style == "page":
        pages = at(answer.data, paging.pages)
        if isinstance(pages, bool) or not isinstance(pages, int):
            raise InvalidValue(f"{paging.pages} must be a number of pages, got {type(pages)!r}")
        if number - paging.first >= pages:
            return None
        return replace(question, query={**question.query, paging.parameter: str(number)})
    if paging.style == "cursor":
        cursor = line.mapper.maybe_text(answer.data, paging.next)
        if not cursor:
            return None
        return replace(question, query={**question.query, paging.parameter: cursor})
    stated = line.mapper.maybe_text(answer.data, paging.next)
    address = stated if paging.next else _linked(answer.headers)
    if not address:
        return None
    return replace(question, path=_own(line, question, address), query={})


def _own(line: Line, question: Question, address: str) -> str:
    """A whole address. A page elsewhere is not asked for: our token would go there."""
    here = question.path if question.path.startswith("http") else line.base_url + question.path
    whole = urljoin(here, address)
    one, other = urlsplit(whole), urlsplit(line.base_url)
    if (one.scheme, one.netloc) != (other.scheme, other.netloc):
        raise InvalidValue("the next page must be at the same insurer, got another address")
    return whole


def _linked(headers: Mapping[str, str]) -> str:
    """The address with rel="next" of a Link header (RFC 8288)."""
    for address, parameters in _LINK.findall(headers.get("link", "")):
        if _NEXT.search(parameters):
            return str(address)
    return ""
