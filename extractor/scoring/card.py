"""A card: one reader's scores on a golden set, report by report, with the stamp that says what was scored."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, PlainSerializer

from extractor.errors import GoldenError
from extractor.schema import Fact, dumps, loads
from extractor.scoring.errors import Kind, Mistake
from extractor.scoring.tally import Tally, macro_f1


def _tally(value: object) -> object:
    return Tally(*(int(count) for count in value)) if isinstance(value, list | tuple) else value


Counts = Annotated[Tally, BeforeValidator(_tally), PlainSerializer(lambda t: [t.right, t.expected, t.found])]
"""A tally, in JSON as `[right, expected, found]`."""


class Stamp(BaseModel):
    """What a score belongs to: code, prompt, schema, lexicon and golden set by their hashes, model, mode, packages.

    `dirty` says that the code differs from its commit; both are None outside a repository.
    """

    at: str
    reader: str
    how: str
    commit: str | None = None
    dirty: bool | None = None
    prompt: str | None = None
    schema_hash: str
    lexicon: str
    golden: str
    model: str | None = None
    mode: str | None = None
    packages: dict[str, str] = Field(default_factory=dict)


class Told(BaseModel):
    """A mistake as a card keeps it, with what a person needs to see it: `place` in the golden file's list of facts."""

    kinds: list[Kind]
    golden: Fact | None = None
    found: Fact | None = None
    place: int | None = None

    @classmethod
    def of(cls, mistake: Mistake, place: int | None) -> "Told":
        """A mistake, ready to be kept."""
        return cls(kinds=list(mistake.kinds), golden=mistake.golden, found=mistake.found, place=place)


class Effort(BaseModel):
    """What reading took: answers, second looks, tokens, US dollars; None where it is not known."""

    calls: int = 0
    repairs: int = 0
    tokens: int | None = None
    cost: Decimal | None = None


class ReportScore(BaseModel):
    """One report: `golden` is the hash of its golden file and text, `wrong` has the places of missed and wrong facts.

    `header` has golden and found value of each header field that differs.
    """

    golden: str
    tallies: dict[str, Counts]
    verdicts: dict[str, int] = Field(default_factory=dict)
    critical: dict[str, bool] = Field(default_factory=dict)
    wrong: list[int] = Field(default_factory=list)
    slices: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    groups: dict[str, dict[str, Counts]] = Field(default_factory=dict)
    header: dict[str, tuple[Any, Any]] = Field(default_factory=dict)
    mistakes: list[Told] = Field(default_factory=list)
    unclaimed: int = 0
    failed: str | None = None


class Card(BaseModel):
    """One reader's scores."""

    stamp: Stamp
    reports: dict[str, ReportScore]
    effort: Effort = Field(default_factory=Effort)
    notes: list[str] = Field(default_factory=list)

    def micro(self) -> dict[str, Tally]:
        """Tallies over all reports: every fact counts the same."""
        names = dict.fromkeys(name for one in self.reports.values() for name in one.tallies)
        return {
            name: Tally.total(one.tallies[name] for one in self.reports.values() if name in one.tallies)
            for name in names
        }

    def macro(self, name: str) -> float:
        """The mean F1 over reports: every report counts the same."""
        return macro_f1([one.tallies[name] for one in self.reports.values()])

    def verdicts(self) -> dict[str, int]:
        """What the verdicts are worth, over all reports."""
        names = dict.fromkeys(name for one in self.reports.values() for name in one.verdicts)
        return {name: sum(one.verdicts.get(name, 0) for one in self.reports.values()) for name in names}

    def by_slice(self) -> dict[str, dict[str, list[str]]]:
        """The names of the reports of each slice: by industry, market, language, kind, layout, length, trap."""
        found: dict[str, dict[str, list[str]]] = {}
        for name, one in self.reports.items():
            for slice_, values in one.slices.items():
                for value in values:
                    found.setdefault(slice_, {}).setdefault(value, []).append(name)
        return found

    def by_group(self) -> dict[str, dict[str, Tally]]:
        """Fully attributed facts by metric, basis and measure, over all reports."""
        found: dict[str, dict[str, Tally]] = {}
        for one in self.reports.values():
            for group, tallies in one.groups.items():
                for value, tally in tallies.items():
                    found.setdefault(group, {}).setdefault(value, Tally()).add(tally.right, tally.expected, tally.found)
        return found

    def over(self, names: Iterable[str], name: str = "attributed") -> Tally:
        """One tally over some reports."""
        return Tally.total(self.reports[report].tallies[name] for report in names)


RATES: Mapping[str, Callable[[ReportScore], tuple[int, int]]] = {
    **{
        name: lambda one, name=name: (  # type: ignore[misc]
            2 * one.tallies[name].right, one.tallies[name].expected + one.tallies[name].found
        )
        for name in ("attributed", "figures", "header", "events")
    },
    "right facts verified": lambda one: (one.verdicts.get("right_verified", 0), one.verdicts.get("right", 0)),
    "verified that are right": lambda one: (
        one.verdicts.get("verified", 0) - one.verdicts.get("verified_wrong", 0), one.verdicts.get("verified", 0)
    ),
}  # fmt: skip
"""The scores that are compared, each a ratio of counts over reports, higher is better: F1 of the first four, then how
far verdicts can be relied on.
"""


def for_baseline(card: Card) -> dict[str, Any]:
    """What a baseline keeps of a card: counts, critical fields and which facts are wrong; no text."""
    kept = {"golden", "tallies", "verdicts", "critical", "wrong"}
    return {
        "stamp": card.stamp.model_dump(),
        "reports": {name: one.model_dump(include=kept, mode="json") for name, one in card.reports.items()},
    }


def headline(card: Card) -> dict[str, Any]:
    """A card in one line, for the history: its stamp, and what it came to."""
    micro = {name: Decimal(f"{tally.f1:.4f}") for name, tally in card.micro().items()}
    return {"stamp": card.stamp.model_dump(), "reports": len(card.reports), "f1": micro, "verdicts": card.verdicts()}


def loaded(path: Path) -> dict[str, Card]:
    """The cards of a baseline, or of a file of scores, by reader.

    Raises:
        GoldenError: it is neither.
    """
    try:
        data = loads(path.read_text(encoding="utf-8"))
        return {reader: Card.model_validate(card) for reader, card in data.get("cards", data).items()}
    except (OSError, ValueError, AttributeError) as error:
        raise GoldenError(f"{path}: no file of scores ({str(error).splitlines()[0]})") from None


def lines(baseline: Mapping[str, Any]) -> str:
    """A baseline as JSON with a line for each report, so that a change of it can be read."""
    readers = []
    for reader, card in baseline.items():
        reports = ",\n".join(f"   {dumps({name: one})[1:-1]}" for name, one in card["reports"].items())
        readers.append(f' "{reader}": {{\n  "stamp": {dumps(card["stamp"])},\n  "reports": {{\n{reports}\n  }}\n }}')
    return "{\n" + ",\n".join(readers) + "\n}\n"
