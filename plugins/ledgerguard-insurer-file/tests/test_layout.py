"""Layouts are checked when they are loaded: all faults of a file at once, each with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ledgerguard.errors import PolicyError
from ledgerguard.policy.schema import FaultyPolicy

from ledgerguard_insurer_file.fields import CODES, FIELDS, READ, WRITTEN
from ledgerguard_insurer_file.layout import PACKAGED, load

SMALL = """\
title = "Small"
[form]
format = "csv"
[limit]
file = "L_{key}.csv"
columns = [
  { name = "Ref", field = "key" },
  { name = "Buyer", field = "reference" },
  { name = "Amount", field = "amount" },
  { name = "Currency", field = "currency" },
]
"""
FIXED = """\
title = "Small"
[form]
format = "fixed"
encoding = "ascii"
[receipts]
files = "R*"
columns = [{ name = "Ref", field = "key", width = 30 }, { name = "S", field = "status", width = 8 }]
"""


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as error:
        load("mine.toml", tmp_path)
    assert isinstance(error.value, FaultyPolicy)
    return [str(fault) for fault in error.value.faults]


@pytest.mark.parametrize("name", PACKAGED)
def test_packaged_layouts_have_no_fault(name: str) -> None:
    layout = load(name)
    assert {"limit", "overdue", "receipts", "decisions"} <= layout.stated().keys()
    for codes, words in layout.codes.items():
        assert set(words) <= set(CODES[codes])
    assert set(layout.codes["decision"]) == set(CODES["decision"])


def test_the_small_ones_are_right(tmp_path: Path) -> None:
    for text in (SMALL, FIXED):
        (tmp_path / "mine.toml").write_text(text)
        assert load("mine.toml", tmp_path).title == "Small"


def test_a_layout_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="layout must be one of typical-csv"):
        load("typical-cvs", tmp_path)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = (
        SMALL.replace('format = "csv"', 'format = "csv"\ndelimiter = "ab"\ndate = "dd.mm.yy"')
        .replace('field = "reference"', 'field = "referense"')
        .replace("L_{key}.csv", "L.csv")
        .replace('"Amount", field = "amount"', '"Ref", field = "amount", decimals = 9')
        + 'colour = "red"\n'
    )
    said = faults(tmp_path, text)
    assert [line.split(":")[0] for line in said] == [
        "mine.toml, line 4, form.delimiter",
        "mine.toml, line 5, form.date",
        "mine.toml, line 14, limit.colour",
    ]
    said = faults(
        tmp_path,
        text.replace("ab", ";").replace("dd.mm.yy", "dd.mm.yyyy").replace("colour", "# colour"),
    )
    assert [line.split(", ", 2)[2].split(":")[0] for line in said] == [
        "limit.file", "limit.columns", "limit.columns[1].field", "limit.columns[2].name",
        "limit.columns[2].decimals",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[form]", 'separator = ""\n[form]', "separator must not be empty"),
        ('title = "Small"', "", "title: must be stated"),
        ('format = "csv"', 'format = "xls"', "must be one of csv, fixed, xlsx, got 'xls'"),
        ("[limit]", "[limits]", "is an unknown key"),
        ('format = "csv"', 'format = "csv"\nencoding = "latin-99"', "must be an encoding"),
        ('format = "csv"', 'format = "csv"\nencoding = "hex"', "must be an encoding"),
        ('format = "csv"', 'format = "csv"\nthousands = "."', "must differ from decimal"),
        (
            'format = "csv"',
            'format = "csv"\nquoting = "never"\ndelimiter = ","\ndecimal = ","',
            "must differ from decimal where nothing is quoted",
        ),
        ('format = "csv"', 'format = "csv"\ndate = "dd.dd.yyyy"', "must have dd, mm and yyyy"),
        ("L_{key}.csv", "L_{key}_{buyer}.csv", "must be a file name with {key}"),
        ("L_{key}.csv", "../L_{key}.csv", "must be a file name with {key}"),
        ("L_{key}.csv", "L_{key.csv", "must be a file name with {key}"),
        ('file = "L_{key}.csv"', 'files = "L*"', "must be left out of what we write"),
        ('{ name = "Amount", field = "amount" },', "", "must have the fields amount"),
        ('field = "amount"', 'field = "amount", value = "1"', "must be left out where a column"),
        ('field = "amount"', 'field = "amount", pattern = "["', "must be a regular expression"),
        ('field = "amount"', 'field = "amount", width = 5', "must have neither width, fill nor"),
        ('field = "amount"', 'field = "amount", length = -1', "must not be negative"),
        ('field = "key"', 'field = "key", decimals = 2', "as it is no amount"),
        ('name = "Amount"', 'name = " "', "name must not be empty"),
        ('field = "currency"', 'field = "key"', "must stand in one column, got 'key' twice"),
        ('file = "L', 'leaves_out = ["amount"]\nfile = "L', "must be one of note, got 'amount'"),
        (
            "columns = [",
            'trailer.columns = [{ name = "Rows", field = "count" }]\ncolumns = [',
            "must hold a value that tells the record",
        ),
        (
            "columns = [",
            'trailer.columns = [{ name = "R", value = "T" }, '
            '{ name = "S", field = "control_sum" }]\ncolumns = [',
            "must be stated of a control sum",
        ),
        ("[limit]", "[codes.kinds]\na = ['b']\n[limit]", "is an unknown list"),
        ("[limit]", "[codes.kind]\nperm = ['b']\n[limit]", "did you mean permanent?"),
        ("[limit]", "[codes.kind]\npermanent = []\n[limit]", "a list of the insurer's codes"),
        ("[limit]", "[codes.kind]\npermanent = [' 1']\n[limit]", "without blanks"),
        (
            "[limit]",
            "[codes.kind]\npermanent = ['1']\ntemporary = ['1']\n[limit]",
            "must be a code that no other word has",
        ),
        ("[limit]", '[buyer]\npattern = "(?P<c>..)"\njoin = "{d}"\n[limit]', "({c}), got '{d}'"),
        ("[limit]", '[buyer]\npattern = ".."\njoin = "x"\n[limit]', "groups of the pattern"),
        ("[limit]", '[buyer]\npattern = "(?P<c>..)"\njoin = "{c"\n[limit]', "text with {names}"),
    ],
)  # fmt: skip
def test_each_fault_of_a_layout(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SMALL
    path = tmp_path / "mine.toml"
    path.write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyError) as error:
        load(str(path))
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('encoding = "ascii"', 'encoding = "utf-8"', "must have one byte a character"),
        ('encoding = "ascii"', 'encoding = "cp1252"\ncolumn_names = true', "must be false"),
        ("width = 30", "width = 0", "must be 1 or more characters"),
        ("width = 30", "width = 30, length = 31", "must hold 31 characters, got 30"),
        ("width = 30", 'width = 30, fill = "00"', "must be one character"),
        ('files = "R*"', 'files = "in/R*"', "must find the insurer's files"),
        ('files = "R*"', 'files = "R*"\nfile = "R"', "must be left out of what we read"),
    ],
)
def test_each_fault_of_a_fixed_width_layout(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in FIXED
    assert any(said in fault for fault in faults(tmp_path, FIXED.replace(old, new, 1)))


def test_a_layout_without_any_file(tmp_path: Path) -> None:
    said = faults(tmp_path, SMALL[: SMALL.index("[limit]")])
    assert said == [
        "mine.toml, top: a layout must describe a file (limit, overdue, claim, receipts, "
        "decisions, claims), got none"
    ]


def test_a_kind_of_file_may_have_a_form_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    answers = FIXED[FIXED.index("[receipts]") :]
    path.write_text(SMALL + answers + '[receipts.form]\nformat = "fixed"\nencoding = "ascii"\n')
    layout = load(str(path))
    assert layout.receipts is not None
    assert layout.form_of(layout.receipts).format == "fixed"
    assert layout.theirs("status") == {"taken": ("taken",), "rejected": ("rejected",)}


def test_the_layout_in_the_readme_has_no_fault(tmp_path: Path) -> None:
    readme = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
    example, buyer = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "mine.toml").write_text(example + buyer, encoding="utf-8")
    layout = load("mine.toml", tmp_path)
    assert layout.title == "Mutual, limits only"
    assert layout.buyer is not None
    assert layout.buyer.parts == ("country", "number")


def test_every_field_is_in_a_packaged_layout_and_in_the_readme() -> None:
    readme = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
    stated = load("typical-csv").stated()
    for section in (*WRITTEN, *READ):
        for field in FIELDS[section]:
            assert f"`{field}`" in readme, field
            assert field in (*stated[section].fields(), "written"), field
    for words in CODES.values():
        assert all(f"`{word}`" in readme for word in words)
