"""A golden report's sheet: what kind of report it is, what is hard in it, and who decided what where annotators differed."""

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.errors import GoldenError

SUFFIX = ".sheet.toml"


class Decided(BaseModel):
    """A difference between the two annotations and how it was settled.

    `first` and `second` are places in the annotations' lists of facts, None where an annotator has no such fact. `takes`
    is whose fact stands, `neither` the first's (or the only one) with other `fields`, and those in `cleared` null; `drop` no
    fact at all.
    """

    model_config = ConfigDict(extra="forbid")

    first: int | None = None
    second: int | None = None
    takes: Literal["first", "second", "neither", "drop"]
    fields: dict[str, Any] = Field(default_factory=dict)
    cleared: list[str] = Field(default_factory=list)
    by: str
    why: str


class Sheet(BaseModel):
    """The slices that a report counts for, its traps, and the decisions; `header` has decided header fields."""

    model_config = ConfigDict(extra="forbid")

    industry: str
    market: Literal["A", "BSE", "HK"]
    language: Literal["zh-Hans", "zh-Hant", "en"]
    kind: Literal["results", "preview", "initiation", "update", "event", "operating data"]
    layout: Literal["page", "prose", "paragraph", "listing", "table"]
    traps: dict[str, str] = Field(default_factory=dict)
    header: dict[str, Any] = Field(default_factory=dict)
    decided: list[Decided] = Field(default_factory=list)


def path_of(report: Path) -> Path:
    """Where the sheet of a golden report lies: beside it."""
    return report.with_name(report.stem + SUFFIX)


def reports(folder: Path) -> list[Path]:
    """The golden files of a set, there or not yet, by the sheets that lie in it."""
    return sorted(path.with_name(path.name.removesuffix(SUFFIX) + ".json") for path in folder.glob(f"*{SUFFIX}"))


def load(report: Path) -> Sheet:
    """The sheet of a golden report.

    Raises:
        GoldenError: there is none, or it is not one.
    """
    path = path_of(report)
    try:
        return Sheet.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise GoldenError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg'].lower()}") from None
    except (OSError, ValueError) as error:
        raise GoldenError(f"{path}: no sheet ({str(error).splitlines()[0]})") from None


_SHORT, _LONG = 700, 2_500
"""Characters of a comment of one paragraph, and of what fills more than two pages."""


def length(text: str) -> str:
    """The slice of a text's length: short below 700 characters without blanks, long from 2,500 on."""
    characters = len("".join(text.split()))
    return "short" if characters < _SHORT else "long" if characters >= _LONG else "medium"
