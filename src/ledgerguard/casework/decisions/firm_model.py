"""The firm's own model in a decision: asked before it, where the credit policy names one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ledgerguard.casework.customer_file.behaviour import Behaviour
from ledgerguard.casework.customer_file.factors import score_factors
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.items import ITEMS
from ledgerguard.casework.decisions.account import account_of, spoken
from ledgerguard.casework.decisions.records import FirmScore, Request
from ledgerguard.errors import LedgerguardError
from ledgerguard.plugin import manager
from ledgerguard.plugin.judging import judge, scorer_named
from ledgerguard.plugin.scoring import InputValue
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.firm import Policy
from ledgerguard.units import from_serial

NO_PD = "it gives no probability of default"


def with_firm_score(
    file: CustomerFile,
    behaviour: Mapping[str, Behaviour],
    credit: CreditPolicy,
    as_of: int,
    *,
    policy: Policy | None = None,
    request: Request | None = None,
) -> Request:
    """The request with what the model of the policy says; as it is where the policy names none.

    The model is told the factors of the score, and the newest fact of each item of the file; a
    factor prevails over an item of its name. A model that is missing or fails is a fault in the
    request: the decision is withheld then, and says why.

    Args:
        file: The customer's file.
        behaviour: What the ledger says, by currency.
        credit: The credit policy.
        as_of: Serial number of the day.
        policy: The firm's whole policy.
        request: What is asked for; one that has been judged is not judged again.

    Raises:
        InvalidValue: when nobody says which of several currencies is meant.
    """
    asked = request or Request()
    if not credit.scorer or asked.firm is not None:
        return asked
    spoken_file = spoken(file, account_of(file, behaviour, asked.currency, as_of))
    inputs: dict[str, InputValue] = {}
    for key in ITEMS:
        fact = spoken_file.latest(key, as_of)
        if fact is not None:
            inputs[key] = fact.value
    factors = score_factors(spoken_file, behaviour, credit, as_of, policy=policy)
    inputs |= {key: value for key, value in factors.items() if value is not None}
    return replace(asked, firm=_judged(credit.scorer, inputs, as_of))


def _judged(scorer: str, inputs: Mapping[str, InputValue], as_of: int) -> FirmScore:
    try:
        found = judge(scorer_named(manager.installed(), scorer), inputs, from_serial(as_of))
    except LedgerguardError as error:
        return FirmScore(scorer, fault=error.message)
    score = found.score
    named = FirmScore(scorer, found.package, found.title, found.version)
    if score.probability is None:
        return replace(named, fault=NO_PD)
    return replace(
        named, score=float(score.score), pd=float(score.probability), reasons=score.reasons
    )
