"""What belongs to the paper, not to the report: running heads and feet, the labels of a chart's axis."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.documents.pdf.layout import Block, Row

_ZONE = 0.12
_EDGE = 0.08
_SAME_PLACE = 6.0
_MOST_PARTS = 3
"""A running head has a left, a middle and a right part; a row of more cells is the head of a table that goes on."""
_LABEL = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)%?")
_LEAST_LABELS = 5
_FIRST_YEAR, _LAST_YEAR = 1990, 2050
_DIGITS = re.compile(r"\d+")
_PAGE = re.compile(
    r"[^\w]{0,3}(?:第|[Pp]age )?\s*\d{1,4}(?:\s*(?:[/／|]|of|页共|页,共)\s*\d{1,4})?\s*(?:页)?[^\w]{0,3}"
)


def without(pages: Sequence[list[Block]], heights: Sequence[float]) -> list[list[Block]]:
    """Pages without running heads and feet and without axes; the head of the first page stays, and first: it may say whose report it is."""
    repeated = _repeated(pages, heights)
    kept = [list(_kept(blocks, heights[at], at == 0, repeated)) for at, blocks in enumerate(pages)]
    if kept:
        kept[0].sort(key=lambda block: _words(block.rows[0]) not in repeated)
    return kept


def _repeated(pages: Sequence[list[Block]], heights: Sequence[float]) -> set[str]:
    """Words, numbers aside, that stand at the same place at the edge of more than one page."""
    seen: Counter[tuple[str, int]] = Counter()
    for blocks, height in zip(pages, heights, strict=True):
        rows = [row for block in blocks for row in block.rows if _edge(row, height, _ZONE)]
        places = {(_words(row), round(row.top / _SAME_PLACE) + near) for row in rows for near in (0, 1)}
        seen.update(places)
    return {words for (words, _), times in seen.items() if times > 1}


def _words(row: Row) -> str:
    return _DIGITS.sub("#", "".join(row.text.split()))


def _edge(row: Row, height: float, zone: float) -> str:
    """At which edge of the page a row stands: `head`, `foot`, or neither."""
    return "head" if row.bottom < zone * height else "foot" if row.top > (1 - zone) * height else ""


def _kept(blocks: list[Block], height: float, first: bool, repeated: set[str]) -> Iterator[Block]:
    labels = _axes([row for block in blocks for row in block.rows])
    for block in blocks:
        rows = [row for row in block.rows if not _is_furniture(row, block, height, first, repeated)]
        rows = [row for row in rows if id(row) not in labels]
        if rows:
            yield Block(rows)


def _axes(rows: Sequence[Row]) -> set[int]:
    """The rows, by identity, that are labels of a chart's axis: bare numbers in equal steps, but no years."""
    found: set[int] = set()
    run: list[tuple[Decimal, Row]] = []
    for row in [*rows, None]:
        label = _LABEL.fullmatch(row.text) if row is not None else None
        value = Decimal(label[1].replace(",", "")) if label else None
        if value is None or (len(run) > 1 and value - run[-1][0] != run[1][0] - run[0][0]):
            found |= {id(one) for _, one in run} if _is_axis([number for number, _ in run]) else set()
            run = run[-1:] if value is not None else []
        if value is not None and row is not None:
            run.append((value, row))
    return found


def _is_axis(values: Sequence[Decimal]) -> bool:
    years = all(_FIRST_YEAR <= value <= _LAST_YEAR for value in values)
    return len(values) >= _LEAST_LABELS and values[0] != values[1] and not years


def _is_furniture(row: Row, block: Block, height: float, first: bool, repeated: set[str]) -> bool:
    edge = _edge(row, height, _ZONE)
    if not edge or (edge == "head" and first) or len(row.cells) > _MOST_PARTS:
        return False
    if _words(row) in repeated or (edge == "foot" and _PAGE.fullmatch(row.text)):
        return True
    return bool(_edge(row, height, _EDGE)) and len(block.rows) == 1 and edge == "foot" and "请务必" in row.text
