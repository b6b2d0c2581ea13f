from ledgerguard.errors import ErrorValue
from ledgerguard.ledger.reading.identity import NOBODY, customers, same, texts
from ledgerguard.units import Cell


def test_ids_keep_what_a_person_wrote() -> None:
    cells: list[Cell] = [
        "00123",
        1930571429.0,
        77,
        " A 1 ",
        "1930571429.0",
        True,
        False,
        None,
        ErrorValue("#REF!"),
        1.5,
    ]
    found = texts(cells)
    assert found.values == [
        "00123", "1930571429", "77", "A 1", "1930571429", "TRUE", "FALSE", "", "", "1.5",
    ]  # fmt: skip
    assert found.numbers == ("1930571429.0",)


def test_a_clean_column_stays() -> None:
    assert texts(["A1", "", "B2"]).values == ["A1", "", "B2"]


def test_full_width_ids_become_plain_but_names_stay() -> None:
    assert texts(["Ａ１"]).values == ["A1"]
    assert texts(["上海（中国）公司"], is_id=False).values == ["上海（中国）公司"]


def test_a_shortened_number_is_reported() -> None:
    assert texts(["1.93E+09", "x"]).damaged == ("1.93E+09",)


def test_names_do_not_lose_line_breaks_as_columns_do() -> None:
    assert texts(["A\nB", "C  D"], is_id=False).values == ["A B", "C D"]


def test_the_most_frequent_spelling_is_shown() -> None:
    who = customers(["1", "1", "1", "2"], ["Acme Ltd", "ACME", "ACME", "Bolt"])
    assert who.names == ["ACME", "ACME", "ACME", "Bolt"]
    assert who.ids == ["1", "1", "1", "2"]
    assert who.spellings == ((0, "Acme Ltd", "ACME", 1),)


def test_names_alone_are_one_customer_whatever_the_spelling() -> None:
    who = customers(None, ["Acme Ltd.", "ACME LTD", "Acme Ltd.", ""])
    assert who.ids == who.names == ["Acme Ltd.", "Acme Ltd.", "Acme Ltd.", NOBODY]
    assert [spelling for _, spelling, _, _ in who.spellings] == ["ACME LTD"]


def test_ids_alone() -> None:
    who = customers(["7", ""], None)
    assert who.ids == who.names == ["7", NOBODY]


def test_a_row_without_id_takes_the_one_id_of_its_name() -> None:
    who = customers(["1", "", ""], ["Acme", "acme", "Bolt"])
    assert who.ids == ["1", "1", "Bolt"]
    assert who.names == ["Acme", "Acme", "Bolt"]


def test_a_name_with_two_ids_is_not_guessed() -> None:
    assert customers(["1", "2", ""], ["Acme", "Acme", "Acme"]).ids == ["1", "2", "Acme"]


def test_an_id_without_name_shows_the_name_of_its_other_rows() -> None:
    assert customers(["1", "1", "2"], ["Acme", "", ""]).names == ["Acme", "Acme", "2"]


def test_an_id_in_the_column_of_names_is_that_customer() -> None:
    assert customers(["A1", ""], ["Acme", "A1"]).ids == ["A1", "A1"]


def test_signs_alone_are_still_a_name() -> None:
    assert same("***") == "***"


def test_no_rows() -> None:
    assert customers([], []).ids == customers([], None).names == []
