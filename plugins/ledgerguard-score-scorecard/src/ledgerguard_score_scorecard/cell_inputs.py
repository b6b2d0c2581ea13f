"""SCORECARD_INPUTS: what a ledger in cells tells of a customer, as FIRM_SCORE wants it."""

from __future__ import annotations

from ledgerguard.errors import LedgerguardError, NotAvailable
from ledgerguard.formula import formula
from ledgerguard.units import Date, Table, Text, serial

from ledgerguard_score_scorecard.folder import model_files
from ledgerguard_score_scorecard.model import Scorecard
from ledgerguard_score_scorecard.model_file import read_model


@formula("SCORECARD_INPUTS")
def scorecard_inputs(
    ledger: Table,
    customer_id: Text,
    as_of: Date,
    scorer: Text | None = None,
    currency: Text | None = None,
) -> Table:
    """Inputs of a scorecard of the own ledger for one customer: name and value, for FIRM_SCORE.

    What the ledger told of the customer at the end of the day and nothing later: invoices and
    payments of later days are left out. A value that cannot be computed is "".

    Args:
        ledger: Range of the ledger with its header row.
        customer_id: The customer as the ledger names it.
        as_of: Day of the judgement.
        scorer: Name of the scorecard; left out, the only one whose model file is there.
        currency: Currency of the account; left out, the only one of the customer.

    Errors: #VALUE! when the ledger has no header that can be read; #N/A when no such scorecard is
        there, it takes nothing from a ledger, or the customer has no invoice up to the day or
        several currencies and none is named.
    Example: =SCORECARD_INPUTS({"Customer","Invoice date","Due date","Amount";"A",45292,45322,100},
        "A", 45350, "no-such-scorecard") -> #N/A
    Source: ledgerguard design; the features are those of training.
    """
    from ledgerguard.ledger.read import from_cells

    from ledgerguard_score_scorecard.ledger_features import FEATURES, features

    card = _card(scorer or "")
    names = [one.name for one in card.variables if one.name in FEATURES]
    if not names:
        raise NotAvailable(
            f"the scorecard must take inputs from a ledger, got {card.name}, which takes none",
            hint="train one with train-ledger, or enter its inputs by hand",
        )
    wanted, its = customer_id.strip(), currency and currency.strip().upper()
    found = {
        account: told
        for account, told in features(from_cells(ledger).frame, serial(as_of)).items()
        if account[0] == wanted and its in (None, "", account[1])
    }
    if len(found) != 1:
        named = ", ".join(account[1] or "none named" for account in found)
        raise NotAvailable(
            "customer_id must have one account with an invoice up to the day, "
            f"got {wanted} with {len(found)}" + (f" ({named})" if found else ""),
            hint="name the currency" if found else "is it spelled as in the ledger?",
        )
    told = next(iter(found.values()))
    return [[name, "" if told[name] is None else told[name]] for name in names]


def _card(scorer: str) -> Scorecard:
    """The scorecard of a name, or the only one; files that are not sound are passed over."""
    cards: dict[str, Scorecard] = {}
    for path in model_files():
        try:
            card = read_model(path)
        except LedgerguardError:  # the doctor names it; a sound one may be meant
            continue
        cards.setdefault(card.name, card)
    wanted = scorer.strip().casefold()
    if wanted in cards:
        return cards[wanted]
    if not wanted and len(cards) == 1:
        return next(iter(cards.values()))
    raise NotAvailable(
        f"scorer must be the name of a scorecard ({', '.join(cards) or 'none is there'}), "
        f"got {scorer.strip() or 'no name'}",
        hint="put its model file into the folder scorecards beside plugins.toml",
    )
