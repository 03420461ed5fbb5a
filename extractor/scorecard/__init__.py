"""What an evaluation came to, for people: on a terminal, as a page, as a summary for a pull request."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from extractor.regression import Judgement
from extractor.schema import Fact, Status
from extractor.scoring.card import Card, ReportScore, Told
from extractor.scoring.errors import Kind

CAVEATS = {
    "rules": "The rule reader attributes with the same code that checks it: the same reading twice, its verified facts are "
    "not independently confirmed.",
    "llm": "The model's attribution is a reading of its own: a verified fact is one on which model and checks agree.",
}


@dataclass(frozen=True)
class Result:
    """One reader's card, how it compares with the baseline (None without one), and the texts of its reports by name."""

    card: Card
    judgement: Judgement | None
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def reader(self) -> str:
        """The reader's name."""
        return self.card.stamp.reader

    @cached_property
    def kinds(self) -> Mapping[Kind, list[tuple[str, Told]]]:
        """Mistakes by kind, the commonest first, each with its report's name."""
        found: dict[Kind, list[tuple[str, Told]]] = {}
        for name, one in self.card.reports.items():
            for told in one.mistakes:
                for kind in told.kinds:
                    found.setdefault(kind, []).append((name, told))
        return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def shown(fact: Fact) -> str:
    """A fact in one line."""
    upper = "" if fact.value_to is None else f"~{fact.value_to:f}"
    where = f"{fact.subject or '-'} {fact.period or '-'} {fact.basis.value} {fact.measure.value}"
    name = fact.metric if fact.metric != "other" else f"other:{fact.label}"
    return f"{name} {where} = {fact.value:f}{upper} {fact.unit or ''}".strip()


def passed(fact: Fact | None) -> bool:
    """Whether the checks verified a fact; of a wrong one, the one unforgivable error."""
    return fact is not None and fact.verdict is not None and fact.verdict.status == Status.VERIFIED


def told(one: Told) -> str:
    """A mistake in one line: its kinds, what was found, what should have been."""
    kinds = ", ".join(one.kinds)
    facts = "   for   ".join(shown(fact) for fact in (one.found, one.golden) if fact is not None)
    return f"{'VERIFIED, YET ' if passed(one.found) else ''}{kinds}: {facts}"


def header_lines(one: ReportScore) -> Iterator[str]:
    """The header fields that differ, in words."""
    yield from (f"header {key}: {got!r} for {wanted!r}" for key, (wanted, got) in one.header.items())


def account(card: Card) -> list[str]:
    """What the verdicts are worth and what reading took, in lines."""
    counts = card.verdicts()
    wrong, verified = counts.get("verified_wrong", 0), counts.get("verified", 0)
    right, kept = counts.get("right", 0), counts.get("right_verified", 0)
    said = [
        f"wrong facts among the verified: {wrong} of {verified}{f' ({wrong / verified:.2%})' if verified else ''}",
        f"right facts that are verified: {kept} of {right}{f' ({kept / right:.2%})' if right else ''}",
        "not verified: " + (", ".join(f"{counts[name]} {name}" for name in ("uncertain", "refuted", "unsupported") if counts.get(name)) or "none"),
        f"figures of the text that no fact claims: {sum(one.unclaimed for one in card.reports.values())}",
    ]  # fmt: skip
    said += [f"not read: {name}: {one.failed}" for name, one in card.reports.items() if one.failed]
    return said + card.notes


def stamp_lines(cards: Sequence[Card]) -> Iterator[str]:
    """What the scores belong to."""
    for card in cards:
        stamp = card.stamp
        commit = (
            "no commit" if stamp.commit is None else f"{stamp.commit[:12]}{' (changed since)' if stamp.dirty else ''}"
        )
        asked = ", ".join(filter(None, [stamp.model, stamp.mode, f"prompt {stamp.prompt}" if stamp.prompt else None]))
        yield (
            f"{stamp.reader} ({stamp.how}{', ' + asked if asked else ''}): code {commit}, schema {stamp.schema_hash}, "
            f"lexicon {stamp.lexicon}, golden set {stamp.golden}, {stamp.at}"
        )
