"""Who may decide a limit: the posts of the policy, from the lowest up."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerguard.casework.decisions.records import Approval
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.amount import Amount
from ledgerguard.policy.credit_file import ApprovalEntry, CreditPolicy


def approval_for(credit: CreditPolicy, limit: Amount, grade: int) -> Approval:
    """The lowest post that may decide a limit for a grade, by itself."""
    entry = credit.approver(limit.major, limit.currency, grade)
    return Approval(entry.post, limit.minor, entry.worst_grade, int(entry.override_days))


def authority_of(credit: CreditPolicy, post: str, currency: str, grade: int) -> int | None:
    """Up to which limit a post may decide for a grade, minor units; None: without bound.

    Nothing where the grade is beyond the post, or its bounds name other currencies only: nothing
    is converted.

    Raises:
        InvalidValue: when the policy has no such post.
    """
    entry = post_named(credit.approvals, post)
    if grade > entry.worst_grade:
        return 0
    if not entry.up_to:
        return None
    return Amount.of(entry.up_to.get(currency, 0.0), currency).minor


def post_named(approvals: Sequence[ApprovalEntry], post: str) -> ApprovalEntry:
    """The entry of a post, by its key or its title in either language.

    Raises:
        InvalidValue: when the policy has no such post.
    """
    wanted = post.strip().casefold()
    for entry in approvals:
        if wanted in {entry.post.casefold(), entry.title.en.casefold(), entry.title.zh}:
            return entry
    raise InvalidValue(
        f"post must be one of {', '.join(entry.post for entry in approvals)}, got {post!r}",
        hint="the approvals of the credit policy list the posts that may decide",
    )
