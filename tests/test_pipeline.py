"""The whole road on any text: nothing crashes, every place is real, checking again changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import extractor
from extractor import Report
from extractor.errors import NoReport
from extractor.schema import dumps, loads

WORDS = [
    "公司", "2025年", "前三季度", "Q3", "预计", "2025-2027年", "实现", "营收", "归母净利润", "毛利率", "EPS", "PE", "目标价", "同比", "环比",
    "增长", "下降", "至", "占", "的", "分别为", "其中", "减速器业务", "较年初", "原", "约", "超", "12.5", "3", "+7", "-4.1", "25/35/49", "亿元",
    "万元", "%", "个百分点", "倍", "元/股", "家", "人", "(", ")", ",", "。", ";", "、", "/", "|", "\n", " ", "  ", "风险提示:", "维持", "“增持”评级",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=60).map("".join)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_and_checked(body: str) -> None:
    text = "营收" + body
    try:
        reports = extractor.extract(text)
    except NoReport:
        return
    for report in reports:
        part = text[report.source.start : report.source.end]
        for fact in report.facts:
            assert fact.quote in part
            assert fact.span is None or part[slice(*fact.span)]
            assert fact.verdict is not None
        again = extractor.check(text, Report.model_validate(loads(dumps(report))))
        assert [fact.verdict for fact in again.facts] == [fact.verdict for fact in report.facts]


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_facts_own_verdict_is_never_refuted_by_the_reading_it_came_from(body: str) -> None:
    for report in extractor.extract("营收" + body):
        statuses = {fact.verdict.status.value for fact in report.facts if fact.verdict}
        assert "unsupported" not in statuses


def test_a_text_without_a_report_is_said_once_and_leaves_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NoReport, match="no research report"):
        extractor.extract("hello world")
    assert caplog.text == ""
