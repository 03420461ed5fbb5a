"""What must hold across reports: for each rule a case that breaks it and it alone, and cases that must stay silent."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

import extractor
from extractor.relations import across, stated
from extractor.schema import Fact, Report, Status, Verdict

A, B, C = "青岑证券", "白榆证券", "墨川证券"
REVENUE: Mapping[str, Any] = {
    "metric": "revenue", "label": "营收", "period": "2025Q1-Q3", "value": Decimal(734000000), "unit": "CNY",
    "quote": "营收7.34亿元",
}  # fmt: skip
FORECAST: Mapping[str, Any] = {
    "metric": "net_profit_parent", "label": "归母净利润", "period": "2026", "basis": "forecast",
    "value": Decimal(54000000), "unit": "CNY", "quote": "归母净利润54百万元",
}  # fmt: skip


def fact(base: Mapping[str, Any] = REVENUE, /, **changed: object) -> Fact:
    """A fact with some fields changed; a figure `printed` alone stands for value and quote, in 亿元 or percent."""
    printed = changed.pop("printed", None)
    if isinstance(printed, str):
        number = Decimal(printed.rstrip("亿元%"))
        changed |= {"value": number * 10**8 if "亿" in printed else number, "quote": printed}
        changed |= {"unit": "%", "measure": "yoy"} if "%" in printed else {}
    return Fact.model_validate({**base, **changed})


def report(*facts: Fact, by: str | None = A, on: str | None = "2025-11-12", **header: object) -> Report:
    head = {"institution": by, "published": on, "company": "云杉仪器", "ticker": "301777.SZ", **header}
    name = header.pop("name", None) or f"{by}/{on}/{len(facts)}"
    return Report.model_validate({"report_id": name, "header": head, "facts": [f.model_dump() for f in facts]})


def messages(reports: Sequence[Report]) -> list[str]:
    return list(dict.fromkeys(f.message for told in across.across(reports) for f in told.findings))


def held(reports: Sequence[Report]) -> list[str]:
    return list(dict.fromkeys(r.name for told in across.across(reports) for r in told.relations))


def pair(one: Fact, other: Fact) -> list[Report]:
    return [report(one), report(other, by=B)]


def test_one_against_two_is_a_finding_that_names_all_three() -> None:
    reports = [report(fact()), report(fact(printed="7.43亿元"), by=B), report(fact(), by=C, on="2025-11-20")]
    told = across.across(reports)
    assert [[f.code for f in one.findings] for one in told] == [["report_conflict"]] * 3
    message = told[0].findings[0].message
    assert "7.43亿元 (白榆证券 2025-11-12) stands alone against" in message
    assert "青岑证券 2025-11-12" in message
    assert "墨川证券 2025-11-20" in message
    own = told[1].findings[0]
    assert own.facts == [0]
    assert own.relation == "same_fact"
    assert {o.report_id for o in own.operands} == {None, reports[0].report_id, reports[2].report_id}
    assert [(o.low, o.high) for o in own.operands if o.report_id is None] == [(Decimal(742500000), Decimal(743500000))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (fact(printed="4.30亿元"), fact(value=Decimal(429559600), quote="42,955.96万元")),
        (fact(printed="4.29亿元"), fact(value=Decimal(429559600), quote="42,955.96万元")),  # cut off, not rounded
        (fact(), fact(printed="7.35亿元")),  # 7.345 may be rounded to either
        (fact(printed="151%"), fact(printed="151.12%")),
        (fact(unit="x", measure="yoy", value=Decimal("1.2"), quote="1.2倍"), fact(printed="120%")),
        (fact(qualifier="over", value=Decimal(700000000), quote="超7亿元"), fact()),
        (fact(qualifier="under", value=Decimal(800000000), quote="不足8亿元"), fact()),
        (fact(label="营业收入"), fact(label=None)),
        (fact(metric="inventory", label="存货", period="2025Q1-Q3"), fact(metric="inventory", label="存货", period="2025-09-30")),
        (fact(subject="云端业务"), fact(subject="云端")),
        (fact(subject="云杉仪器"), fact()),
        (fact(unit="bp", value=Decimal(120), quote="120bp"), fact(unit="pp", value=Decimal("1.2"), quote="1.2pct")),
    ],
)  # fmt: skip
def test_what_can_be_one_number_agrees(one: Fact, other: Fact) -> None:
    assert messages(pair(one, other)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (fact(), fact(printed="7.43亿元")),
        (fact(), fact(printed="7.36亿元")),
        (fact(printed="151.12%"), fact(printed="152%")),
        (fact(qualifier="over", value=Decimal(800000000), quote="超8亿元"), fact()),
        (fact(subject="云端业务"), fact(subject="云端", printed="1.2亿元")),
        (fact(label="营业收入", subject="公司"), fact(printed="1.2亿元")),
        (fact(metric="market_size", label="市场规模", basis="forecast", credited_to="某研究院", subject="仪器"),
         fact(metric="market_size", label="市场规模", basis="forecast", credited_to="某研究院", subject="仪器", printed="9.1亿元")),
        (fact(metric="inventory", label="存货", period="2025Q1-Q3"),
         fact(metric="inventory", label="存货", period="2025-09-30", printed="9.1亿元")),
        (fact(label="费用率", metric="rd_expense_ratio", unit="%", value=Decimal("8.1"), quote="8.1%"),
         fact(label="研发费用率", metric="rd_expense_ratio", unit="%", value=Decimal("8.4"), quote="8.4%")),
    ],
)  # fmt: skip
def test_what_can_not_be_one_number_is_found_once(one: Fact, other: Fact) -> None:
    assert len(messages(pair(one, other))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"metric": "net_profit"}, {"metric": "net_profit_parent"}),
        ({"label": "营业总收入"}, {"label": "营业收入"}),
        ({"metric": "users", "label": "月活"}, {"metric": "users", "label": "日活"}),
        ({"metric": "other", "label": "接入中心"}, {"metric": "other", "label": "中心"}),
        ({"subject": "云"}, {"subject": "智算云"}),
        ({"subject": None}, {"subject": "云端"}),
        ({"label": "云端营收"}, {"label": "营收"}),
        ({"period": "2025Q3"}, {"period": "2025Q1-Q3"}),
        ({"period": None}, {"period": None}),
        (
            {"metric": "price", "label": "股价", "period": "2025"},
            {"metric": "price", "label": "股价", "period": "2025"},
        ),
        ({"basis": "forecast"}, {"basis": "forecast"}),
        ({"basis": "guidance"}, {"basis": "actual"}),
        ({"basis": "guidance"}, {"basis": "guidance"}),
        ({"quote": "追溯调整后营收7.34亿元"}, {}),
        ({"quote": "业绩快报:营收7.34亿元"}, {}),
        ({"period": "2025"}, {"period": "2025"}),  # the year is not over
        ({"measure": "change", "base": "年初"}, {"measure": "change", "base": "上月"}),
        ({"measure": "share", "base": "营收"}, {"measure": "share", "base": "云端收入"}),
        ({"unit": "USD"}, {"unit": "CNY"}),
        ({"metric": "roe", "label": "ROE", "unit": "%"}, {"metric": "roe", "label": "ROE", "unit": "%"}),
        ({"credited_to": "甲研究院", "metric": "market_share"}, {"credited_to": "乙研究院", "metric": "market_share"}),
        ({"verdict": Verdict(status=Status.REFUTED)}, {}),
        ({"verdict": Verdict(status=Status.UNSUPPORTED)}, {}),
        ({"verdict": Verdict(status=Status.UNCERTAIN, reasons=["metric_open"])}, {}),
        ({"verdict": Verdict(status=Status.UNCERTAIN, reasons=["subject_open"])}, {}),
    ],
)
def test_what_may_be_two_things_is_no_finding(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert messages(pair(fact(**one), fact(**{"value": Decimal(123000000), **other}))) == []


def test_a_part_named_alike_is_compared_although_its_subject_is_open() -> None:
    open_ = Verdict(status=Status.UNCERTAIN, reasons=["subject_open"])
    reports = pair(fact(subject="云端", verdict=open_), fact(subject="云端", verdict=open_, printed="7.43亿元"))
    assert len(messages(reports)) == 1


def test_a_net_profit_that_is_somebodys_parent_profit_explains_itself() -> None:
    one, other = (
        fact(metric="net_profit", label="净利润"),
        fact(metric="net_profit", label="净利润", printed="7.43亿元"),
    )
    parent = fact(metric="net_profit_parent", label="归母净利润")
    assert len(messages(pair(one, other))) == 1
    assert messages([*pair(one, other), report(parent, by=C)]) == []


def test_growth_from_a_loss_has_either_sign() -> None:
    turned = report(fact(metric="net_profit_parent", printed="374.07%"), title="三季报:同比扭亏")
    other = report(
        fact(metric="net_profit_parent", value=Decimal("-374.07"), quote="-374.07%", unit="%", measure="yoy"), by=B
    )
    assert messages([turned, other]) == []
    plain = turned.model_copy(update={"header": turned.header.model_copy(update={"title": "三季报点评"})})
    assert len(messages([plain, other])) == 1


def test_turned_to_profit_in_one_and_growth_in_another_agree() -> None:
    level = fact(metric="net_profit_parent", label="归母净利润", printed="0.0333亿元")
    reports = [
        report(level, title="三季度扭亏"),
        report(level, fact(metric="net_profit_parent", printed="374.07%"), by=B),
    ]
    assert messages(reports) == []


def test_a_third_partys_forecast_may_be_revised_later() -> None:
    size = {
        "metric": "market_size",
        "label": "市场规模",
        "subject": "仪器",
        "basis": "forecast",
        "credited_to": "某研究院",
    }
    old, new = fact(**size), fact(**size, printed="9.1亿元")
    assert len(messages([report(old, on="2025-11-12"), report(new, by=B, on="2025-12-12")])) == 1
    assert messages([report(old, on="2025-01-12"), report(new, by=B, on="2025-12-12")]) == []


def test_a_report_that_contradicts_itself_does_not_count() -> None:
    torn = report(fact(), fact(printed="2.18亿元"), by=B)
    assert messages([report(fact()), torn]) == []
    assert messages([report(fact(printed="9.21亿元")), torn]) == []


def test_a_repeat_misprinted_is_found_by_another_report() -> None:
    torn = report(fact(), fact(printed="7.43亿元", label="营业收入"), by=B)
    told = across.across([report(fact()), torn])
    assert [sorted(f.facts) for f in told[1].findings] == [[0, 1]]
    assert messages([torn, report(fact(period="2024"))]) == []


def test_forecasts_differ_between_brokers_and_days_but_not_on_one_day() -> None:
    one, other = fact(FORECAST), fact(FORECAST, value=Decimal(62000000), quote="62百万元")
    assert messages([report(one), report(other, by=B)]) == []
    assert messages([report(one), report(other, on="2025-12-01")]) == []
    assert len(messages([report(one, name="x"), report(other, name="y")])) == 1


def test_an_old_forecast_is_the_last_earlier_one() -> None:
    older = report(fact(FORECAST, value=Decimal(30000000), quote="30百万元"), on="2025-08-01")
    last = report(fact(FORECAST), by=A + "研究所")
    right = report(fact(FORECAST, basis="prior_forecast", printed="0.54亿元"), on="2026-01-12")
    wrong = report(fact(FORECAST, basis="prior_forecast", printed="0.45亿元"), on="2026-01-12")
    assert messages([right, last, older]) == []
    assert "prior_forecast" in held([right, last, older])
    found = messages([wrong, last, older])
    assert len(found) == 1
    assert "0.45亿元 (青岑证券 2026-01-12)" in found[0]
    assert "54百万元 (青岑证券研究所 2025-11-12)" in found[0]


@pytest.mark.parametrize(
    "prior",
    [
        report(fact(FORECAST, basis="prior_forecast", printed="0.45亿元"), on="2026-01-12", by=B),
        report(fact(FORECAST, basis="prior_forecast", printed="0.45亿元"), on="2025-11-12", name="same day"),
        report(fact(FORECAST, basis="prior_forecast", printed="0.45亿元"), on=None),
        report(fact(FORECAST, basis="prior_forecast", printed="0.45亿元", period="2027"), on="2026-01-12"),
        report(fact(FORECAST, basis="prior_forecast", printed="0.45亿元", credited_to="公司"), on="2026-01-12"),
        report(
            fact(FORECAST, basis="prior_forecast", value=Decimal(45000000), quote="公司原指引0.45亿元"), on="2026-01-12"
        ),
    ],
)
def test_an_old_forecast_of_something_else_is_left_alone(prior: Report) -> None:
    assert messages([report(fact(FORECAST)), prior]) == []


@pytest.mark.parametrize(
    ("before", "now", "field"),
    [
        ({"rating": "增持"}, {"rating": "增持", "rating_change": "maintain"}, None),
        ({"rating": "增持"}, {"rating": "买入", "rating_change": "upgrade", "previous_rating": "增持"}, None),
        ({"rating": "强烈推荐"}, {"rating": "推荐", "rating_change": "downgrade"}, None),  # two steps of one level
        ({"rating": "增持", "rating_level": "outperform"}, {"rating": "增持", "rating_level": "buy", "rating_change": "maintain"}, None),
        ({"rating": "买入"}, {"rating": "增持"}, None),
        ({"rating": None}, {"rating": "增持", "rating_change": "initiate"}, None),
        ({"rating": "买入"}, {"rating": "增持", "rating_change": "maintain"}, "rating_change"),
        ({"rating": "买入"}, {"rating": "增持", "rating_change": "upgrade"}, "rating_change"),
        ({"rating": "增持"}, {"rating": "买入", "rating_change": "downgrade"}, "rating_change"),
        ({"rating": "增持"}, {"rating": "增持", "rating_change": "upgrade"}, "rating_change"),
        ({"rating": "增持"}, {"rating": "增持", "rating_change": "initiate"}, "rating_change"),
        ({"rating": "一星"}, {"rating": "二星", "rating_change": "maintain"}, "rating_change"),
        ({"rating": "中性"}, {"rating": "买入", "rating_change": "upgrade", "previous_rating": "增持"}, "previous_rating"),
    ],
)  # fmt: skip
def test_ratings_follow_one_another(before: dict[str, Any], now: dict[str, Any], field: str | None) -> None:
    reports = [report(on="2026-01-12", **now), report(on="2025-11-12", **before)]
    told = across.across(reports)
    assert [[f.field for f in one.findings] for one in told] == [[field] if field else []] * 2
    assert not any(one.findings for one in across.across([report(on="2026-01-12", by=B, **now), reports[1]]))
    assert not any(one.findings for one in across.across([report(on=None, **now), reports[1]]))


def test_another_company_is_not_compared_and_a_name_stands_for_its_ticker() -> None:
    wrong = fact(printed="7.43亿元")
    assert messages([report(fact()), report(wrong, by=B, company="云杉机器", ticker="301778.SZ")]) == []
    assert messages([report(fact(), company=None, ticker=None), report(wrong, by=B, company=None, ticker=None)]) == []
    assert len(messages([report(fact()), report(wrong, by=B, ticker=None)])) == 1


def test_copies_of_a_report_are_one() -> None:
    one = report(fact())
    told = across.across([one, one.model_copy(deep=True), report(fact(printed="7.43亿元"), by=B)])
    assert "stands alone" not in told[2].findings[0].message
    assert told[0] == told[1]
    assert told[0].findings


def test_attaching_again_changes_nothing_and_replaces_what_is_stale() -> None:
    reports = [report(fact()), report(fact(printed="7.43亿元"), by=B)]
    once = across.attach(reports)
    assert across.attach(once) == once
    assert once[0].check is not None
    assert len(once[0].check.findings) == 1
    alone = across.attach(once[:1])[0]
    assert alone.check is not None
    assert alone.check.findings == []
    assert reports[0].check is None


def test_a_reports_words_reach_no_terminal_raw() -> None:
    reports = [report(fact(), title="\x1b[2J标题"), report(fact(printed="7.43亿元"), by="\x1b]0;x\x07证券")]
    assert messages(reports)[0].isprintable()


def test_of_many_only_some_are_named() -> None:
    reports = [report(fact(), by=f"第{i}证券") for i in range(40)]
    told = across.across([*reports, report(fact(printed="7.43亿元"))])
    assert all(len(relation.operands) <= 6 for one in told for relation in one.relations)
    assert all(len(finding.operands) <= 12 for one in told for finding in one.findings)
    assert all(len(one.findings) == 1 for one in told)
    assert "and 35 more" in told[0].findings[0].message


def test_the_work_grows_with_the_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    def work(count: int) -> int:
        done = 0

        def counted(fact: Fact) -> tuple[Decimal, Decimal]:
            nonlocal done
            done += 1
            return fact.value, fact.value

        monkeypatch.setattr(stated, "interval", counted)
        reports = [report(fact(), fact(period="2024"), by=f"第{i}证券", on="2026-05-01") for i in range(count)]
        done += sum(len(r.operands) for told in across.across(reports) for r in told.relations)
        return done

    assert work(80) <= 2 * work(40) + 10


STATEMENTS = st.builds(
    lambda by, on, printed, metric, base: report(
        fact(FORECAST if base else REVENUE, metric=metric, printed=printed), by=by, on=on, rating="增持",
        rating_change="maintain", name=f"{by}{on}{printed}{metric}{base}",
    ),
    st.sampled_from([A, B, C]), st.sampled_from(["2025-11-12", "2026-01-12", None]),
    st.sampled_from(["7.34亿元", "7.43亿元", "7.3亿元", "0.54亿元"]), st.sampled_from(["revenue", "net_profit_parent"]),
    st.booleans(),
)  # fmt: skip


@given(st.lists(STATEMENTS, max_size=8, unique_by=lambda one: one.report_id), st.randoms(use_true_random=False))
@limits(max_examples=60, deadline=None)
def test_the_order_of_input_does_not_matter(reports: list[Report], random: Any) -> None:
    told = {one.report_id: what for one, what in zip(reports, across.across(reports), strict=True)}
    shuffled = random.sample(reports, len(reports))
    assert {one.report_id: what for one, what in zip(shuffled, across.across(shuffled), strict=True)} == told


def test_the_sample_agrees_throughout(sample: Path) -> None:
    reports = extractor.extract(sample.read_text(encoding="utf-8"))
    checks = [one.check for one in reports if one.check is not None]
    assert [f.message for check in checks for f in check.findings] == []
    said = "\n".join(relation.message for check in checks for relation in check.relations)
    assert "7.34亿元 (华源证券 2025-11-12), 7.34亿元 (开源证券 2025-11-12)" in said
    assert "4.30亿元 (华源证券 2026-01-09), 42,955.96万元 (开源证券 2026-01-12)" in said
    assert said.count("is the last earlier one") == 4
    assert "(maintain) of 华源证券 2026-01-09 follows 增持 of 华源证券 2025-11-12" in said


def test_a_figure_of_the_sample_changed_is_the_one_finding(sample: Path) -> None:
    text = sample.read_text(encoding="utf-8")
    for right, wrong in (
        ("公司实现营收7.34亿元", "公司实现营收7.43亿元"),
        ("原54/92", "原45/92"),
        ("营收4.30亿元", "营收4.03亿元"),
    ):
        found = [f for one in extractor.extract(text.replace(right, wrong)) if one.check for f in one.check.findings]
        assert len(found) == 2, right
        assert len({f.message for f in found}) == 1


def test_of_six_reports_the_one_contradiction_is_found_and_nothing_else() -> None:
    text = (Path(__file__).parent / "reports" / "six.txt").read_text(encoding="utf-8")
    found = [f for one in extractor.extract(text) if one.check for f in one.check.findings]
    assert len(found) == 3
    assert {f.message.partition(" (")[0] for f in found} == {"revenue 2025Q1-Q3 differs: 7.43亿元"}
    reports = extractor.extract(text.replace("营业收入7.43亿元", "营业收入7.34亿元"))
    assert [f.message for one in reports if one.check for f in one.check.findings] == []
    assert sum(r.name == "prior_forecast" for one in reports if one.check for r in one.check.relations) == 4
