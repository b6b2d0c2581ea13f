"""``ledgerguard rates``: the list, and the update against the formats that publishers send."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ledgerguard.cli import app, rate_update
from ledgerguard.cli.rate_sources import LONGEST_ANSWER, SOURCES, Request, observations
from ledgerguard.cli.rate_update import fetch, update
from ledgerguard.errors import InvalidValue, LedgerguardError, NotAvailable
from ledgerguard.policy.reference_rates import PACKAGED, history
from ledgerguard.policy.statutory_rates import reference_rate

RUNNER = CliRunner()
TODAY = dt.date(2026, 11, 22)

# The first ten columns of the ECB Data Portal's csvdata, as detail=dataonly sends them.
ECB = """\
KEY,FREQ,REF_AREA,CURRENCY,PROVIDER_FM,INSTRUMENT_FM,PROVIDER_FM_ID,DATA_TYPE_FM,TIME_PERIOD,OBS_VALUE
FM.D.U2.EUR.4F.KR.MRR_FR.LEV,D,U2,EUR,4F,KR,MRR_FR,LEV,2026-09-15,2.4
FM.D.U2.EUR.4F.KR.DFR.LEV,D,U2,EUR,4F,KR,DFR,LEV,2026-09-15,2.25
FM.D.U2.EUR.4F.KR.MRR_FR.LEV,D,U2,EUR,4F,KR,MRR_FR,LEV,2026-09-16,2.65
FM.D.U2.EUR.4F.KR.MRR_FR.LEV,D,U2,EUR,4F,KR,MRR_FR,LEV,2026-10-08,2.65
FM.D.U2.EUR.4F.KR.MRR_FR.LEV,D,U2,EUR,4F,KR,MRR_FR,LEV,2026-10-09,
FM.D.U2.EUR.4F.KR.MRR_FR.LEV,D,U2,EUR,4F,KR,MRR_FR,LEV,2026-11-03,2.65
FM.D.U2.EUR.4F.KR.MRR_FR.LEV,D,U2,EUR,4F,KR,MRR_FR,LEV,2026-11-04,2.9
FM.D.U2.EUR.4F.KR.MRR_FR.LEV,D,U2,EUR,4F,KR,MRR_FR,LEV,2026-11-20,2.9
"""
IADB = "DATE,IUDBEDR\r\n07 Oct 2026,3.7500\r\n08 Oct 2026,3.7500\r\n05 Nov 2026,4.0000\r\n"
BANK_RATE_PAGE = '"Date Changed","Rate"\n"05 Nov 26","4.00"\n18 Dec 25,3.75\n07 Aug 25,4.00\n'
BUNDESBANK_DE = """\
"";BBIN1.M.DE.BBK.BBKBAS2.EUR.ME;BBIN1.M.DE.BBK.BBKBAS2.EUR.ME_FLAGS
"";Basiszinssatz gemäß BGB / Stand am Monatsende / SU0115;
Einheit;% p.a.;
Stand vom;04.01.2027 09:00:00;
2012-12;0,12;
2013-01;-0,13;Bemerkung
2026-12;1,52;
2027-01;1,77;
2027-02;1,77;Bemerkung
"";Bemerkung zu 2026-07: Ab 1. Juli 1,52%;
"""
BUNDESBANK_EN = """\
"",BBIN1.M.DE.BBK.BBKBAS2.EUR.ME,BBIN1.M.DE.BBK.BBKBAS2.EUR.ME_FLAGS
unit,% p.a.,
2026-12,1.52,
2027-01,1.52,Comment
"""
LPR = {
    "head": {"rep_code": "200", "rep_message": "", "ts": 1778752637625},
    "data": {"endDateCN": "2026-11-22", "startDateCN": "2026-08-01", "message": ""},
    "records": [
        {"5Y": "3.50", "1Y": "3.00", "showDateCN": "2026-11-20", "showDateEN": "20 Nov 2026"},
        {"5Y": "3.50", "1Y": "2.90", "showDateCN": "2026-10-20", "showDateEN": "20 Oct 2026"},
        {"5Y": "3.50", "1Y": "3.00", "showDateCN": "2026-09-20", "showDateEN": "20 Sep 2026"},
        {"5Y": "3.50", "1Y": "", "showDateCN": "2026-08-21", "showDateEN": "21 Aug 2026"},
        {"5Y": "3.50", "1Y": "3.00", "showDateCN": "2026-08-20", "showDateEN": "20 Aug 2026"},
    ],
}


class Publisher(BaseHTTPRequestHandler):
    """Answers each path with a file in a publisher's format, and remembers what was asked."""

    def do_GET(self) -> None:
        answers: dict[str, bytes] = {
            "/ecb": ECB.encode(),
            "/page": b"<!DOCTYPE html><html>403</html>",
            "/large": b"0" * (LONGEST_ANSWER + 1),
        }
        answer = answers.get(self.path)
        self.send_response(404 if answer is None else 200)
        self.end_headers()
        self.wfile.write(answer or b"")

    def do_POST(self) -> None:
        asked = self.headers["X-Requested-With"] == "XMLHttpRequest"
        self.send_response(200 if asked else 403)
        self.end_headers()
        self.wfile.write(json.dumps(LPR).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def publisher() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("LEDGERGUARD_RATES", str(tmp_path / "rates"))
    return tmp_path / "rates"


@pytest.fixture
def given(tmp_path: Path) -> Path:
    return tmp_path / "downloaded.csv"


def run(*arguments: str) -> Result:
    return RUNNER.invoke(app, ["rates", *arguments])


def test_the_list_names_each_rate_and_its_days() -> None:
    printed = run("list").stdout
    for word in ("ECB", "BOE", "BASISZINSSATZ", "LPR", "1999-01-01", "2026-10-08", "packaged"):
        assert word in printed


def test_the_list_for_scripts(folder: Path) -> None:
    folder.mkdir()
    packaged = (PACKAGED / "boe.csv").read_text(encoding="utf-8")
    (folder / "boe.csv").write_text(packaged, encoding="utf-8")
    records = {record["name"]: record for record in json.loads(run("list", "--json").stdout)}
    assert set(records) == {"BASISZINSSATZ", "BOE", "ECB", "LPR"}
    assert records["ECB"]["file"] == "packaged"
    assert records["BOE"]["file"] == str(folder / "boe.csv")
    assert records["LPR"]["last_change"] == "2025-05-20"
    assert records["LPR"]["known_until"] == "2026-10-19"
    assert records["ECB"]["page"].startswith("https://www.ecb.europa.eu/")
    assert records["ECB"]["verified"]


@pytest.mark.parametrize(
    ("name", "text", "added", "agreed", "until"),
    [
        pytest.param("ECB", ECB, [("2026-11-04", "2.9")], 3, "2026-11-20", id="ecb-csvdata"),
        pytest.param("BOE", IADB, [("2026-11-05", "4.0000")], 2, "2026-11-05", id="boe-iadb"),
        pytest.param(
            "BOE", BANK_RATE_PAGE, [("2026-11-05", "4.00")], 2, "2026-11-05", id="boe-page"
        ),
        pytest.param(
            "BASISZINSSATZ",
            BUNDESBANK_DE,
            [("2027-01-01", "1.77")],
            3,
            "2027-06-30",
            id="bundesbank-de",
        ),
        pytest.param(
            "BASISZINSSATZ",
            BUNDESBANK_EN,
            [("2027-01-01", "1.52")],
            1,
            "2027-06-30",
            id="bundesbank-en-without-a-change",
        ),
        pytest.param(
            "LPR",
            json.dumps(LPR),
            [("2026-10-20", "2.90"), ("2026-11-20", "3.00")],
            2,
            "2026-12-19",
            id="chinamoney",
        ),
    ],
)
def test_a_downloaded_file_in_the_publishers_format(
    given: Path,
    folder: Path,
    name: str,
    text: str,
    added: list[tuple[str, str]],
    agreed: int,
    until: str,
) -> None:
    given.write_text(text, encoding="utf-8")
    before = history(name)
    done = update(name, TODAY, str(given))
    assert [(day.isoformat(), str(percent)) for day, percent in done.added] == added
    assert (done.agreed, done.known_until.isoformat()) == (agreed, until)
    assert done.path == folder / f"{name.lower()}.csv"
    after = history(name)
    assert after.path == done.path
    assert list(after.days[: len(before.days)]) == list(before.days)
    assert list(after.percents[: len(before.days)]) == list(before.percents)
    assert after.known_until.isoformat() == until
    assert "2026-11-22 from" in after.about["updated"]
    last_day, last_percent = added[-1]
    assert reference_rate(name, dt.date.fromisoformat(last_day)) == float(
        Decimal(last_percent) / 100
    )
    assert update(name, TODAY, str(given)).path is None  # a second time there is nothing new
    assert not list(folder.glob("*.new"))


def test_our_own_file_comes_back_as_it_is(folder: Path, given: Path) -> None:
    given.write_text(ECB, encoding="utf-8")
    stored = update("ECB", TODAY, str(given)).path
    assert stored is not None
    copy = folder.parent / "from-a-colleague.csv"
    stored.rename(copy)
    printed = run("update", "ECB", "--from", str(copy))
    assert printed.exit_code == 0
    assert "1 rows added" in printed.stdout
    assert "known until 2026-11-04" in printed.stdout  # a list of changes speaks to its last one


def test_a_list_of_changes_speaks_until_the_day_of_its_download(given: Path) -> None:
    given.write_text(BANK_RATE_PAGE, encoding="utf-8")
    done = update("BOE", TODAY, str(given), TODAY)
    assert done.known_until == TODAY
    assert reference_rate("BOE", TODAY) == 0.04
    for day in (dt.date(2026, 11, 4), dt.date(2027, 1, 1)):
        with pytest.raises(InvalidValue, match="--known-until must be from 2026-11-05"):
            update("BOE", TODAY, str(given), day)


def test_an_unusual_digit_survives(given: Path, folder: Path) -> None:
    given.write_text(IADB.replace("4.0000", "4.1250"), encoding="utf-8")
    update("BOE", TODAY, str(given))
    assert "2026-11-05,4.1250\n" in (folder / "boe.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "ECB",
            ECB.replace("2026-09-16,2.65", "2026-09-16,2.5"),
            "2026-09-16: 2.5 instead of 2.65",
        ),
        (
            "BOE",
            "DATE,IUDBEDR\n" + "".join(f"{day:02} Sep 2026,1.0\n" for day in range(1, 9)),
            "2026-09-05: 1.0 instead of 3.75 and 3 more",
        ),
        ("ECB", ECB.replace("2026-09", "2026-11").replace("2026-10-08", "2026-11-17"), "must rise"),
        ("BOE", "DATE,IUDBEDR\n10 Nov 2026,4.0\n", "must begin by 2026-10-08"),
        ("BOE", "DATE,IUDBEDR\n08 Oct 2026,375\n", "from -5 to 40 percent, got 375"),
        ("BOE", "DATE,IUDBEDR\n08 Oct 2026,-6\n", "from -5 to 40 percent, got -6"),
        ("BOE", "DATE,IUDBEDR\n08 Oct 2026,3.75\n08 Oct 2026,3.75\n", "must rise"),
        ("BOE", "DATE,IUDBEDR\n31 Feb 2026,3.75\n", "a day must be written YYYY-MM-DD"),
        ("BOE", ECB, "must hold rates, got none"),
        ("ECB", IADB, "the columns TIME_PERIOD and OBS_VALUE"),
        ("ECB", ECB.replace("2.9\n", "n/a\n"), "a number of percent, got 'n/a'"),
        ("ECB", ECB.replace("2.9\n", "Infinity\n"), "a number of percent, got 'Infinity'"),
        ("LPR", IADB, "must be JSON with records"),
        ("LPR", '{"records": null}', "must be JSON with records"),
        ("LPR", '{"records": [{"1Y": "3.00"}]}', "must be JSON with records"),
        ("LPR", '{"records": [3]}', "must be JSON with records"),
        ("LPR", '{"records": []}', "must hold rates, got none"),
        ("LPR", "<html>", "got a web page"),
        ("LPR", "# name: LPR\ndate,percent\n", "must hold title"),
    ],
)
def test_what_cannot_be_right_is_not_stored(
    given: Path, folder: Path, name: str, text: str, said: str
) -> None:
    given.write_text(text, encoding="utf-8")
    result = run("update", name, "--from", str(given))
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Hint: " in result.stderr
    assert not folder.exists()


