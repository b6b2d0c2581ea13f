"""The way from one invoice to the insurer's payment, line by line."""

from __future__ import annotations

from typing import Final, Literal, TypedDict

from ledgerguard.formula import formula
from ledgerguard.formulas.checks import not_negative, part_of
from ledgerguard.formulas.insurance import DeductibleOrder, indemnity, insured_loss
from ledgerguard.units import Language, Money, Rate, Table

Kind = Literal["start", "less", "subtotal", "result", "remainder"]


class Terms(TypedDict, total=False):
    """Arguments of INDEMNITY besides the loss."""

    insured_rate: float
    deductible: float
    order: DeductibleOrder
    minimum_retention: float
    threshold: float
    first_loss_remaining: float
    liability_remaining: float | None


HEADERS: Final[dict[Language, tuple[str, str, str]]] = {
    "en": ("Line", "Amount", "Kind"),
    "zh": ("项目", "金额", "类别"),
}
KINDS: Final[dict[Language, dict[Kind, str]]] = {
    "en": {word: word for word in ("start", "less", "subtotal", "result", "remainder")},
    "zh": {
        "start": "起点",
        "less": "扣减",
        "subtotal": "小计",
        "result": "结果",
        "remainder": "余额",
    },
}
LINES: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "gross": "Gross amount",
        "vat": "VAT",
        "interest": "Interest and charges",
        "disputed": "Disputed",
        "over_limit": "Over the limit",
        "insured": "Insured loss",
        "threshold": "Not above the threshold",
        "deductible": "Deductible",
        "first_loss": "Aggregate first loss",
        "coinsurance": "Co-insurance",
        "retention": "Minimum retention",
        "liability": "Over the maximum liability",
        "indemnity": "Indemnity",
        "firm": "Remains with the firm",
    },
    "zh": {
        "gross": "发票总额",
        "vat": "增值税",
        "interest": "利息及费用",
        "disputed": "争议金额",
        "over_limit": "超出信用限额部分",
        "insured": "保险损失金额",
        "threshold": "未超过起赔额",
        "deductible": "免赔额",
        "first_loss": "累计免赔额",
        "coinsurance": "按比例自担部分",
        "retention": "最低自留额",
        "liability": "超出最高赔偿限额部分",
        "indemnity": "保险赔款",
        "firm": "企业自担",
    },
}


@formula("INSURED_WATERFALL")
def insured_waterfall(
    gross_amount: Money,
    limit: Money = 0,
    vat: Money = 0,
    interest: Money = 0,
    disputed: Money = 0,
    insured_rate: Rate = 0.9,
    deductible: Money = 0,
    order: DeductibleOrder = "before",
    minimum_retention: Money = 0,
    threshold: Money = 0,
    first_loss_remaining: Money = 0,
    liability_remaining: Money | None = None,
    language: Language = "en",
) -> Table:
    """From the gross amount of one invoice to what the insurer pays, line by line.

    Taken out are VAT, interest and disputed amounts and what lies over the limit: this leaves the
    insured loss. From it go the terms of the policy in the order of INDEMNITY, each with what it
    takes away; the lines of kind "less" are 0 or negative and lead from the start to the subtotal
    and from there to the result. Indemnity and remainder add up to the gross amount.

    Args:
        gross_amount: Open amount of the invoice with everything in it, at least 0.
        limit: What is left of the buyer's credit limit for this invoice; blank or 0 is no cover.
        vat: VAT in the gross amount.
        interest: Interest and charges in the gross amount.
        disputed: Disputed part of the rest.
        insured_rate: Share of the loss that the insurer bears, 0.9 for 90 %.
        deductible: Each-and-every deductible, at least 0.
        order: "before" takes the deductible off the loss, "after" off the payment.
        minimum_retention: Least amount of the loss that the insured keeps, at least 0.
        threshold: Largest loss that the policy does not pay, at least 0.
        first_loss_remaining: Part of the aggregate first loss not used up yet, at least 0.
        liability_remaining: What the insurer can still pay in the insurance year; blank for no
            maximum. In LibreOffice Calc leave it out: a blank cell arrives there as 0.
        language: "en" or "zh", for headers and lines.

    Errors: #NUM! when an amount is negative, what is taken out exceeds the gross amount or
        insured_rate is outside 0 to 1; #VALUE! when a word is unknown; #N/A when gross_amount is
        blank.
    Example: =INDEX(INSURED_WATERFALL(113000, 80000, 13000, 0, 0, 0.9, 5000), 14, 2) -> 67500
    Example: =INDEX(INSURED_WATERFALL(113000, 80000, 13000, 0, 0, 0.9, 5000), 15, 2) -> 45500
    Source: ledgerguard design, on the definitions of INSURED_LOSS and INDEMNITY.
    """
    not_negative(gross_amount=gross_amount, vat=vat, interest=interest, disputed=disputed)
    taken_out = vat + interest + disputed
    part_of("vat + interest + disputed", taken_out, "gross_amount", gross_amount)
    after_vat = max(0.0, gross_amount - vat)
    after_interest = max(0.0, after_vat - interest)
    insurable = max(0.0, after_interest - disputed)
    insured = insured_loss(insurable, limit)
    rows: list[tuple[str, float, Kind]] = [
        ("gross", gross_amount, "start"),
        ("vat", after_vat - gross_amount, "less"),
        ("interest", after_interest - after_vat, "less"),
        ("disputed", insurable - after_interest, "less"),
        ("over_limit", insured - insurable, "less"),
        ("insured", insured, "subtotal"),
    ]
    own_deductible: tuple[str, Terms] = ("deductible", {"deductible": deductible, "order": order})
    # The order of INDEMNITY. Each term comes into force after the other, and its line is what
    # INDEMNITY then takes away.
    terms: list[tuple[str, Terms]] = [
        ("threshold", {"threshold": threshold}),
        *([own_deductible] if order == "before" else []),
        ("first_loss", {"first_loss_remaining": first_loss_remaining}),
        ("coinsurance", {"insured_rate": insured_rate}),
        *([own_deductible] if order == "after" else []),
        ("retention", {"minimum_retention": minimum_retention}),
        ("liability", {"liability_remaining": liability_remaining}),
    ]
    in_force: Terms = {"insured_rate": 1.0}
    paid = insured
    for line, term in terms:
        in_force.update(term)
        still_paid = indemnity(insured, **in_force)
        rows.append((line, still_paid - paid, "less"))
        paid = still_paid
    rows.append(("indemnity", paid, "result"))
    rows.append(("firm", gross_amount - paid, "remainder"))
    lines, kinds = LINES[language], KINDS[language]
    return [HEADERS[language], *((lines[line], amount, kinds[kind]) for line, amount, kind in rows)]
