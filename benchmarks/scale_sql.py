"""The portfolio table as a person who knows DuckDB writes it: one query, for one ladder.

It knows what a general program cannot: the ladder of five stages counts from the due date only, so
an account stands where its oldest undisputed item stands; and the totals are known to fit. Sums
of CASE are quicker than sums with FILTER, and what other sums tell is not summed again.
"""

from __future__ import annotations

from collections.abc import Sequence

PERIOD_DAYS = 90
LADDER = (-7, 3, 15, 30, 90)
"""Days after the due date of the ladder "five-stage"; a test compares them."""


def portfolio(files: Sequence[object], as_of: int) -> str:
    """The query over files of parquet: the columns of ``portfolio_table``, in no order."""
    listed = ", ".join(f"'{file}'" for file in files)
    return portfolio_of(f"read_parquet([{listed}])", as_of)


def typed(files: Sequence[object]) -> str:
    """The query of a csv export as DuckDB reads it, in the columns and units of the portfolio.

    A line that DuckDB cannot read is left out, an amount that it cannot read is null.
    """
    listed = ", ".join(f"'{file}'" for file in files)
    return f"""
    SELECT "Customer ID" AS customer_id, "Customer" AS customer, "Currency" AS currency,
        TRY_CAST("Invoice date" AS DATE) - DATE '1899-12-30' AS issued,
        coalesce(TRY_CAST("Due date" AS DATE) - DATE '1899-12-30', -1) AS due,
        round(TRY_CAST("Amount" AS DOUBLE) * scale)::BIGINT AS amount,
        coalesce(round(TRY_CAST("Paid" AS DOUBLE) * scale)::BIGINT, 0) AS paid,
        coalesce(TRY_CAST("Paid on" AS DATE) - DATE '1899-12-30', -1) AS paid_on, 0 AS disputed
    FROM (
        SELECT *, CASE "Currency" WHEN 'EUR' THEN 100 WHEN 'JPY' THEN 1 ELSE 1000 END AS scale
        FROM read_csv([{listed}], ignore_errors = true)
    )"""  # noqa: S608  # our own files


