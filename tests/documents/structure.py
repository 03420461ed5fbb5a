"""The structure of a report: what its `source.html` says, and the words of the golden text it must say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

HERE = Path(__file__).parent
GOLDEN = HERE.parent.parent / "golden" / "reports"
BULLETS = "■◆•"

Element = ET.Element


@dataclass(frozen=True)
class Run:
    """Text of one look: `raised` is a footnote mark, `link` an address."""

    text: str
    bold: bool = False
    raised: bool = False
    link: str | None = None


@dataclass(frozen=True)
class Cell:
    """A cell of a table and how many columns and rows it takes; `sub` is a row label that is indented."""

    runs: tuple[Run, ...]
    across: int = 1
    down: int = 1
    head: bool = False
    sub: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Report:
    """A report in its three parts, each a list of blocks: `h1` to `h3`, `p` with a class, `table`."""

    name: str
    lang: str
    header: list[Element]
    aside: list[Element]
    main: list[Element]


def load(name: str) -> Report:
    """The report of `NAME/source.html`, without the furniture that the golden text prints among its lines."""
    root = ET.parse(HERE / name / "source.html").getroot()
    parts = {part.tag: [block for block in part if not is_furniture(block)] for part in root}
    return Report(name, root.get("lang", "zh-CN"), parts["header"], parts.get("aside", []), parts["main"])


def is_furniture(element: Element) -> bool:
    return element.get("class") == "furniture"


def runs(element: Element, bold: bool = False) -> tuple[Run, ...]:
    """The text of a block in runs of one look."""
    found = [Run(element.text, bold)] if element.text else []
    for child in element:
        if not is_furniture(child):
            inner = runs(child, bold or child.tag == "b")
            raised, link = child.tag == "sup", child.get("href")
            found += [Run(run.text, run.bold, raised or run.raised, link or run.link) for run in inner]
        if child.tail:
            found.append(Run(child.tail, bold))
    return tuple(found)


def text_of(element: Element) -> str:
    return "".join(run.text for run in runs(element))


def ends(block: Element) -> list[tuple[Run, ...]]:
    """The parts of a line that stand apart, as broker left and field of business right."""
    return [runs(span) for span in block if span.tag == "span" and not is_furniture(span)] or [runs(block)]


def rows(table: Element, part: str | None = None) -> list[list[Cell]]:
    """The rows of a table's `thead` or `tbody`, or all of them."""
    found = table.iter("tr") if part is None else (row for place in table.iter(part) for row in place)
    return [[cell(each) for each in row] for row in found]


def cell(element: Element) -> Cell:
    across, down = int(element.get("colspan", "1")), int(element.get("rowspan", "1"))
    return Cell(runs(element), across, down, element.tag == "th", element.get("class") == "sub")


def totals(table: Element) -> set[int]:
    """Numbers of the rows that sum up, counted from 0 at the head."""
    return {number for number, row in enumerate(table.iter("tr")) if row.get("class") == "total"}


def placed(table_rows: list[list[Cell]]) -> Iterator[tuple[int, int, Cell]]:
    """Each cell with its row and its column in the grid."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table_rows):
        column = 0
        for each in row:
            while (number, column) in taken:
                column += 1
            yield number, column, each
            taken |= {(number + down, column + right) for down in range(each.down) for right in range(each.across)}
            column += each.across


def caption(table: Element) -> str | None:
    return table.findtext("caption")


def width(table: Element) -> int:
    """How many columns a table has."""
    return max(sum(each.across for each in row) for row in rows(table))


def squeezed(text: str) -> str:
    """A text without blanks of any kind."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def golden_words(name: str) -> str:
    """The golden text without blanks, rules of dashes and the bars of its tables."""
    found = next((GOLDEN / name).glob("*.txt"))
    lines = []
    for line in found.read_text(encoding="utf-8").splitlines():
        bare = line.strip()
        if bare.startswith("|") or bare.endswith("|"):
            bare = bare.replace("| --- ", "").replace("|", "")
        lines.append(re.sub(r"-{6,}|—{6,}", "", bare))
    return squeezed("".join(lines))


def source_words(name: str) -> str:
    """All words of `source.html`, furniture included: they must be those of the golden text."""
    return squeezed("".join(ET.parse(HERE / name / "source.html").getroot().itertext()))


def report_words(report: Report) -> str:
    """The words that every document of a report must hold, in order."""
    blocks = [*report.header, *report.aside, *report.main]
    return squeezed("".join(table_text(block) if block.tag == "table" else text_of(block) for block in blocks))


def table_text(table: Element) -> str:
    return (caption(table) or "") + "".join(each.text for row in rows(table) for each in row)
