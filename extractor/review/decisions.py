"""What a person accepted or corrected: one JSON object a line beside the run, which survives restarts and stays in order.

A decision names the report by `digest`, a hash of its facts as they were stated, so that it can't be taken for one on
another version of the run.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.errors import OutputError, ReviewError
from extractor.schema import Fact, Report, dumps, loads

SUFFIX = ".review.jsonl"
"""Decisions on `run.jsonl` stand in `run.jsonl.review.jsonl`."""
CORRECTABLE = ("metric", "label", "subject", "period", "basis", "measure", "value", "value_to", "unit", "qualifier", "base",
               "credited_to")  # fmt: skip
"""The fields of a fact that a person may correct."""
NUMBER = re.compile(r"[-+]?\d{1,30}(?:\.\d{1,20})?")
"""How a value is typed: an exact decimal in the base unit, without an exponent."""
_NUMBERS = ("value", "value_to")
_DIGEST_LENGTH = 16
Key = tuple[str, int]
"""A report's digest, and a fact's index in it."""


class Action(StrEnum):
    """What was done with a fact; undoing takes back what was decided on it."""

    ACCEPT = "accept"
    CORRECT = "correct"
    UNDO = "undo"


class Decision(BaseModel):
    """One act of a person on one fact; `fields` are those that a correction changes, numbers as text; `at` is in UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: str
    fact: int
    action: Action
    fields: dict[str, str | None] = Field(default_factory=dict)
    report: str | None = None
    at: str = Field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    @property
    def key(self) -> Key:
        """Which fact it is about."""
        return self.digest, self.fact


Standing = Mapping[Key, Decision]
"""The decisions that stand: for each fact its last one, unless that was taken back."""


def digest(report: Report) -> str:
    """A hash of what a report states and where it stands; its verdicts, which a later version may change, are no part."""
    facts = [fact.model_dump(exclude={"span", "verdict"}) for fact in report.facts]
    place = [report.source.sha256, report.source.start, report.source.end]
    text = dumps({"report": report.report_id, "place": place, "facts": facts})
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]


def parse(data: object, place: str) -> Decision:
    """The decision that a JSON object is.

    Raises:
        ReviewError: it is none; the message begins with `place`.
    """
    try:
        return Decision.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ReviewError(f"{place}: not a decision: {field}: {first['msg'].lower()}") from None


def load(path: Path, known: Mapping[str, Report]) -> Standing:
    """The decisions on reports, by their digests, that stand in a file; none where it does not exist. A last line without its end was never saved.

    Raises:
        ReviewError: it can't be read, a line is no decision, or one on a report that these do not hold as it was then.
    """
    try:
        text = path.read_bytes().decode("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise ReviewError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
    made = list[Decision]()
    for number, line in enumerate(text[: text.rfind("\n") + 1].split("\n"), 1):
        if line.strip():
            place = f"{path}:{number}"
            made.append(parse(_object(line, place), place))
            check(made[-1], known, place)
    return standing(made)


def _object(line: str, place: str) -> object:
    try:
        data = loads(line)
    except (ValueError, RecursionError):
        raise ReviewError(f"{place}: not JSON") from None
    if isinstance(data, dict) and "fact" in data and data["fact"] == data["fact"].to_integral_value():
        data["fact"] = int(data["fact"])
    return data


def by_digest(reports: Iterable[Report]) -> dict[str, Report]:
    """Reports by their digest."""
    return {digest(report): report for report in reports}


def check(decision: Decision, known: Mapping[str, Report], place: str) -> None:
    """Make sure that a decision is one on these reports, and that a correction makes a fact of the contract.

    Raises:
        ReviewError: it is not; the message begins with `place`.
    """
    report = known.get(decision.digest)
    if report is None:
        name = decision.report or decision.digest
        raise ReviewError(f"{place}: made on another version of report {name}: the run has changed since")
    if not 0 <= decision.fact < len(report.facts):
        raise ReviewError(f"{place}: the report has no fact {decision.fact}")
    if decision.action == Action.CORRECT:
        corrected(report.facts[decision.fact], decision.fields, place)


def standing(made: Iterable[Decision]) -> Standing:
    """The decisions that stand after these, in order of their making."""
    found: dict[Key, Decision] = {}
    for decision in made:
        found.pop(decision.key, None)
        if decision.action != Action.UNDO:
            found[decision.key] = decision
    return found


def append(path: Path, decision: Decision) -> None:
    """Add a decision to a file: whole and on the disk, or not at all.

    Raises:
        OutputError: it can't be written.
    """
    line = (dumps(decision.model_dump(mode="json")) + "\n").encode()
    try:
        with path.open("a+b", buffering=0) as file:
            data = path.read_bytes()
            end = _whole(data)
            if end < len(data):
                file.truncate(end)
            try:
                if file.write(line) != len(line):
                    raise OSError("the disk is full")
                os.fsync(file.fileno())
            except OSError:
                file.truncate(end)
                raise
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({(error.strerror or str(error)).lower()})") from None


def _whole(data: bytes) -> int:
    """Where the last whole line ends: what a crash left behind it was never said to be saved."""
    return data.rfind(b"\n") + 1


def corrected(fact: Fact, fields: Mapping[str, str | None], place: str) -> Fact:
    """A fact with some fields as a person gave them, not yet judged.

    Raises:
        ReviewError: a field that may not be corrected, or a value that the contract does not allow.
    """
    for name, value in fields.items():
        if name not in CORRECTABLE:
            raise ReviewError(f"{place}: {name}: not a field that can be corrected")
        if name in _NUMBERS and value is not None and not NUMBER.fullmatch(value):
            raise ReviewError(f"{place}: {name}: not a plain decimal number")
    try:
        return Fact.model_validate({**fact.model_dump(), **fields, "span": None, "verdict": None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ReviewError(f"{place}: {first['loc'][0]}: {first['msg'].lower()}") from None


def settled(reports: Sequence[Report], decided: Standing, keep: bool) -> Iterator[Report]:
    """The reports with accepted and corrected facts, each named as such in `reviewed`; with `keep` also those undecided.

    A corrected fact bears no verdict yet. `check` is left out: it spoke of other facts.
    """
    for report in reports:
        name, facts = digest(report), list[Fact]()
        for index, fact in enumerate(report.facts):
            decision = decided.get((name, index))
            if decision is not None:
                facts.append(_settled(fact, decision))
            elif keep:
                facts.append(fact)
        yield report.model_copy(update={"facts": facts, "check": None})


def _settled(fact: Fact, decision: Decision) -> Fact:
    if decision.action == Action.ACCEPT:
        return fact.model_copy(update={"reviewed": "accepted"})
    return corrected(fact, decision.fields, f"fact {decision.fact}").model_copy(update={"reviewed": "corrected"})


Judge = Callable[[str, Fact], Fact]
"""Gives the fact of the report with a digest its verdict from the source; as it is where the source is not there."""
