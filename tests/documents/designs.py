"""How each report is typeset, from designs.toml."""

import tomllib
from dataclasses import dataclass
from typing import Any

from tests.documents.structure import HERE


@dataclass(frozen=True)
class Layout:
    """A PDF's layout: the program that makes it, its font, the look of tables, columns of text, where market data stand."""

    by: str
    font: str
    tables: str
    colour: str
    columns: int = 1
    side: str = ""
    bookmarks: bool = False


@dataclass(frozen=True)
class Design:
    """All looks of one report; `broker`, `title` and `foot` are the furniture of every page."""

    name: str
    broker: str
    title: str
    foot: str
    html: str
    docx: frozenset[str]
    one: Layout
    two: Layout
    encoding: str = "utf-8"


def designs() -> dict[str, Design]:
    """The designs by the reports' names."""
    tables = tomllib.loads((HERE / "designs.toml").read_text(encoding="utf-8"))
    return {name: _design(name, table) for name, table in tables.items()}


def _design(name: str, table: dict[str, Any]) -> Design:
    one, two = Layout(**table.pop("one")), Layout(**table.pop("two"))
    return Design(name=name, docx=frozenset(table.pop("docx")), one=one, two=two, **table)
