"""The view `reports`: one row a report, its head, its target price, and what the checks say of it."""

from collections.abc import Sequence

from extractor.schema import Basis, Fact, Header, Measure, RatingChange, Report, Status
from extractor.views import shared
from extractor.views.table import Cell, Column, Kind, Place, Row, View

COLUMNS = (
    shared.TS_CODE, shared.NAME, shared.REPORT_DATE,
    Column("report_title", "报告标题", Kind.TEXT, "the title"),
    shared.ORG_NAME,
    Column("author_name", "研究员名称", Kind.TEXT, "the analysts, with commas between"),
    Column("rating", "投资评级", Kind.TEXT, "the rating as written"),
    Column("rating_level", "标准评级", Kind.TEXT, "`buy`, `outperform`, `neutral`, `underperform` or `sell`"),
    Column("rating_prev", "前一次投资评级", Kind.TEXT, "the rating before, where the report names one"),
    Column("rating_change", "评级变化", Kind.TEXT, "`initiate`, `maintain`, `upgrade` or `downgrade`"),
    Column("first_rating", "是否首次评级", Kind.BOOLEAN, "whether it is the first; empty where no change is named"),
    Column("min_price", "目标价格-下限", Kind.DECIMAL, "the target price, of a range the lower end", "target_unit",
           "target_status"),
    Column("max_price", "目标价格-上限", Kind.DECIMAL, "the target price, of a range the upper end", "target_unit",
           "target_status"),
    Column("prior_price", "前次目标价格", Kind.DECIMAL, "the target price before, where the report prints it", "target_unit"),
    Column("target_unit", "目标价格-单位", Kind.TEXT, "the target's unit: `CNY/share`, `HKD/share`"),
    Column("target_status", "目标价格-核验结论", Kind.TEXT, "the verdict on the target price", None, "target_status"),
    Column("facts", "事实数", Kind.INTEGER, "facts in all"),
    *(Column(one.value, f"{name}数", Kind.INTEGER, f"facts with the verdict `{one.value}`")
      for one, name in zip(Status, ("核实", "驳回", "无依据", "存疑"), strict=True)),
    Column("findings", "报告级问题数", Kind.INTEGER, "findings about the report as a whole, contradictions among them"),
    Column("unclaimed", "未归属数字数", Kind.INTEGER, "figures of the text that no fact claims"),
    Column("backend", "读取方式", Kind.TEXT, "who read: `rules` or `llm`"),
    Column("model", "模型", Kind.TEXT, "the model that was asked"),
    Column("source", "来源文件", Kind.TEXT, "the document's path"),
    Column("first_page", "起始页", Kind.INTEGER, "the report's first page, where the document has pages"),
    Column("last_page", "结束页", Kind.INTEGER, "its last page"),
    shared.REPORT_ID,
)  # fmt: skip


def rows(reports: Sequence[Report]) -> list[Row]:
    """Every report, in the order given."""
    return [_row(report, number) for number, report in enumerate(reports)]


def _row(report: Report, number: int) -> Row:
    now, before = _target(report, Basis.FORECAST), _target(report, Basis.PRIOR_FORECAST)
    cells = shared.headed(report) | _head(report.header) | _judged(report) | _origin(report)
    cites = {}
    if now is not None:
        fact = report.facts[now]
        high = fact.value if fact.value_to is None else fact.value_to
        cells |= {"min_price": fact.value, "max_price": high, "target_unit": fact.unit}
        cells["target_status"] = shared.status(fact)
        cites = {"min_price": Place(number, now), "max_price": Place(number, now)}
        if before is not None and report.facts[before].unit == fact.unit:
            cells["prior_price"] = report.facts[before].value
            cites["prior_price"] = Place(number, before)
    return Row(cells, cites)


def _target(report: Report, basis: Basis) -> int | None:
    """The index of the report's target price: the first verified one, else the first that counts."""
    found = [index for index, fact in enumerate(report.facts) if fact.basis == basis and _is_target(fact, report)]
    return next((index for index in found if shared.verified(report.facts[index])), found[0] if found else None)


def _is_target(fact: Fact, report: Report) -> bool:
    own = fact.credited_to is None and shared.subject(fact, report) is None
    return fact.metric == "target_price" and fact.measure == Measure.LEVEL and own and shared.counts(fact)


def _head(head: Header) -> dict[str, Cell]:
    change = head.rating_change
    return {
        "report_title": head.title, "author_name": ",".join(head.analysts) or None, "rating": head.rating,
        "rating_level": head.rating_level.value if head.rating_level else None, "rating_prev": head.previous_rating,
        "rating_change": change.value if change else None,
        "first_rating": change == RatingChange.INITIATE if change else None,
    }  # fmt: skip


def _judged(report: Report) -> dict[str, Cell]:
    statuses = [shared.status(fact) for fact in report.facts]
    cells: dict[str, Cell] = {one.value: statuses.count(one.value) for one in Status}
    if report.check is not None:
        cells |= {"findings": len(report.check.findings), "unclaimed": len(report.check.unclaimed)}
    return cells | {"facts": len(statuses)}


def _origin(report: Report) -> dict[str, Cell]:
    first, last = report.source.pages or (None, None)
    run = report.run
    return {
        "backend": run.backend if run else None, "model": run.model if run else None, "source": report.source.path,
        "first_page": first, "last_page": last,
    }  # fmt: skip


VIEW = View("reports", "研报", "One row a report", COLUMNS, rows)
