"""The golden set: reports with their facts settled, each with its text, its sheet and a name."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from extractor import documents
from extractor.errors import ExtractorError, GoldenError
from extractor.golden import sheet as sheets
from extractor.golden.sheet import Sheet
from extractor.schema import Report, loads

DIGEST_LENGTH = 16


@dataclass(frozen=True)
class Golden:
    """A golden report, `SET/NAME`: what it says, on which text (its slice of the document), and its sheet if it has one."""

    name: str
    path: Path
    document: Path
    report: Report
    text: str
    sheet: Sheet | None

    @property
    def place(self) -> int:
        """Where the report starts in its document, in code points."""
        return self.report.source.start or 0

    @cached_property
    def slices(self) -> Mapping[str, tuple[str, ...]]:
        """The slices that the report counts for: one value each, traps several."""
        length, sheet = {"length": (sheets.length(self.text),)}, self.sheet
        if sheet is None:
            return length
        names = ("industry", "market", "language", "kind", "layout")
        told = {name: (str(getattr(sheet, name)),) for name in names}
        return {**told, **length, "trap": tuple(sheet.traps)}

    @cached_property
    def digest(self) -> str:
        """The hash of golden file and text: scores are only compared where it is the same."""
        whole = f"{self.path.read_text(encoding='utf-8')}\0{self.text}"
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]


def load(folder: Path) -> list[Golden]:
    """Every golden report of a folder of sets, in the order of their names.

    Raises:
        GoldenError: there is none, or one is not of the contract, its sheet is none, or its document not there.
    """
    paths = sorted(folder.glob("*/*.json"))
    if not paths:
        raise GoldenError(f"{folder}: no golden report in it")
    return [load_one(path, folder) for path in paths]


def load_one(path: Path, folder: Path) -> Golden:
    """One golden report of a folder of sets.

    Raises:
        GoldenError: it is not of the contract, its sheet is none, or its document not there.
    """
    report = read(path)
    source = report.source
    document = folder / (source.path or "")
    try:
        text = documents.read(str(document)).text
    except ExtractorError as error:
        raise GoldenError(f"{path}: {error}") from None
    return Golden(
        name_of(path),
        path,
        document,
        report,
        text[source.start or 0 : source.end or len(text)],
        sheets.load(path) if sheets.path_of(path).exists() else None,
    )


def name_of(path: Path) -> str:
    """The name of a golden report: its set and itself."""
    return f"{path.parent.name}/{path.stem}"


def read(path: Path) -> Report:
    """A report of the contract from a file of the golden set.

    Raises:
        GoldenError: it is none.
    """
    try:
        return Report.model_validate(loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise GoldenError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg'].lower()}") from None
    except (OSError, ValueError) as error:
        raise GoldenError(f"{path}: not a golden report ({str(error).splitlines()[0]})") from None


def digest(reports: Mapping[str, str]) -> str:
    """The hash of a whole set, from the digests of its reports by name."""
    return hashlib.sha256("\n".join(f"{name} {one}" for name, one in sorted(reports.items())).encode()).hexdigest()[
        :DIGEST_LENGTH
    ]
