"""Step 4: a table's cell joined to its row's and column's words and its caption's unit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from extractor.amounts import Figure
from extractor.attribution.frame import Frame, Reading
from extractor.attribution.marks import Marks


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a table's figure finds its words: the row's label and the column's head, as spans of folded text."""

    row: tuple[int, int]
    head: tuple[int, int] | None
    caption: tuple[int, int] | None


def cells(marked: Marks) -> Mapping[int, Cell]:
    """Table cells by the place of their figure."""
    return {}


def read(frame: Frame, cell: Cell) -> Reading | None:
    """The reading of a cell, None if its row and column do not name it."""
    return None
