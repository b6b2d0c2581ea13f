"""Lists that come page by page, and pages that never end or lie elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest
from ledgerguard.plugin.insurer import BuyerQuery, InsurerError, Unreachable
from rest_world import World, world

from ledgerguard_insurer_rest.connector import RestInsurer
from ledgerguard_insurer_rest.profile import Paging, load
from ledgerguard_insurer_rest.sandbox import tables
from ledgerguard_insurer_rest.settings import Connection

Handler = Callable[[httpx.Request], httpx.Response]


@pytest.mark.parametrize("style", ["sandbox", "meridian"])
@pytest.mark.parametrize("size", [1, 3, 8, 50])
def test_all_pages_are_read(style: str, size: int, tmp_path: Path) -> None:
    with world(tmp_path, style, page_size=size) as one:
        insurer = one.connector()
        covers = insurer.covers()
        assert sorted((c.reference, c.kind, c.decision, f"{c.amount:.2f}") for c in covers) == (
            sorted((row[0], row[2], row[3], row[4]) for row in tables.COVERS)
        )
        names = [m.name for m in insurer.find_buyer(BuyerQuery("", "Blauer See", "DE"))]
        assert sorted(names) == ["Blauer See Delikatessen KG", "Blauer See Transport KG"]
        surest = insurer.find_buyer(BuyerQuery("", "Huadong", "CN", "9131 0000 MA1K35T12X"))[0]
        assert (surest.reference, surest.confidence) == ("B-2", 0.99)
        assert insurer.find_buyer(BuyerQuery("", "Nobody at all", "XX")) == []


def insurer_with(one: World, paging: Paging | None, answer: Handler) -> RestInsurer:
    """A connector whose cover list is paged in some way, to a handler instead of the network."""
    one.connector().log_in()  # the witness sees something
    profile = load("sandbox")
    call = attrs.evolve(profile.calls["covers"], paging=paging)
    profile = attrs.evolve(profile, calls={**profile.calls, "covers": call})

    def answered(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "tok-1"})
        return answer(request)

    made = RestInsurer(
        "paged",
        Connection("sandbox", "https://api.example.com/v1", patience=2.0),
        attrs.evolve(profile, retrying=attrs.evolve(profile.retrying, first_wait=0.01)),
        transport=httpx.MockTransport(answered),
        state=one.folder,
    )
    one.opened.append(made)
    return made


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGERGUARD_INSURER_PAGED_CLIENT_ID", "firm")
    monkeypatch.setenv("LEDGERGUARD_INSURER_PAGED_CLIENT_SECRET", "paged-secret")


LINKED = Paging("link")
NEVER: dict[str, tuple[Paging, Any, dict[str, str]]] = {
    "the same cursor": (
        Paging("cursor", "cursor", "next"), {"items": [], "next": "c1"}, {},
    ),
    "the same link": (LINKED, {"items": []}, {"Link": '<?page=2>; rel="next"'}),
    "too many pages": (Paging("page", "page", pages="pages", most=5), {"items": [], "pages": 99},
                       {}),
}  # fmt: skip


@pytest.mark.parametrize("name", NEVER)
def test_pages_that_never_end(name: str, tmp_path: Path) -> None:
    paging, content, headers = NEVER[name]
    with world(tmp_path) as one:
        insurer = insurer_with(
            one, paging, lambda _: httpx.Response(200, json=content, headers=headers)
        )
        with pytest.raises(InsurerError, match="must come to an end"):
            insurer.covers()


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/v1/covers?page=2", "//evil.example/covers", "http://api.example.com/",
        "https://api.example.com:444/", "https://api.example.com.evil.example/",
    ],
)  # fmt: skip
def test_a_page_elsewhere_is_not_asked_for(address: str, tmp_path: Path) -> None:
    """Our token would go there."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(200, json={"items": []}, headers={"Link": f'<{address}>; rel="next"'})

    with world(tmp_path) as one, pytest.raises(InsurerError, match="must be at the same insurer"):
        insurer_with(one, LINKED, answer).covers()
    assert asked == ["api.example.com"]


def test_links_in_the_body_and_among_others(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        header = '<https://api.example.com/v1/covers?p=1>; rel="prev", </v1/covers?p=2>; rel=next'
        more = {"Link": header} if len(asked) == 1 else {}
        return httpx.Response(200, json={"items": []}, headers=more)

    with world(tmp_path) as one:
        assert insurer_with(one, LINKED, answer).covers() == []
        assert asked[1:] == ["https://api.example.com/v1/covers?p=2"]

        def in_body(request: httpx.Request) -> httpx.Response:
            last = "p=9" in str(request.url)
            return httpx.Response(
                200, json={"items": [], "links": None if last else {"next": "covers?p=9"}}
            )

        assert insurer_with(one, Paging("link", next="links.next"), in_body).covers() == []


@pytest.mark.parametrize(
    ("paging", "content", "said"),
    [
        (None, {"items": None}, "items must be a list, got NoneType"),
        (None, [], "items must be a list"),
        (Paging("page", "page", pages="pages"), {"items": []}, "must be a number of pages"),
    ],
)
def test_what_is_no_list(paging: Paging | None, content: Any, said: str, tmp_path: Path) -> None:
    with world(tmp_path) as one:
        insurer = insurer_with(one, paging, lambda _: httpx.Response(200, json=content))
        with pytest.raises(InsurerError, match=said):
            insurer.covers()


def test_a_gateway_that_says_404_is_not_believed(tmp_path: Path) -> None:
    """Only the insurer itself can say that there is nothing: it does so in JSON."""
    with world(tmp_path) as one:
        html = insurer_with(one, None, lambda _: httpx.Response(404, html="<h1>Not found</h1>"))
        with pytest.raises(Unreachable, match="status 404, the answer must be JSON"):
            html.find("limit-1")
        own = insurer_with(one, None, lambda _: httpx.Response(404, json={}))
        assert own.find("limit-1") is None
        assert own.covers() == []
        assert own.grade("B-1") is None
