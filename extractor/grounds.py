"""What verified facts rest on besides their attribution: arithmetic that bears them out, other reports that agree."""

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.schema import Relation, Report, Status


@dataclass(slots=True)
class Grounds:
    """Counts of verified facts: all, those in an equation or order that holds, those that another report bears out.

    The two kinds are counted apart; a fact may be in both.
    """

    verified: int = 0
    by_arithmetic: int = 0
    by_reports: int = 0

    def add(self, report: Report) -> None:
        """Count the facts of one checked report."""
        verified = {i for i, fact in enumerate(report.facts) if fact.verdict and fact.verdict.status == Status.VERIFIED}
        within, across = set[int](), set[int]()
        for relation in report.check.relations if report.check else ():
            (across if _crosses(relation, report) else within).update(_own(relation, report))
        self.verified += len(verified)
        self.by_arithmetic += len(verified & within)
        self.by_reports += len(verified & across)

    def __str__(self) -> str:
        return (
            f"{self.verified} verified facts, of them {self.by_arithmetic} borne out by arithmetic, "
            f"{self.by_reports} by other reports"
        )


def count(reports: Iterable[Report]) -> Grounds:
    """The grounds of the facts of many checked reports."""
    grounds = Grounds()
    for report in reports:
        grounds.add(report)
    return grounds


def _crosses(relation: Relation, report: Report) -> bool:
    return any(operand.report_id not in (None, report.report_id) for operand in relation.operands)


def _own(relation: Relation, report: Report) -> Iterable[int]:
    return (operand.fact for operand in relation.operands if operand.report_id in (None, report.report_id))
