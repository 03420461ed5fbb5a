"""How each report is typeset, from designs.toml."""

import tomllib
from dataclasses import dataclass, field

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
    encoding: str = field(default="utf-8")


def designs() -> dict[str, Design]:
    """The designs by the reports' names."""
    tables = tomllib.loads((HERE / "designs.toml").read_text(encoding="utf-8"))
    return {name: _design(name, table) for name, table in tables.items()}


def _design(name: str, table: dict[str, object]) -> Design:
    texts = {key: value for key, value in table.items() if isinstance(value, str)}
    layouts = {key: Layout(**value) for key, value in table.items() if isinstance(value, dict)}
    features = table["docx"]
    assert isinstance(features, list)
    return Design(name=name, docx=frozenset(features), **texts, **layouts)
