"""What views share: who speaks about whom, what counts, days, and arithmetic without binary floats."""

from collections.abc import Sequence
from datetime import date
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal

from extractor.claims import folded, identity
from extractor.schema import Fact, Report, Status, last_day, plain
from extractor.views.table import Cell, Column, Kind

TS_CODE = Column("ts_code", "证券代码", Kind.CODE, "the code with its exchange, as the report has it: `920493.BJ`")
NAME = Column("name", "证券简称", Kind.TEXT, "the company")
ORG_NAME = Column("org_name", "研究机构简称", Kind.TEXT, "the broker")
REPORT_DATE = Column("report_date", "发布日期", Kind.DATE, "the day of the report; empty where it names no full day")
METRIC = Column("metric", "指标代码", Kind.TEXT, "the metric's code in the data contract, `other` if it has none")
METRIC_NAME = Column("metric_name", "指标", Kind.TEXT, "its Chinese name; of `other` the report's own words")
UNIT = Column("unit", "单位", Kind.TEXT, "the base unit: `CNY`, `CNY/share`, `%`, `x` (倍) and so on")
REPORT_ID = Column("report_id", "研报编号", Kind.CODE, "the report's `report_id`")
FACT = Column("fact", "事实序号", Kind.INTEGER, "the fact's index among the report's facts, from 0")

ARITHMETIC = Context(prec=1000, rounding=ROUND_HALF_UP, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
"""Exact for any amount that is one: a thousand digits; what needs more becomes no number, and its cell empty."""


def headed(report: Report) -> dict[str, Cell]:
    """The cells that say whose report it is."""
    head = report.header
    return {
        "ts_code": head.ticker, "name": head.company, "org_name": head.institution,
        "report_date": day(head.published), "report_id": report.report_id,
    }  # fmt: skip


def day(text: str | None) -> date | None:
    """A date written `YYYY-MM-DD`; None for anything else, a month for instance."""
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None


def period_end(fact: Fact) -> date | None:
    """The last day of a fact's period."""
    return day(last_day(fact.period)) if fact.period else None


def status(fact: Fact) -> str | None:
    """A fact's verdict in a word; None where nobody judged it."""
    return fact.verdict.status.value if fact.verdict else None


def counts(fact: Fact) -> bool:
    """Whether a fact may be reckoned with: its own source neither refutes it nor fails to bear it."""
    return fact.verdict is None or fact.verdict.status in (Status.VERIFIED, Status.UNCERTAIN)


def verified(fact: Fact) -> bool:
    """Whether a fact's verdict is `verified`."""
    return fact.verdict is not None and fact.verdict.status == Status.VERIFIED


def metric_key(fact: Fact) -> tuple[str, str | None]:
    """What makes two metrics one: the code, for `other` the label too."""
    return fact.metric, folded(fact.label) if fact.metric == "other" else None


def subject(fact: Fact, report: Report) -> str | None:
    """The subject in a form that compares; None for the company as a whole, by whichever name."""
    return identity(fact, False, report.header.company).subject


def companies(reports: Sequence[Report]) -> list[str]:
    """For each report a key of its company: the code, or the name where no report has a code for that name."""
    heads = [report.header for report in reports]
    codes = {folded(head.company): folded(head.ticker) for head in heads if head.company and head.ticker}
    return [
        folded(head.ticker) or codes.get(folded(head.company)) or folded(head.company) or f"#{index}"
        for index, head in enumerate(heads)
    ]


def number(value: Decimal) -> Decimal | None:
    """A result without trailing zeros; None if it is none (a division by zero, a thousand digits)."""
    return plain(value) if value.is_finite() else None
