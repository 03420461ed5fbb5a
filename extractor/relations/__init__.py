"""What must hold among facts: arithmetic on the values that printed numbers stand for."""

from collections.abc import Callable, Iterator, Sequence

from extractor.relations import growth, prices, ratios, sums
from extractor.relations.index import Index, Item
from extractor.relations.intervals import interval
from extractor.relations.statements import Choice, Statement
from extractor.schema import Fact, Finding, Operand, Relation

__all__ = ["RELATIONS", "interval", "within"]

RELATIONS: tuple[Callable[[Index], Iterator[Choice]], ...] = (
    growth.growth,
    growth.revision,
    growth.compound,
    sums.periods,
    sums.totals,
    sums.segments,
    sums.shares,
    ratios.share,
    ratios.margin,
    ratios.dividends,
    prices.worth,
    prices.upside,
    prices.targets,
    prices.earnings,
    prices.multiples,
    prices.dividend_yield,
)
"""Every relation, from the facts laid out to the statements that can be made; each says what it compares."""


def within(facts: Sequence[Fact], text: str) -> tuple[list[Relation], list[Finding]]:
    """The arithmetic of one report's facts: what holds within the printed precision, and what can't.

    `text` is the report's own; operands name facts by their place in `facts`, whose order makes no other difference. Of
    statements that can be read in several ways, those that hold are evidence, and none is a conflict.
    """
    index = Index(facts, text)
    relations, findings = [], []
    for relation in RELATIONS:
        for choice in relation(index):
            relations += [_relation(statement) for statement in choice if statement.holds]
            if len(choice) == 1 and choice[0].conflicts:
                findings.append(_finding(choice[0]))
    return relations, findings


def _relation(statement: Statement) -> Relation:
    return Relation(name=statement.name, message=_message(statement), operands=_operands(statement))


def _finding(statement: Statement) -> Finding:
    return Finding(
        code="arithmetic_conflict", relation=statement.name, message=_message(statement),
        facts=[item.index for item in statement.operands], operands=_operands(statement),
    )  # fmt: skip


def _operands(statement: Statement) -> list[Operand]:
    return [Operand(fact=item.index, low=item.ends[0], high=item.ends[1]) for item in statement.operands]


def _message(statement: Statement) -> str:
    verdict = "fits" if statement.holds else "does not fit"
    return f"{statement.name} {verdict} ({statement.words}): " + "; ".join(map(_shown, statement.operands))


def _shown(item: Item) -> str:
    fact = item.fact
    full = f"{fact.value:f} {fact.unit or ''}".strip()
    number = full if not item.printed else f"{item.printed} ({full})" if item.printed[-1].isdigit() else item.printed
    return " ".join(filter(None, [fact.period, fact.subject, fact.label or fact.metric, number]))
