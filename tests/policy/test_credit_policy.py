"""The credit policy: its packaged figures, what a firm may change, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import NotAvailable, PolicyError
from ledgerguard.formulas.credit_factors import FACTORS
from ledgerguard.formulas.fresh_factors import MOST_DAYS
from ledgerguard.formulas.grading import UPPER_BOUNDS, grade_floors
from ledgerguard.formulas.limit_scales import MULTIPLIERS
from ledgerguard.formulas.scoring import breakdown
from ledgerguard.policy.credit_checks import NODES
from ledgerguard.policy.credit_file import KnockOutEntry
from ledgerguard.policy.credit_policy import factors_of, merged, packaged_credit
from ledgerguard.policy.firm import Policy, load_policy, policy_from_texts
from ledgerguard.policy.schema import FaultyPolicy, Wording

# The worked case of the definitions (B15): 34.0 points of finances and payment, 33.75 of the rest.
CASE: dict[str, float | str | None] = {
    "current_ratio": 1.35,
    "liabilities_to_assets": 0.62,
    "ebit_to_assets": 0.07,
    "operating_cash_flow_to_current_liabilities": 0.15,
    "altman_z_nonmanufacturer": 2.44,
    "days_beyond_terms": 8,
    "statements": "audited",
    "bank_headroom": 0.3,
    "litigation_to_assets": 0,
    "ownership_change": "over_year",
    "order_fulfilment": 0.96,
    "years_trading": 7,
    "country_risk": "medium",
}


def firm(text: str) -> Policy:
    return policy_from_texts({"firm.toml": text})


def faults(text: str) -> list[tuple[int | None, str, str, str]]:
    with pytest.raises(FaultyPolicy) as caught:
        firm(text)
    return [(f.line, f.key, f.what, f.mend) for f in caught.value.faults]


def test_the_packaged_scorecard_is_that_of_credit_score() -> None:
    factors = factors_of(packaged_credit().scorecard)
    assert factors == FACTORS
    assert breakdown(CASE, factors).score == pytest.approx(67.75)


def test_a_firms_weight_counts_and_the_score_stays_out_of_100() -> None:
    # 8 days late earn half of the weight: 14 -> 28 brings 7 points more, of 114 instead of 100.
    credit = firm("[credit.scorecard.factors.days_beyond_terms]\nweight = 28\n").credit
    found = breakdown(CASE, factors_of(credit.scorecard))
    assert found.score == pytest.approx(100 * (67.75 + 7) / 114)


def test_a_firms_bands_take_the_place_of_all_packaged_ones() -> None:
    text = (
        "[credit.scorecard.factors.days_beyond_terms]\n"
        "bands = [{ below = 10, earns = 1 }, { above = 60, earns = 0 }]\nrest = 0.1\n"
    )
    factor = next(
        f for f in factors_of(firm(text).credit.scorecard) if f.key == "days_beyond_terms"
    )
    earned = [factor.fraction(days) for days in (9, 10, 60, 61)]
    assert (factor.weight, earned) == (14, [1, 0.1, 0.1, 0])


def test_the_least_weight_is_a_share_of_the_scorecards_own_weight() -> None:
    # 14 of 100 is below 50 %; with 114 of 200 in the weight of that one factor it is above.
    known = {"days_beyond_terms": 0.0}
    with pytest.raises(NotAvailable, match="at least 50 of 100, got 14"):
        _ = breakdown(known).score
    heavy = firm("[credit.scorecard.factors.days_beyond_terms]\nweight = 114\n").credit
    assert breakdown(known, factors_of(heavy.scorecard)).score == 100
    assert breakdown(known, least_weight=14).score == 100
    assert not breakdown({}, least_weight=0).is_enough


def test_scales_of_grades_are_those_of_the_formulas() -> None:
    credit = packaged_credit()
    assert credit.upper_bounds == UPPER_BOUNDS
    assert tuple(credit.strategy(grade).multiplier for grade in range(1, 11)) == MULTIPLIERS


def test_worse_grades_never_get_milder_terms() -> None:
    strategies = [packaged_credit().strategy(grade) for grade in range(1, 11)]
    assert [s.terms_days for s in strategies] == [90, 75, 60, 60, 45, 30, 15, 0, 0, 0]
    assert [s.prepayment_rate for s in strategies] == [0, 0, 0, 0, 0, 0.1, 0.3, 1, 1, 1]
    assert [s.review_days for s in strategies] == sorted(
        (s.review_days for s in strategies), reverse=True
    )


def test_facts_may_be_as_old_as_in_fresh_factors() -> None:
    groups = {
        "statements": "statements",
        "bank": "bank_headroom",
        "litigation": "litigation_to_assets",
        "ownership": "ownership_change",
        "fulfilment": "order_fulfilment",
        "trade": "years_trading",
        "behaviour": "days_beyond_terms",
    }
    freshness = packaged_credit().freshness
    assert {g: freshness[g].max_days for g in groups} == {
        g: MOST_DAYS[f] for g, f in groups.items()
    }


def test_knock_outs_bound_the_grade_as_credit_grade_does() -> None:
    floors = grade_floors(
        10,
        insolvent=True,
        dishonest_debtor=True,
        days_past_due=91,
        negative_equity=True,
        statements_missing=True,
    )
    rules = packaged_credit().knock_outs
    assert floors == {
        "insolvent": rules["insolvent"].grade,
        "dishonest_debtor": rules["dishonest-debtor"].grade,
        "days_past_due": rules["long-overdue"].grade,
        "negative_equity": rules["negative-equity"].grade,
        "statements_missing": rules["statements-missing"].grade,
    }
    no_credit = [name for name, rule in rules.items() if not rule.credit]
    assert no_credit == [
        "insolvent",
        "registry-insolvent",
        "registry-ended",
        "registry-dormant",
        "dishonest-debtor",
        "enforcement",
        "long-overdue",
    ]


@pytest.mark.parametrize(
    ("rule", "fires", "holds_not"),
    [
        ("insolvent", [True], [False, None]),
        ("registry-ended", ["dissolved", " Revoked "], ["active", "insolvent", None, True]),
        ("long-overdue", [91, 90.5], [90, 0, None, False]),
        ("negative-equity", [-0.01], [0, 5, None]),
        ("statements-missing", ["none", None], ["audited", "management"]),
    ],
)
def test_when_a_knock_out_fires(
    rule: str, fires: list[float | str | None], holds_not: list[float | str | None]
) -> None:
    entry = packaged_credit().knock_outs[rule]
    assert all(entry.fires(value) for value in fires)
    assert not any(entry.fires(value) for value in holds_not)


def test_both_inclusive_bounds_of_a_knock_out() -> None:
    words = Wording(en="x", zh="x")
    entry = KnockOutEntry("rating", words, at_least=5, at_most=1)
    assert [entry.fires(value) for value in (0, 1, 2, 5, 6)] == [True, True, False, True, True]


@pytest.mark.parametrize(
    ("limit", "currency", "grade", "post"),
    [
        (200_000, "CNY", 5, "credit-analyst"),
        (200_000.01, "CNY", 5, "credit-manager"),
        (1, "CNY", 6, "credit-manager"),
        (5_000_000, "CNY", 8, "finance-director"),
        (5_000_001, "CNY", 1, "credit-committee"),
        (1, "CNY", 9, "credit-committee"),
        (0, "XAF", 1, "credit-committee"),
    ],
)
def test_who_approves(limit: float, currency: str, grade: int, post: str) -> None:
    assert packaged_credit().approver(limit, currency, grade).post == post


@given(
    st.floats(0, 1e9), st.floats(0, 1e9), st.integers(1, 10), st.sampled_from(["CNY", "EUR", "JPY"])
)
def test_a_larger_limit_is_never_approved_further_down(
    one: float, other: float, grade: int, currency: str
) -> None:
    credit = packaged_credit()
    small, large = sorted((one, other))
    places = [
        credit.approvals.index(credit.approver(limit, currency, grade)) for limit in (small, large)
    ]
    assert places == sorted(places)


def test_each_control_node_has_one_owner() -> None:
    credit = packaged_credit()
    owned = [task for post in credit.charter for task in post.does]
    assert [owned.count(node) for node in NODES] == [1] * 16
    owner = credit.owner_of("cover")
    assert owner is not None
    assert owner.post == "credit-insurance"
    assert credit.owner_of("nothing") is None


def test_the_articles_figures() -> None:
    credit = packaged_credit()
    assert credit.targets.bad_debt_rate == credit.warnings["bad_debt_rate"].warn == 0.005
    assert credit.targets.lookahead_days == (90, 180)
    assert (credit.reviews.months, credit.reviews.order_variation_rate) == ((3, 6, 9, 12), 0.3)
    assert sum(credit.targets.mix.values()) == pytest.approx(1)
    assert set(credit.countries) == {*"01234567", "-", "?"}


def test_a_firms_key_prevails_and_the_others_stay() -> None:
    credit = firm(
        "[credit.strategies.5]\nterms_days = 30\n"
        '[credit.holders]\ncredit-manager = "Li Na"\n'
        "[credit.knock_outs.enforcement]\nactive = false\n"
        '[credit.knock_outs.sanctioned]\ntitle = { en = "Sanctioned", zh = "受制裁" }\n'
        'item = "sanctions"\n'
    ).credit
    packaged = packaged_credit()
    assert credit.strategy(5).terms_days == 30
    assert credit.strategy(5).title == packaged.strategy(5).title
    assert credit.strategy(4) == packaged.strategy(4)
    assert [p.holder for p in credit.charter if p.post == "credit-manager"] == ["Li Na"]
    assert set(packaged.knock_outs) - set(credit.knock_outs) == {"enforcement"}
    assert credit.knock_outs["sanctioned"].grade == 10
    assert not credit.knock_outs["sanctioned"].credit


def test_tables_merge_key_by_key_and_lists_as_a_whole() -> None:
    low = {"a": {"b": 1, "c": [1, 2]}, "d": 1}
    assert merged(low, {"a": {"c": [3]}, "e": 2}) == {"a": {"b": 1, "c": [3]}, "d": 1, "e": 2}
    assert low == {"a": {"b": 1, "c": [1, 2]}, "d": 1}


def test_the_texts_of_a_policy_give_the_same_credit_policy_again() -> None:
    policy = firm('[credit]\npreset = "sme"\nprofile = "export"\n')
    again = policy_from_texts(policy.texts)
    assert again.credit == policy.credit
    assert again.version == policy.version != load_policy().version
    assert policy.restated({"grace_days": 3}).credit is policy.credit


def test_texts_of_a_run_before_there_was_a_credit_policy_are_still_read() -> None:
    old = {n: t for n, t in load_policy().texts.items() if "credit" not in n and "country" not in n}
    assert policy_from_texts(old).credit == packaged_credit()


def test_a_change_of_the_packaged_policy_changes_the_version() -> None:
    text = load_policy().texts["packaged/credit.toml"]
    changed = text.replace("bad_debt_rate = 0.005", "bad_debt_rate = 0.004")
    policy = policy_from_texts({"packaged/credit.toml": changed})
    assert policy.credit.targets.bad_debt_rate == 0.004
    assert policy.version != load_policy().version
    with pytest.raises(PolicyError, match=r"credit.toml, line \d+, dated: must be a date"):
        policy_from_texts({"packaged/credit.toml": text.replace("dated = 2026-11-22", "dated = 1")})


@pytest.mark.parametrize(
    ("text", "line", "key", "what", "mend"),
    [
        ("[credit]\npreset = 'sm'\n", 2, "preset", "must be one of sme, got 'sm'", "mean sme?"),
        ("[credit]\nprofile = 7\n", 2, "profile", "must be one of manufacturing, wholesale", ""),
        ("[credit]\nlimit = 1\n", 2, "limit", "is an unknown key", "mean limits?"),
        ("[credit.limits]\nmethods = ['networth']\n", 2, "methods[0]", "must be one of", "net_w"),
        ("[credit.limits]\nlargest = { euro = 1 }\n", 2, "largest", "must name currencies", ""),
        ("[credit.limits]\nlargest = { EUR = -1 }\n", 2, "largest", "must not be negative", ""),
        ("[credit.currency_risk]\nheld_back = { EUR = 10 }\n", 2, "held_back", "10 for EUR", ""),
        ("[credit.knock_outs.insolvent]\ngrade = 11\n", 2, "grade", "from 1 to 10", ""),
        ("[credit.limits]\nrounding_unit = 0\n", 2, "rounding_unit", "must be above 0", ""),
        ("[credit]\nstrategies = 5\n", 2, "strategies", "must be a table", ""),
        ("[credit.strategies.11]\nterms_days = 1\nprepayment_rate = 1\n", 1, "'11'", "1, 2", ""),
        ("[credit.strategies.5]\ntier = 'cor'\n", 2, "tier", "must be one of core", "mean core?"),
        ("[credit.strategies.5]\nmultiplier = 1.01\n", 2, "multiplier", "1.01 after 1", "best"),
        ("[credit.strategies.5]\nprepayment_rate = 2\n", 2, "prepayment_rate", "from 0 to 1", ""),
        ("[credit]\nupper_bounds = [0.1, 0.2]\n", 2, "upper_bounds", "must be 8 numbers", ""),
        ("[credit]\nupper_bounds = [0.2, 0.1]\n", 2, "upper_bounds", "must rise", ""),
        ("[credit.scorecard.factors.curent_ratio]\nweight = 1\n", 1, "curent", "of current", "?"),
        ("[credit.scorecard.factors.statements.words]\naudit = 1\n", 2, "audit", "of audited", ""),
        (
            "[credit.scorecard.factors.years_trading]\nbands = [{ earns = 1 }]\n",
            *(2, "bands[0]", "must state one of at_least", ""),
        ),
        ("[credit.warnings.late_shar]\nwatch=0\nwarn=0\nact=1\n", 1, "late_shar", "one of", "?"),
        ("[credit.warnings.late_share]\nwatch = 9\n", 1, "late_share", "must get worse", ""),
        (
            "[credit.warnings.late_share.advice]\nstop = { en = 'a', zh = 'b' }\n",
            *(2, "stop", "must be one of watch, warn, act", ""),
        ),
        ("[credit.freshness.banks]\nmax_days = 1\n", 1, "banks", "must be one of", "mean bank?"),
        ("[credit.countries.8]\nrisk_word='low'\nlongest_terms_days=1\n", 1, "8", "one of 0", ""),
        ("[credit.targets.mix]\n5 = 0.9\n", 1, "mix", "must not add up to more than 1", ""),
        ("[credit.holders]\nboss = 'x'\n", 2, "boss", "must be a post of sales", ""),
        ("[credit.new_markets]\nhome_countries = ['China']\n", 2, "home_countries", "ISO", ""),
        ("[credit]\nseasons = [{ months = [13], peak_factor = 2 }]\n", 2, "months", "1 to 12", ""),
        (
            "[credit]\nseasons = [{ months = [1], peak_factor = 2 },\n"
            "{ months = [1, 2], peak_factor = 3 }]\n",
            *(2, "seasons", "must name a month in one season only, got [1]", ""),
        ),
        (
            "[[credit.approvals]]\npost = 'sales'\ntitle = { en = 'a', zh = 'b' }\n"
            "up_to = { CNY = 9 }\n",
            *(1, "approvals[0]", "must end with a post that approves everything", "leave up_to"),
        ),
        ("[credit]\napprovals = []\n", 2, "approvals", "must end with a post", ""),
        (
            "[[credit.approvals]]\npost = 'boss'\ntitle = { en = 'a', zh = 'b' }\n",
            *(2, "post", "must be a post of sales", ""),
        ),
        (
            "[[credit.approvals]]\npost = 'sales'\ntitle = { en = 'a', zh = 'b' }\n"
            "up_to = { CNY = 9 }\n"
            "[[credit.approvals]]\npost = 'legal'\ntitle = { en = 'a', zh = 'b' }\n"
            "up_to = { CNY = 8 }\n"
            "[[credit.approvals]]\npost = 'billing'\ntitle = { en = 'a', zh = 'b' }\n",
            *(8, "CNY", "must not be below that of the post before it, got 8 CNY", "sort"),
        ),
        ("credit = 5\n", 1, "credit", "must be a table", ""),
    ],
)
def test_a_fault_names_line_key_and_mend(
    text: str, line: int, key: str, what: str, mend: str
) -> None:
    found = faults(text)
    assert len(found) == 1, found
    assert found[0][0] == line
    assert found[0][1].startswith("credit")
    assert key in found[0][1]
    assert what in found[0][2]
    assert mend in found[0][3]


def test_a_charter_without_nodes_is_told_node_by_node() -> None:
    text = "[[credit.charter]]\npost = 'a'\ntitle = { en = 'a', zh = 'a' }\ndoes = ['cover']\n" * 2
    found = [what for _, _, what, _ in faults(text)]
    assert "must give cover to one post, got 2" in found
    assert "must give claim_review to one post, got 0" in found
    assert sum("must stand once, got 'a' 2 times" in what for what in found) == 2


def test_a_scorecard_without_any_weight_is_refused() -> None:
    text = "".join(f"[credit.scorecard.factors.{f.key}]\nweight = 0\n" for f in FACTORS)
    assert "must have a factor whose weight is above 0" in faults(text)[0][2]


def test_all_faults_of_a_file_come_at_once() -> None:
    text = (
        '[company]\nladder = "nothing"\n[credit]\npreset = "x"\n[credit.limits]\ncombine = "max"\n'
    )
    assert [fault[0] for fault in faults(text)] == [2, 4, 6]
