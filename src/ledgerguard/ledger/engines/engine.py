"""What an engine does for a ledger program beyond narwhals: open files, hold results, write them.

The programs themselves are functions of narwhals frames and know no engine. Here is only what
narwhals leaves to each backend.
"""

from __future__ import annotations

import glob
import importlib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self, get_args

import narwhals as nw

from ledgerguard.errors import InvalidValue, LedgerError
from ledgerguard.ledger.engines.results import rows_of
from ledgerguard.ledger.engines.small import beside

Name = Literal["pandas", "polars", "duckdb", "pyspark"]
NAMES: Final[tuple[Name, ...]] = get_args(Name)

LazyFrame = nw.LazyFrame[Any]

_MODULES: Final[Mapping[Name, tuple[str, str]]] = {
    "pandas": ("ledgerguard.ledger.engines.on_pandas", "OnPandas"),
    "polars": ("ledgerguard.ledger.engines.on_polars", "OnPolars"),
    "duckdb": ("ledgerguard.ledger.engines.on_duckdb", "OnDuckDB"),
    "pyspark": ("ledgerguard.ledger.engines.on_spark", "OnSpark"),
}


MARK: Final = "ledgerguard_mark"
"""What an engine tells of some columns of a row, so that rows of the same values are found."""


class Engine(ABC):
    """One engine at work: what it opens lives until it is closed.

    Every frame that it gives is lazy and belongs to it; frames of two engines never meet.
    """

    name: Name

    @abstractmethod
    def own(self, native: Any) -> LazyFrame:
        """A frame in memory as a frame of this engine.

        Args:
            native: A frame of this engine, an Arrow table or record batch reader, or a pandas
                or Polars frame.

        Raises:
            InvalidValue: when the engine cannot take such a frame.
        """

    @abstractmethod
    def parquet(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Parquet files as one frame; a folder stands for the files in it and below it.

        Columns are matched by name; one that a file lacks is null in its rows. A folder named
        ``key=value`` is a column of text: a customer number keeps its zeros.
        """

    @abstractmethod
    def csv(self, paths: Sequence[str | Path], *, delimiter: str = ",", skip: int = 0) -> LazyFrame:
        """Csv files in UTF-8 with one header each as one frame; every column is text.

        A blank cell is null or "", as the engine has it, and a blank line a row of them or none.
        Columns are matched by name. What a short row lacks is null; a row of more cells than the
        header is an error when the frame is computed, since nobody knows which of them is meant.

        Args:
            paths: The files.
            delimiter: What stands between two cells.
            skip: Lines before the header.
        """

    @abstractmethod
    def json_lines(self, paths: Sequence[str | Path]) -> LazyFrame:
        """Files of one JSON object a line as one frame; text stays text, also dates."""

    @abstractmethod
    def held(self, frame: LazyFrame) -> LazyFrame:
        """The same frame, computed once: several tables that ask for it share the work."""

    @abstractmethod
    def numbered(self, frame: LazyFrame, name: str, first: int = 0) -> LazyFrame:
        """The frame with a column that numbers its rows as they stand in the source.

        On Spark the numbers keep the order of the rows and are unique, but leave gaps.
        """

    def in_order(self, frame: LazyFrame, name: str, first: int = 0) -> LazyFrame | None:
        """The frame computed once, with a column that numbers its rows as they stand in the source.

        None where the engine does not keep rows in order: they must be numbered before.

        Args:
            frame: Columns computed from those of a source, row by row: no join, nothing grouped.
            name: The column to add.
            first: The number of the first row.
        """
        return None

    READS_TEXTS = False
    """Whether :meth:`tried` is there."""

    def tried(
        self, frame: LazyFrame, numbers: Mapping[str, str], days: Mapping[str, str]
    ) -> LazyFrame:
        """The frame with texts read as decimal numbers and as ISO dates; null where they are none.

        Only where READS_TEXTS: other engines fail at the first text that is none. Beside each added
        column stands another, ``_fits`` after its name: whether what was read is spelled like that.

        Args:
            frame: The frame.
            numbers: Columns of text by the name of the column to add, with a point for decimals.
            days: Likewise; what is added are serial numbers of days.
        """
        raise NotImplementedError

    def whole(self, frame: LazyFrame, numbers: Mapping[str, str]) -> LazyFrame:
        """The frame with floats as the nearest whole numbers.

        What 64 bits cannot hold, or is no number, is null or 0.

        Args:
            frame: The frame.
            numbers: Columns of floats by the name of the column to add.
        """
        return frame.with_columns(
            nw.when(nw.col(of).abs() < _HELD)
            .then(nw.col(of))
            .otherwise(0.0)
            .round(0)
            .cast(nw.Int64)
            .alias(name)
            for name, of in numbers.items()
        )

    LOOKED_UP_BY_ROW = 0
    """How many values :meth:`looked_up` takes without a join, after which rows have no order."""

    def looked_up(
        self, frame: LazyFrame, on: str, values: Mapping[Any, Mapping[str, Any]]
    ) -> LazyFrame:
        """The frame with what is known of each value of a column; null where nothing is.

        Args:
            frame: The frame.
            on: Its column.
            values: Texts or numbers by the name of the column to add, by value.
        """
        names = list(next(iter(values.values())))
        columns = {f"key_{on}": list(values)}
        columns |= {name: [found[name] for found in values.values()] for name in names}
        known = beside(frame, columns, {name: _kind(column) for name, column in columns.items()})
        return frame.join(known, left_on=on, right_on=f"key_{on}", how="left")

    def packed(self, frame: LazyFrame, cells: Sequence[str], unless: str, name: str) -> LazyFrame:
        """The frame with some columns of text in one, but for rows where another column is true.

        :meth:`unpacked` tells the texts again. A null becomes "".
        """
        texts = [
            nw.col(cell).fill_null("").str.replace_all(_BETWEEN, " ", literal=True)
            for cell in cells
        ]
        row = nw.concat_str(*texts, nw.lit(""), separator=_BETWEEN)
        return frame.with_columns(
            nw.when(~nw.col(unless)).then(row).otherwise(nw.lit("")).alias(name)
        )

    def unpacked(self, value: Any) -> tuple[str, ...]:
        """The texts of one value of :meth:`packed`."""
        return tuple(value.split(_BETWEEN)[:-1])

    def few(self, frame: LazyFrame, most: int) -> LazyFrame | None:
        """The rows of a frame held by themselves, if they are at most so many.

        None where they are more, or where the engine would gain nothing by it.
        """
        return None

    def marked(self, frame: LazyFrame, names: Sequence[str]) -> LazyFrame:
        """The frame with MARK, if :meth:`likely_repeated` of the same columns is sooner with it.

        Rows of the same values have the same one, in whatever frame.
        """
        return frame

    def likely_repeated(self, frame: LazyFrame, names: Sequence[str]) -> LazyFrame:
        """The rows whose values in some columns may stand in another row too.

        All that do are among them; an engine that can tell cheaply leaves most others out.
        """
        return frame

    def head(self, frame: LazyFrame, rows: int) -> list[tuple[Any, ...]]:
        """The first rows of the source as Python values, in its order."""
        return self.rows(frame.head(rows))

    def distinct(self, frame: LazyFrame, names: Sequence[str]) -> dict[str, list[Any]]:
        """What differs in each of some columns, without nulls, sorted; they have few values."""
        return {
            name: [row[0] for row in self.rows(frame.select(name).drop_nulls().unique().sort(name))]
            for name in names
        }

    def rows(self, frame: LazyFrame) -> list[tuple[Any, ...]]:
        """The rows of a small result as Python values, in the frame's order."""
        return rows_of(frame)

    @abstractmethod
    def write_parquet(self, frame: LazyFrame, path: str | Path) -> None:
        """Write a frame to one parquet file; on Spark to a folder of them."""

    @abstractmethod
    def write_csv(self, frame: LazyFrame, path: str | Path) -> None:
        """Write a frame to one csv file in UTF-8 with a header; on Spark to a folder of them."""

    stops = 0
    """How often it was told to stop: who reads for it, and is not the engine, looks at this."""

    def stop(self) -> None:
        """Stop what runs, from another thread; the call that waits for it raises.

        An engine without a way to stop goes on to the end of what it computes.
        """
        self.stops += 1

    def progress(self) -> float | None:
        """How far the running query is, 0 to 1; None where the engine does not say."""
        return None

    def when_closed(self, last: Callable[[], object]) -> None:
        """Something to be done when the engine is closed: what its frames read can then go."""
        self.__dict__.setdefault("_last", []).append(last)

    def close(self) -> None:
        """Give back what the engine holds."""
        for last in self.__dict__.pop("_last", []):
            last()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def all_rows(self, frame: LazyFrame) -> Iterator[dict[str, Any]]:
        """The rows of a small result by column name."""
        names = frame.collect_schema().names()
        return (dict(zip(names, row, strict=True)) for row in self.rows(frame))


def engine(
    name: str = "duckdb",
    *,
    memory_mb: int | None = None,
    threads: int | None = None,
    **options: Any,
) -> Engine:
    """Start an engine.

    Args:
        name: One of :data:`NAMES`.
        memory_mb: Bound on its memory in megabytes; DuckDB and Spark keep to it.
        threads: Number of threads; otherwise one a core.
        options: What only this engine knows, such as ``session`` of Spark.

    Raises:
        InvalidValue: when there is no such engine.
        LedgerError: when it is not installed.
    """
    if name not in NAMES:
        raise InvalidValue(f"engine must be one of {', '.join(NAMES)}, got {name!r}")
    module, kind = _MODULES[name]
    try:
        made = getattr(importlib.import_module(module), kind)
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"the engine {name} needs the package {error.name}, which is not installed",
            hint=f"pip install 'ledgerguard[{name}]'",
        ) from error
    found: Engine = made(memory_mb=memory_mb, threads=threads, **options)
    return found