def test_bytes_that_are_no_text_are_refused(given: Path) -> None:
    given.write_bytes(b"PK\x03\x04\xff")
    with pytest.raises(InvalidValue, match="must be text in UTF-8"):
        update("ECB", TODAY, str(given))


def test_an_address_answers_like_a_file(publisher: str) -> None:
    result = run("update", "ecb", "--from", f"{publisher}/ecb")
    assert result.exit_code == 0
    assert "ECB: 1 rows added, 3 days agreed, known until 2026-11-20, stored in" in result.stdout


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/missing", "must answer, got Not Found"),
        ("/page", "got a web page"),
        ("/large", "at most 16 MB"),
    ],
)
def test_an_address_that_does_not_help(publisher: str, path: str, said: str) -> None:
    with pytest.raises(LedgerguardError, match=said) as caught:
        update("ECB", TODAY, publisher + path)
    assert caught.value.hint


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/x", "http://[", "http://a b/"])
def test_without_a_network_the_message_says_what_to_do(address: str) -> None:
    with pytest.raises(NotAvailable, match="must answer, got") as caught:
        fetch(Request(address))
    assert "--from" in caught.value.hint


def test_only_the_web_is_fetched() -> None:
    with pytest.raises(InvalidValue, match="must begin with https://"):
        update("ECB", TODAY, "file:///etc/passwd")


