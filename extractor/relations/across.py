"""What must hold across reports: told once, and in every report that takes part."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from extractor.claims import folded
from extractor.relations import brokers, same_facts
from extractor.relations.stated import Paper, Stated, Told
from extractor.schema import Check, Finding, Operand, Relation, Report, dumps

CODE = "report_conflict"
RULES: tuple[Callable[[Sequence[Paper]], Iterator[Told]], ...] = (
    same_facts.same_facts,
    brokers.prior_forecasts,
    brokers.ratings,
)
"""Every rule, from one company's reports in order, older first, to what holds among them and what does not."""
NAMES = frozenset({same_facts.NAME, brokers.PRIOR, brokers.RATING})
"""The names under which these rules tell it."""
_NAMED = 5
_ID_LENGTH = 16


@dataclass(slots=True)
class Across:
    """What one report has from the comparison with others."""

    relations: list[Relation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def across(reports: Sequence[Report]) -> list[Across]:
    """What holds between these reports and what does not, report by report, in the order given.

    Reports of one company are compared; those of one `report_id` are one. Only the reports tell, not their order. Facts
    are named by index and `report_id`, of a great many only the first; a report without a `report_id` goes by `name_of`.
    """
    names = [name_of(report) for report in reports]
    chosen: dict[str, Paper] = {}
    for name, report in zip(names, reports, strict=True):
        if name not in chosen or _text(report) < _text(chosen[name].report):
            chosen[name] = Paper(name, report)
    found = {paper: Across() for paper in chosen.values()}
    for papers in _companies(chosen.values()):
        for told in chain.from_iterable(rule(papers) for rule in RULES):
            _tell(told, found)
    return [
        found[chosen[name]] if report.facts == chosen[name].report.facts else Across()
        for name, report in zip(names, reports, strict=True)
    ]


def attach(reports: Sequence[Report]) -> list[Report]:
    """The reports with what `across` says of them in `check`, in place of what was said before; copies, in the order given."""
    return [_with(report, told) for report, told in zip(reports, across(reports), strict=True)]


def name_of(report: Report) -> str:
    """The report's `report_id`; if it has none, one made of what it says."""
    return report.report_id or hashlib.sha256(_text(report).encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]


def _text(report: Report) -> str:
    return dumps({"header": report.header.model_dump(), "facts": [fact.model_dump() for fact in report.facts]})


def _with(report: Report, told: Across) -> Report:
    check = report.check or Check()
    relations = [relation for relation in check.relations if relation.name not in NAMES]
    findings = [finding for finding in check.findings if finding.code != CODE or finding.relation not in NAMES]
    check = check.model_copy(
        update={"relations": [*relations, *told.relations], "findings": [*findings, *told.findings]}
    )
    return report.model_copy(update={"check": check, "report_id": name_of(report)})


def _companies(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    """The reports company by company, older ones first; a name stands for the ticker that it bears elsewhere."""
    papers = sorted(papers, key=lambda paper: (paper.day or "", paper.broker or "", paper.name))
    heads = [paper.report.header for paper in papers]
    tickers = {folded(head.company): folded(head.ticker) for head in heads if head.company and head.ticker}
    groups: dict[str, list[Paper]] = {}
    for paper in papers:
        name = folded(paper.report.header.company)
        company = folded(paper.report.header.ticker) or tickers.get(name) or name
        if company:
            groups.setdefault(company, []).append(paper)
    return (group for group in groups.values() if len(group) > 1)


def _tell(told: Told, found: dict[Paper, Across]) -> None:
    """Enter what was told in every report that takes part, with that report's own facts among the operands."""
    own: dict[Paper, list[Stated]] = {paper: [] for paper in told.papers}
    for one in chain.from_iterable(told.camps):
        own.setdefault(one.paper, []).append(one)
    named = [one for camp in told.camps[:_NAMED] for one in camp[:_NAMED]]
    for paper, statements in own.items():
        operands = _operands([*statements, *(one for one in named if one.paper is not paper)], paper)
        if told.holds:
            found[paper].relations.append(Relation(name=told.name, message=told.message, operands=operands))
        else:
            facts = [one.index for one in statements]
            found[paper].findings.append(
                Finding(
                    code=CODE, message=told.message, field=told.field, facts=facts, relation=told.name, operands=operands
                )
            )  # fmt: skip


def _operands(statements: Sequence[Stated], home: Paper) -> list[Operand]:
    return [one.operand(home) for one in statements]