_HELD: Final = 2.0**62
"""A float below it is held by 64 bits."""

_BETWEEN: Final = "\x1f"
"""Stands after each of several texts that are one; Python counts it as a space."""


def _kind(column: Sequence[Any]) -> Any:
    """The type of a column of Python values, all of one type."""
    return {str: nw.String, float: nw.Float64}.get(type(column[0]), nw.Int64)


def files(paths: Sequence[str | Path], escaped: Callable[[str], str] = glob.escape) -> list[str]:
    """Paths as text, for libraries that know no Path and take [1] in a name for a pattern.

    Args:
        paths: Files, folders, patterns or addresses; what is there under its name is no pattern.
        escaped: Writes a name as a pattern that means just this name.
    """
    return [escaped(str(path)) if Path(path).exists() else str(path) for path in paths]


PATTERN: Final = re.compile(r"[*?\[\]{}]")
"""Characters of a path that libraries take for those of a pattern."""


def may_be_pattern(path: str | Path) -> bool:
    """Whether a library could take a path for a pattern."""
    return PATTERN.search(str(path)) is not None


def lazy(native: Any) -> LazyFrame:
    """A backend's own lazy frame, or one of pandas, as a frame of narwhals."""
    frame: LazyFrame = nw.from_native(native).lazy()
    return frame


def not_taken(own: str, native: Any) -> InvalidValue:
    """The error of a frame that an engine cannot take."""
    return InvalidValue(
        f"a frame must be of {own}, pandas, Polars or Arrow, got {type(native).__name__}"
    )