def test_the_publishers_are_asked_in_their_own_way() -> None:
    since, until = dt.date(2025, 6, 1), dt.date(2026, 11, 22)
    asked = {name: source.requests(since, until) for name, source in SOURCES.items()}
    assert asked["ECB"][0].address == (
        "https://data-api.ecb.europa.eu/service/data/FM/D.U2.EUR.4F.KR.MRR_FR.LEV"
        "?startPeriod=2025-06-01&format=csvdata&detail=dataonly"
    )
    assert "Datefrom=01/Jun/2025&Dateto=22/Nov/2026&SeriesCodes=IUDBEDR" in asked["BOE"][0].address
    assert "BBIN1/M.DE.BBK.BBKBAS2.EUR.ME?format=csv" in asked["BASISZINSSATZ"][0].address
    # chinamoney answers for one year at most
    windows = [request.address.partition("strStartDate=")[2] for request in asked["LPR"]]
    assert windows == ["2025-06-01&strEndDate=2026-05-27", "2026-05-28&strEndDate=2026-11-22"]
    assert {request.method for request in asked["LPR"]} == {"POST"}
    assert not [request for request in asked["ECB"] + asked["BOE"] if request.method != "GET"]


def test_an_update_from_the_publishers(
    monkeypatch: pytest.MonkeyPatch, publisher: str, folder: Path
) -> None:
    def local(request: Request) -> str:
        path = "/lpr" if request.method == "POST" else "/ecb"
        return fetch(Request(publisher + path, request.headers, request.method))

    monkeypatch.setattr(rate_update, "fetch", local)
    assert update("ECB", TODAY).known_until == dt.date(2026, 11, 20)
    assert update("LPR", TODAY).known_until == dt.date(2026, 12, 19)
    assert sorted(path.name for path in folder.iterdir()) == ["ecb.csv", "lpr.csv"]