def portfolio_of(source: str, as_of: int) -> str:
    """The query over a table or a function of tables."""
    return f"""
    WITH names AS (
        SELECT customer_id, arg_min(customer, (-n, customer)) AS customer
        FROM (
            SELECT customer_id, customer, count(*) AS n FROM {source}
            WHERE issued <= {as_of} GROUP BY ALL
        ) GROUP BY customer_id
    ), items AS (
        SELECT customer_id, currency, issued, due, amount, disputed = 0 AS undisputed,
            amount - CASE WHEN paid_on <= {as_of} THEN paid ELSE 0 END AS rest,
            CASE WHEN due >= 0 THEN {as_of} - due END AS late,
            paid_on - due AS delay, issued > {as_of} - 365
                OR (paid <> 0 AND paid_on > {as_of} - 365 AND paid_on <= {as_of}) AS active,
            amount > 0 AND paid >= amount AND due >= 0
                AND paid_on > {as_of} - 365 AND paid_on <= {as_of} AS settled
        FROM {source}
        WHERE issued <= {as_of}
    ), accounts AS (
        SELECT customer_id, currency,
            sum(CASE WHEN rest <> 0 THEN 1 ELSE 0 END) AS items,
            sum(rest) AS open,
            sum(CASE WHEN rest > 0 AND NOT undisputed THEN rest ELSE 0 END) AS disputed,
            max(CASE WHEN rest > 0 AND late > 0 THEN late ELSE 0 END) AS oldest,
            sum(CASE WHEN rest > 0 AND late <= 0 THEN rest ELSE 0 END) AS bucket_0,
            sum(CASE WHEN rest > 0 AND late > 0 AND late <= 30 THEN rest ELSE 0 END) AS bucket_1,
            sum(CASE WHEN rest > 0 AND late > 30 AND late <= 60 THEN rest ELSE 0 END) AS bucket_2,
            sum(CASE WHEN rest > 0 AND late > 60 AND late <= 90 THEN rest ELSE 0 END) AS bucket_3,
            sum(CASE WHEN rest > 0 AND late > 90 THEN rest ELSE 0 END) AS bucket_4,
            sum(CASE WHEN rest > 0 AND late IS NULL THEN rest ELSE 0 END) AS undated,
            sum(CASE WHEN issued > {as_of - PERIOD_DAYS} THEN amount ELSE 0 END) AS sales,
            sum(CASE WHEN settled THEN 1 ELSE 0 END) AS settled,
            sum(CASE WHEN settled AND delay > 0 THEN 1 ELSE 0 END) AS late,
            sum(CASE WHEN settled THEN delay ELSE 0 END) AS delay,
            sum(CASE WHEN settled THEN amount ELSE 0 END) AS settled_amount,
            sum(CASE WHEN settled THEN amount * delay ELSE 0 END) AS late_days,
            sum(CASE WHEN NOT settled THEN 0 ELSE amount * CASE
                WHEN delay <= -30 THEN 100
                WHEN delay <= -20 THEN 100 - (delay + 30)
                WHEN delay <= 0 THEN 90 - (delay + 20) / 2
                WHEN delay <= 15 THEN 80 - delay * 10 / 15
                WHEN delay <= 22 THEN 70 - (delay - 15) * 10 / 7
                WHEN delay <= 30 THEN 60 - (delay - 22) * 10 / 8
                WHEN delay <= 60 THEN 50 - (delay - 30) / 3
                WHEN delay <= 90 THEN 40 - (delay - 60) / 3
                WHEN delay <= 120 THEN 30 - (delay - 90) / 3
                WHEN delay <= 180 THEN 20 - (delay - 120) * 19 / 60
                ELSE 1 END END) AS points,
            max(CASE WHEN rest > 0 AND undisputed THEN late END) AS longest,
            sum(CASE WHEN rest > 0 AND undisputed AND late >= {LADDER[0]}
                THEN rest ELSE 0 END) AS chased,
            sum(CASE WHEN rest > 0 AND undisputed AND late >= {LADDER[0]}
                THEN 1 ELSE 0 END) AS chased_items
        FROM items WHERE rest <> 0 OR active
        GROUP BY customer_id, currency
    )
    SELECT customer_id, customer, currency, items, open,
        bucket_0 + bucket_1 + bucket_2 + bucket_3 + bucket_4 + undated AS owed,
        bucket_1 + bucket_2 + bucket_3 + bucket_4 AS overdue, disputed, open - owed AS unapplied,
        oldest, bucket_0, bucket_1, bucket_2, bucket_3, bucket_4, undated, sales,
        CASE WHEN sales > 0 AND open >= 0 THEN open / sales * {PERIOD_DAYS} END AS dso,
        CASE WHEN sales > 0 AND open - overdue >= 0
            THEN (open - overdue) / sales * {PERIOD_DAYS} END AS best_dso,
        settled, late, delay / nullif(settled, 0) AS mean_days_late,
        late_days / nullif(settled_amount, 0) AS days_beyond_terms,
        points / nullif(settled_amount, 0) AS pay_index,
        {_by_stage("longest", range(len(LADDER) + 1), 0)} AS stage, stage AS level,
        coalesce({as_of} - longest + {_by_stage("longest", (None, *LADDER), None)}, -1) AS since,
        CASE WHEN longest < {LADDER[-1]} THEN stage + 1 ELSE 0 END AS next_level,
        coalesce({as_of} - longest + {_by_stage("longest", (*LADDER, None), None)}, -1) AS next_on,
        chased, chased_items,
        CASE WHEN longest > 0 THEN longest ELSE 0 END AS chased_oldest
    FROM accounts JOIN names USING (customer_id)"""  # noqa: S608  # our own files and numbers


def _by_stage(longest: str, values: Sequence[int | None], unknown: int | None) -> str:
    """One value for each stage, 0 first, told by the days past due of the oldest item."""
    told = zip(reversed(LADDER), reversed(values), strict=False)
    whens = " ".join(f"WHEN {longest} >= {days} THEN {_sql(value)}" for days, value in told)
    return f"CASE WHEN {longest} IS NULL THEN {_sql(unknown)} {whens} ELSE {_sql(values[0])} END"


def _sql(value: int | None) -> str:
    return "NULL" if value is None else str(value)
