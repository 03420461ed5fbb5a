"""What a table is made of: columns with names in two languages, rows that know which facts they cite, and views."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from extractor.schema import Report

Cell = str | int | bool | date | Decimal | None


class Kind(StrEnum):
    """What a column holds; a code is text that looks like a number and is none (`000001.SZ`)."""

    TEXT = "text"
    CODE = "code"
    DECIMAL = "decimal"
    INTEGER = "integer"
    DATE = "date"
    BOOLEAN = "boolean"


class Language(StrEnum):
    """The language of column names."""

    ENGLISH = "en"
    CHINESE = "zh"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a view. `key` is its English name too, `chinese` the other one, `meaning` a line for a person.

    `unit` is a unit of its own (`%`), or the key of the column that holds each row's unit; `status` is the key of the column
    with the verdict that the cell stands on.
    """

    key: str
    chinese: str
    kind: Kind
    meaning: str
    unit: str | None = None
    status: str | None = None


class Place(NamedTuple):
    """Where a fact stands: the index of its report among those given, and its own among the report's facts."""

    report: int
    fact: int


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column key (what is missing is empty), and the facts that they were taken from."""

    cells: Mapping[str, Cell]
    cites: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """A way to lay out reports as a table: `about` says what one row is."""

    name: str
    chinese: str
    about: str
    columns: Sequence[Column]
    rows: Callable[[Sequence[Report]], list[Row]]


@dataclass(frozen=True, slots=True)
class Table:
    """A view of certain reports, with its columns named in one language."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    reports: Sequence[Report]
    language: Language

    @property
    def heads(self) -> list[str]:
        """The names of the columns."""
        return [column.chinese if self.language == Language.CHINESE else column.key for column in self.columns]
