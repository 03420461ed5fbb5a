"""The guide to the columns, docs/columns.md, says what the views hold: no more, no less, in their order."""

import re
from pathlib import Path

import pytest

from extractor.views import VIEWS, Column

PAGE = (Path(__file__).parent.parent / "docs" / "columns.md").read_text(encoding="utf-8")


def _unit(column: Column) -> str:
    keys = {other.key for view in VIEWS.values() for other in view.columns}
    return "" if column.unit is None else f"in `{column.unit}`" if column.unit in keys else column.unit


def block(view: str) -> str:
    """A view's columns as the page has them."""
    lines = ["| `--columns en` | `--columns zh` | kind | unit | meaning |", "| --- | --- | --- | --- | --- |"]
    for one in VIEWS[view].columns:
        meaning = one.meaning.replace("|", "\\|")
        lines.append(f"| `{one.key}` | {one.chinese} | {one.kind.value} | {_unit(one)} | {meaning} |")
    return "\n".join(lines)


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_has_every_column_of_every_view(view: str) -> None:
    section = re.search(rf"^## `{view}`.*?(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section, f"docs/columns.md has no section `{view}`"
    assert VIEWS[view].about in section[0]
    assert block(view) in section[0], f"docs/columns.md should hold:\n{block(view)}"


def test_the_page_knows_no_other_view() -> None:
    assert re.findall(r"^## `(\w+)`", PAGE, re.MULTILINE) == list(VIEWS)


def test_names_are_one_to_a_column_in_either_language() -> None:
    for view in VIEWS.values():
        for names in ([one.key for one in view.columns], [one.chinese for one in view.columns]):
            assert len(set(names)) == len(names), view.name