def test_one_rate_that_fails_does_not_keep_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(request: Request) -> str:
        if "bundesbank" in request.address:
            return BUNDESBANK_EN.replace("2027-01,1.52,Comment\n", "")
        raise NotAvailable(f"{request.address} must answer, got no network", hint="--from")

    monkeypatch.setattr(rate_update, "fetch", answer)
    result = run("update")
    assert result.exit_code == 2
    assert "BASISZINSSATZ: nothing new, known until 2026-12-31" in result.stdout
    assert result.stderr.count("got no network") == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("update", "--from", "x.csv"), "--from must be given with one rate, got 4"),
        (("update", "ECB", "--known-until", "2026-11-22"), "must be given with --from"),
        (("update", "ECB", "--from", "no-such-file.csv"), "no-such-file.csv"),
        (("update", "EURIBOR"), "name must be one of BASISZINSSATZ, BOE, ECB, LPR"),
    ],
)
def test_a_wrong_command_is_refused(arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_rate_of_the_firm_is_updated_from_a_file(folder: Path, given: Path) -> None:
    folder.mkdir()
    own = "# name: BASE\n# title: t\n# publisher: p\n# page: https://a\n# known_until: 2026-06-30\n"
    (folder / "base.csv").write_text(own + "date,percent\n2026-01-01,1.00\n", encoding="utf-8")
    newer = own.replace("06-30", "09-30") + "date,percent\n2026-01-01,1.00\n2026-07-01,2.00\n"
    given.write_text(newer, encoding="utf-8")
    assert update("BASE", TODAY, str(given), dt.date(2026, 9, 30)).known_until.month == 9
    with pytest.raises(InvalidValue, match="BASE must be updated from a file"):
        update("BASE", TODAY)
    with pytest.raises(InvalidValue, match="must hold lines of date,percent"):
        observations("BASE", IADB)


def test_without_a_home_there_is_no_place_to_store(
    monkeypatch: pytest.MonkeyPatch, given: Path
) -> None:
    given.write_text(ECB, encoding="utf-8")
    monkeypatch.setattr(rate_update, "user_folder", lambda: None)
    with pytest.raises(NotAvailable, match="no home folder") as caught:
        update("ECB", TODAY, str(given))
    assert "LEDGERGUARD_RATES" in caught.value.hint
