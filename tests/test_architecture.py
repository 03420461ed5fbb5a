"""The house's rules: floors, names, first lines, public docstrings; and that the guard itself can fail."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "extractor"
FLOORS = (
    ("errors", "schema", "tolerance", "columns", "folding"),
    (
        "documents",
        "sections",
        "amounts",
        "periods",
        "lexicon",
        "prompts",
        "claims",
        "settings",
        "exchanges",
        "costs",
        "prices",
        "grounds",
    ),
    ("attribution", "matching", "mending", "terminal", "views"),
    ("reader_rules", "reader_llm", "checks", "relations", "scoring", "rationale"),
    ("golden", "regression", "export", "explain", "review"),
    ("pipeline", "scorecard"),
    ("cli",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
ALLOWED_BESIDE = {("folding", "columns"), ("sections", "documents"), ("sections", "lexicon")}
"""Rooms of one floor that may know each other, and why: docs/decisions/0002-rooms.md."""


def room_of(path: Path, package: Path) -> str:
    return path.relative_to(package).parts[0].removesuffix(".py")


def imports(source: str) -> Iterator[tuple[str, bool]]:
    """Rooms of the package that a module imports, and whether at its top."""
    tree = ast.parse(source)
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "extractor":
            parts = node.module.split(".")
            names = [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [a.name.split(".")[1] for a in node.names if a.name.startswith("extractor.")]
        for name in names:
            yield name, id(node) in top


def violations(package: Path) -> list[str]:
    found = []
    for path in sorted(package.rglob("*.py")):
        source, room = path.read_text(encoding="utf-8"), room_of(path, package)
        name = str(path.relative_to(package))
        if not ast.get_docstring(ast.parse(source)):
            found.append(f"{name}: no first line that says what it is for")
        if path.stem in sys.stdlib_module_names and path.parent == package:
            found.append(f"{name}: named like a module of the standard library")
        if room == "__init__":
            continue
        if room not in FLOOR_OF:
            found.append(f"{name}: on no floor")
            continue
        for other, top in imports(source):
            if not top:
                found.append(f"{name}: imports {other} below its top")
            if (
                other in FLOOR_OF
                and other != room
                and FLOOR_OF[other] >= FLOOR_OF[room]
                and (room, other) not in ALLOWED_BESIDE
            ):
                found.append(f"{name}: imports {other} from its own floor or above")
    return found


def test_floors() -> None:
    assert violations(PACKAGE) == []


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("amounts.py", '"""Doc."""\nfrom extractor import pipeline\n', "imports pipeline"),
        ("checks.py", '"""Doc."""\nfrom extractor.reader_rules import read\n', "imports reader_rules"),
        ("periods.py", '"""Doc."""\ndef f():\n    from extractor import schema\n', "below its top"),
        ("numbers.py", '"""Doc."""\n', "standard library"),
        ("errors.py", "x = 1\n", "no first line"),
        ("attic.py", '"""Doc."""\n', "on no floor"),
    ],
)
def test_the_guard_sees_planted_violations(tmp_path: Path, name: str, source: str, said: str) -> None:
    (tmp_path / name).write_text(source, encoding="utf-8")
    assert any(said in line for line in violations(tmp_path))


def public_names(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (n for n in node.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_"))


def test_public_names_are_documented() -> None:
    bare = [
        f"{path.name}:{node.name}"
        for path in PACKAGE.rglob("*.py")
        for node in public_names(ast.parse(path.read_text(encoding="utf-8")))
        if not ast.get_docstring(node)
    ]
    assert bare == []


def test_fields_of_attribution_do_not_know_each_other() -> None:
    fields = {"metric", "subject", "period", "basis", "measure"}
    for field in fields:
        home = PACKAGE / "attribution" / field
        sources = sorted(home.rglob("*.py")) or [home.with_suffix(".py")]
        known = {
            node.module.removeprefix("extractor.attribution.").partition(".")[0]
            for source in sources
            for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module
        }
        assert not known & (fields - {field}), field


def test_no_file_is_longer_than_the_house_allows() -> None:
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert {name: count for name, count in lines.items() if count > 400} == {}
