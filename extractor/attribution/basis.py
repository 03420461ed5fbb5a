"""Field: who stands behind a figure, and whom the text credits with it."""

import re
from datetime import date

from extractor import lexicon
from extractor.attribution import plans
from extractor.attribution.cues import last_end, last_match
from extractor.attribution.frame import Candidate, Frame, Reading
from extractor.schema import Basis, Measure, last_day

_WORDS = lexicon.load()
_FORECAST = _WORDS.cue("forecast")
_GUIDANCE = _WORDS.cue("guidance")
_PREVIEWED = re.compile(r"业绩预告|盈利预告|预告")
_PART_OF = re.compile(r"(?:占|完成(?!后))[^,。;]{0,20}$")
_NO_PRIOR = r"(?!披露|口径|列报|料|材|油|矿|煤|奶|装|研|药|厂|因|有)"  # 原料药, 原材料, 原油
_PRIOR = re.compile(rf"\((?:{_WORDS.cue('prior').pattern}){_NO_PRIOR}")
_PRIOR_CLAUSE = re.compile(rf"(?:^|[,;(])(?:{_WORDS.cue('prior').pattern}){_NO_PRIOR}[^,;()]*$")
_REVISED_FROM = re.compile(r"(?:由|从)(?:此前的?|原来?的?|之前的?)?(?:[^,。;()]{0,24})$")
_REVISED_TO = re.compile(r"^(?!追溯|重述)[^,。;()]{0,20}?(?:上调|下调|调高|调低|上修|下修|调整|修正)(?:至|到|为)")
_AIMED_TO = re.compile(r"(?:大幅|小幅)?(?:升|降|提升|提高|上升|下降|降低|提)(?:至|到|为)")
_REPORTED = re.compile(r"(?<![可将望能])(?:实现|录得|完成|达成)|报告期|披露")
_CLOSED = re.compile(
    r"(?:符合|超出?|高于|低于|好于|不及|略超|大超|(?<![同环占])比|较)[^,。;]{0,8}(?:预期|预测|(?<!我们)预计)|(?:比|较|高于|低于|超)我们[^,。;]{0,20}(?:预期|预测)|目标(?=价|PE|市值|估值)|模拟|虚拟"
    r"|预期(?=回报|信用|收益率|损失|差)"
)
_OWN_BEFORE = re.compile(r"(?:比|较|[高低]于|超出?|不及|好于)我们(?:此前|之前|前期|原先)?的?$")
_OWN_BEHIND = re.compile(r"[^,。;()]{0,3}的?(?:预测|预期)")
_GUIDED_HEADING = re.compile(r"\n[^\n。]{0,8}指引[^\n。]{0,6}\n$")
_COMPANY_SAYS = re.compile(
    r"(?:公司|管理层)(?:预计|测算|计划|目标|拟|力争|规划|指引|预期|预告)|(?<!预计)(?<!认为)公司(?:还|也|同时)*将(?:新建|投资|投建|建设|推出|扩|完成|投入|引进)|经营计划|公司(?:发布)?公告,预计|(?:公司|发布|披露|公布)[^,。;]{0,20}(?:快报|预告|公告),预计|(?:可研|可行性研究)报告|业绩预告|业绩预报|业绩指引|盈利预告"
)
_CREDIT = re.compile(
    r"(?:据|根据|来自)?(?P<who>[A-Z][A-Za-z&.]{1,20}(?: [A-Z][A-Za-z&]+){0,2}|弗若斯特沙利文|沙利文|艾瑞咨询|艾瑞|灼识咨询|头豹研究院|中汽协|乘联会|"
    r"国家统计局|统计局|工信部|海关总署|中国信通院|信通院|欧睿|尼尔森|奥维云网|中怡康|国家能源局|商务部|卫健委|前瞻产业研究院|智研咨询|亿欧|易观|"
    r"[\u4e00-\u9fff]{2,6}协会)\)?(?:的)?(?:数据|统计|预测|预计|报告|测算|估计|显示|分析|发布)"
)
_REVISING = re.compile(
    r"(?:[上下]调|[上下]修|调整|调[高低增减升降])[^。;]{0,30}(?:预测|盈利|净利润?|EPS|业绩|收入|营收)[^。;]{0,30}$"
    r"|(?:维持(?![高稳较在了快良平增])|引入|新增(?=[^。;,]{0,6}(?:\d|预测)))[^。;]{0,30}(?:预测|盈利|净利润?|EPS|业绩|收入|营收)[^。;]{0,30}$"
)
_PLANNED_BEHIND = re.compile(r"[^,。;()]{0,24}?(?P<cue>预计|有望|计划|拟|将|开工|在建|投建|扩产|陆续投产|待投产)")
_OURS = re.compile(r"我们[^。;]{0,16}(?:[上下]调|[上下]修|调整|维持|引入|新增)")
_SAME_BREATH, _SAME_SENTENCE = 14, 80
_OF_TODAY = re.compile(r"当前|目前|现价|最新")
_AIMED_AT = re.compile(r"合理|目标")
_AIMED = re.compile(r"给予|对应|目标|合理")
_SPOKEN_REACH = 60
_PLANS = frozenset({"options_granted", "participants", "exercise_price", "unlock_target"})
_FACTS = frozenset({"total_shares", "price", "market_cap", "employees"})
_VALUATION = frozenset({"pe", "pb", "ps", "ev_ebitda", "peg"})


def candidates(frame: Frame, span: Candidate[str | None], preview: str | None) -> list[Candidate[Basis]]:
    """The bases that the words and the period allow, the best first.

    `preview` is the period that the company has only previewed: its figures are guidance.
    """
    text, start = frame.text, frame.figure.start
    clause_words = text[max(frame.clause, start - _SPOKEN_REACH) : start]
    if _is_prior(frame, clause_words):
        return [Candidate(Basis.PRIOR_FORECAST, "prior_marker", clause_words[-6:])]
    since = frame.marks.periods_in(frame.gap_start, frame.lead.start) and not _FORECAST.search(frame.gap)
    past = since and frame.position == 0 and span.sure and _is_over(span.value, frame.marks.published)
    if not past and (found := _inherited(frame)) is not None:
        ahead = frame.marks.dated and found.value == Basis.ACTUAL and _ends_after(span.value, frame.marks.published)
        moved = ahead and not any(r.period and r.period[0].value == span.value for r in frame.siblings[:1])
        return [Candidate(Basis.FORECAST, "period_to_come", span.value or "") if moved else found]
    if fixed := _by_metric(frame, span.value, frame.marks.published):
        return fixed
    return _spoken(frame, span, preview)


def _spoken(frame: Frame, span: Candidate[str | None], preview: str | None) -> list[Candidate[Basis]]:
    """What headings, previews and cue words before the figure say, and after them its period."""
    period, published = span.value, frame.marks.published
    text, start = frame.text, frame.figure.start
    before = text[max(frame.sentence, start - 160) : start]
    if frame.measure == Measure.SHARE and (whole := last_match(_PART_OF, before)) is not None:
        before = before[: whole.start()]  # 占全年预测的74%: the whole is foreseen, not its part
    if _GUIDED_HEADING.search(text[max(0, frame.layout.paragraph(start) - 20) : frame.layout.paragraph(start)]):
        return [Candidate(Basis.GUIDANCE, "guided_heading")]
    if (span.rule == "once_built" or plans.is_investment(frame)) and "我们" not in before:
        return [Candidate(Basis.GUIDANCE, "plan_built", span.words)]
    if preview is not None and _is_previewed(frame, period, preview):
        reckoned = _ESTIMATED.search(before) and not re.search(r"[据由]此", before)
        return [
            Candidate(Basis.FORECAST, "own_estimate") if reckoned else Candidate(Basis.GUIDANCE, "preview", preview)
        ]
    over = span.sure and _is_over(period, published)
    if over and frame.bracket and frame.marks.periods_in(frame.bracket[0], frame.lead.start):
        before = text[frame.bracket[0] + 1 : start]  # 预计收入41亿元(2020年18亿元)
    if (expected := _expected(frame, before)) is not None:
        return [expected]
    if found := _cued(frame, before, period, over):
        return found
    if (
        ahead := (None if over else _unsettled(frame, before))
        or _carried(frame, period)
        or plans.end_of_move(frame)
        or _planned(frame)
    ) is not None:
        return [ahead]
    if frame.marks.dated and _ends_after(period, published):
        return [Candidate(Basis.FORECAST, "period_to_come", period or "")]
    reported = over and _REPORTED.search(text, frame.clause, start)
    return [Candidate(Basis.ACTUAL, "reported", reported[0]) if reported else Candidate(Basis.ACTUAL, "stated")]


_EXPECTED = re.compile(
    r"(?P<prior>我们[^,。;]{0,6}(?:此前|之前|前期|原先?))?[^,。;]{0,4}(?:预期|预测|预计)(?:值|数)?的(?:约|近)?$"
)
_SAID_BEHIND = re.compile(r"(?:左右|以上|以内)?的?(?P<word>预测|预期|判断|假设|目标|规划)(?![价值市])")
_AIM = re.compile(r"(?<!完成)(?:目标|指引)(?:值|上限|下限|为|是|达|的|:)*(?:约|近)?$")


def _expected(frame: Frame, before: str) -> Candidate[Basis] | None:
    """低于市场预期的1.1亿元, 收入目标37亿元: what was expected or aimed at, though its period may be over."""
    if frame.measure == Measure.LEVEL and (match := _EXPECTED.search(before)) is not None:
        return Candidate(Basis.PRIOR_FORECAST if match["prior"] else Basis.FORECAST, "expected", match[0])
    if (behind := _SAID_BEHIND.match(frame.text, frame.chain[-1].end)) is not None and not frame.bracket:
        said = Basis.FORECAST if behind["word"] in ("预测", "预期", "判断", "假设") else Basis.GUIDANCE
        return Candidate(said, "planned_behind", behind[0])
    if frame.measure != Measure.SHARE and (match := _AIM.search(before)) is not None:
        return Candidate(Basis.GUIDANCE, "company_cue", match[0])
    return None


_CONDITION = re.compile(
    r"(?:^|[,;(:])(?:若|如果|如能|倘若|假如|假定)(?!干)(?![^,。;]{0,8}(?:加回|剔除|扣除|撇除|计入|还原|只|仅|不考虑|相比|来看|看))"
)
_STARTING = re.compile(r"(?:由|从)(?:\d{2,4}年)?[^,。;()\d]{0,8}$")
_ONCE_DONE = re.compile(
    r"(?<!已)(?:交易|收购|增资|重组|转让|发行|配股|定增|注入|合并|回购|交割)(?:全部)?(?:实施|完成)?(?:之)?后(?!续)|(?<!已)完成后"
)


_PLANNED_BEFORE = re.compile(r"(?:未来|即将|后续)(?:投资|建设|新增|投产|扩)")


def _planned(frame: Frame) -> Candidate[Basis] | None:
    """8万吨项目预计2026年投产: capacity with words of a plan behind it."""
    if frame.name is None or frame.name.metric.code != "capacity":
        return None
    if (before := _PLANNED_BEFORE.search(frame.text, frame.clause, frame.lead.start)) is not None:
        return Candidate(Basis.GUIDANCE, "company_cue", before[0])
    if (planned := _PLANNED_BEHIND.match(frame.text, frame.chain[-1].end)) is None:
        return None
    said = Basis.FORECAST if planned["cue"] in ("预计", "有望") else Basis.GUIDANCE
    return Candidate(said, "planned_behind", planned[0])


def _unsettled(frame: Frame, before: str) -> Candidate[Basis] | None:
    """若分红率取55%, 交易完成后持有40%股权: what would be, and what a deal under way will bring, but not from where."""
    if _STARTING.search(before):
        return None
    grown = frame.measure not in (Measure.LEVEL, Measure.SHARE)
    if not grown and (done := _ONCE_DONE.search(before)) is not None:
        return Candidate(Basis.GUIDANCE, "once_done", done[0])
    if (condition := _CONDITION.search(before)) is not None:
        return Candidate(Basis.FORECAST, "condition", condition[0])
    return None


def _carried(frame: Frame, period: str | None) -> Candidate[Basis] | None:
    """Plans and forecasts of a period go on behind a semicolon."""
    before = next((r for r in frame.siblings if r.basis and r.period and r.period[0].value == period), None)
    if before is None and len(frame.chain) > 1:
        before = _of_as_long_a_list(frame)
    if before is None and period is not None and frame.figure.value_to is not None and _is_result(frame):
        before = next((r for r in frame.earlier[:12] if r.figure.value_to is not None and r.period), None)
        if before is not None and before.period[0].value is not None:
            ends = _last_month(before.period[0].value) == _last_month(period)
            told = before.basis[0].value == Basis.GUIDANCE
            return Candidate(Basis.GUIDANCE, "carried", before.basis[0].words) if ends and told else None
    if period is None or before is None or before.period[0].value != period:
        return None
    aside = before.basis[0].rule == "expected" and frame.gap[:1] not in ("及", "和", "与", "、")
    aside |= frame.measure == Measure.CHANGE and any(
        r.basis[0].rule == "expected" for r in frame.siblings[:2] if r.basis
    )
    if aside or frame.text.startswith("已", frame.figure.end):
        return None
    value = before.basis[0].value
    return Candidate(value, "carried", before.basis[0].words) if value in (Basis.GUIDANCE, Basis.FORECAST) else None


def _of_as_long_a_list(frame: Frame) -> Reading | None:
    """预计2024-2026年收入A/B/C亿元。净利润D/E/F亿元: the first of the list before, in the sentence before, if it is as long."""
    last = next(iter(frame.earlier), None)
    if (
        last is None
        or last.figure.index != len(frame.chain) - 1
        or "\n" in frame.text[last.figure.end : frame.lead.start]
    ):
        return None
    return next((r for r in frame.earlier if r.figure.chain == last.figure.chain and r.figure.index == 0), None)


_ESTIMATED = re.compile(r"测算|估算|估计|推算")


_RESULTS = frozenset({
    "revenue", "net_profit", "net_profit_parent", "net_profit_parent_ex", "total_profit", "operating_profit", "eps",
    "gross_profit", "gross_margin", "net_margin", "roe",
})  # fmt: skip


def _is_result(frame: Frame) -> bool:
    """Whether the figure is one of a company's results, which is never a range once it is reported."""
    return frame.name is not None and frame.name.metric.code in _RESULTS and frame.measure == Measure.LEVEL


def _is_previewed(frame: Frame, period: str | None, preview: str) -> bool:
    """Whether a result ends with the period whose results the company has only previewed, and no list of years holds it."""
    ranged = frame.figure.value_to is not None
    if frame.name is None or (frame.subject is not None and not ranged):
        return False
    if frame.name.metric.code not in _RESULTS and not _PREVIEWED.search(
        frame.text, frame.layout.full_sentence(frame.figure.start), frame.figure.start
    ):
        return False
    if period is None or period[:4] != preview[:4] or ".." in period or len(frame.chain) > 1:
        return False
    return _last_month(period) == _last_month(preview)


_PLAN_COST = re.compile(r"激励(?:总|计划)?(?:费用|成本)|摊销总?(?:费用|成本)|总?(?:费用|成本)摊销")


def _by_metric(frame: Frame, period: str | None, published: date | None) -> list[Candidate[Basis]]:
    """Metrics that stand on one basis by what they are: a target price, a plan's figures, the share count."""
    code = frame.name.metric.code if frame.name else ""
    if code == "target_price":
        return [Candidate(Basis.FORECAST, "target")]
    if code in _VALUATION:
        return _valuation(frame, period, published)
    if (
        code in _PLANS
        or plans.is_limit(frame)
        or (frame.name and _PLAN_COST.search(frame.name.label) and not _is_over(period, published))
    ):
        return [Candidate(Basis.GUIDANCE, "plan")]
    if code == "market_cap" and frame.name and _AIMED_AT.match(frame.name.label):
        return [Candidate(Basis.FORECAST, "target")]
    if code == "dividend_yield" and _OF_TODAY.search(frame.gap):
        return [Candidate(Basis.ACTUAL, "standing_fact")]
    return [Candidate(Basis.ACTUAL, "standing_fact")] if code in _FACTS and "拟" not in frame.gap else []


def _is_prior(frame: Frame, words: str) -> bool:
    bracket = frame.layout.bracket(frame.figure.start)
    if bracket is not None:
        inside = frame.without_periods(bracket[0] + 1, max(frame.lead.start, bracket[0] + 1))
        if _PREVIEWED.search(inside):
            return False
        if not inside.strip() and _is_bare_prior(frame, bracket[0]):
            return True
        if _PRIOR.match(frame.text, bracket[0]) or _PRIOR.match(f"({inside.lstrip()}"):
            return frame.measure == Measure.LEVEL
    if _OWN_BEFORE.search(words) and _OWN_BEHIND.match(frame.text, frame.figure.end):
        return frame.measure == Measure.LEVEL
    if frame.measure != Measure.LEVEL:
        return False
    if _PRIOR_CLAUSE.search(words) and re.search(
        r"预测|前值|预期|预计|目标价|评级", frame.text[frame.sentence : frame.figure.end + 20]
    ):
        return True
    behind = frame.text[frame.chain[-1].end : frame.chain[-1].end + 30]
    aimed = frame.name is not None and frame.name.metric.code == "target_price" and _AIMED_TO.match(behind)
    return bool(_REVISED_FROM.search(words) and (aimed or _REVISED_TO.match(behind)))


_REVISED_LIST = re.compile(r"(?:[上下]调|[上下]修|调整|调[高低升降])[^。;]{0,40}[至到为][^。;,]{0,4}$")


def _is_bare_prior(frame: Frame, opens: int) -> bool:
    """下调26、27年EPS至1.42/1.77(1.58/1.95)元: as many bare values in brackets are what was forecast before."""
    before = next((r for r in frame.siblings if r.figure.start < opens), None)
    if before is None or any(f.signed for f in frame.chain) or frame.measure != Measure.LEVEL:
        return False
    listed = [r for r in frame.siblings if r.figure.chain == before.figure.chain and not r.figure.bracket]
    inside = [f for f in frame.marks.figures_in(opens, opens + 60) if frame.layout.bracket(f.start) == frame.bracket]
    first = listed[-1].figure.start
    low = max(frame.layout.full_sentence(first), first - 60)
    return len(listed) == len(inside) > 1 and _REVISED_LIST.search(frame.text[low:first]) is not None


def _inherited(frame: Frame) -> Candidate[Basis] | None:
    """What speaks of the figure before stands on its basis, but for a prior forecast's successor."""
    first = frame.first_of_list()
    if first is not None:
        if first.basis[0].value != Basis.PRIOR_FORECAST:
            return Candidate(first.basis[0].value, "same_list", first.basis[0].words, first.basis[0].sure)
    sibling = frame.sibling()
    if frame.gap == "的" and len(frame.siblings) > 1 and frame.siblings[1].basis:
        return Candidate(frame.siblings[1].basis[0].value, "share_of_figure")
    if sibling is None or frame.name is None or not sibling.metric or not sibling.basis:
        return None
    if sibling.metric[0].value.start == frame.name.start and frame.measure != Measure.LEVEL:
        if sibling.basis[0].rule == "expected":
            return None
        if sibling.basis[0].value != Basis.PRIOR_FORECAST:
            return Candidate(sibling.basis[0].value, "figure_before", sibling.basis[0].words, sibling.basis[0].sure)
    return None


def _valuation(frame: Frame, period: str | None, published: date | None) -> list[Candidate[Basis]]:
    foreseen = any(r.basis and r.basis[0].value == Basis.FORECAST for r in [*frame.siblings, *frame.earlier[:12]])
    if period is not None and frame.marks.dated and _is_over(period, published) and not foreseen:
        return [Candidate(Basis.ACTUAL, "multiple_of_the_past")]
    if (
        _ends_after(period, published)
        or _FORECAST.search(frame.gap)
        or _AIMED.search(frame.gap)
        or (frame.siblings and any(r.basis and r.basis[0].value == Basis.FORECAST for r in frame.siblings))
    ):
        return [Candidate(Basis.FORECAST, "multiple_of_forecast")]
    return [Candidate(Basis.ACTUAL, "multiple")]


def _cued(frame: Frame, before: str, period: str | None, over: bool) -> list[Candidate[Basis]]:
    """The last cue before the figure decides, unless the figure is reported behind it for a period that is over."""
    before = _CLOSED.sub("", before)
    if (not over or _OURS.search(before)) and _REVISING.search(before):
        return [Candidate(Basis.FORECAST, "revision", before[-8:])]
    company, guided, foreseen = (
        last_end(_COMPANY_SAYS, before),
        last_end(_GUIDANCE, before),
        last_end(_FORECAST, before),
    )
    latest = max(company, guided, foreseen)
    if latest < 0:
        return []
    if over and company < 0 and latest == foreseen and _ESTIMATED.fullmatch(before[max(0, latest - 2) : latest]):
        return []  # what is reckoned for a period that is over is no forecast
    behind = before[latest:]
    reported = last_end(_REPORTED, behind[behind.find(",") :] if "," in behind else "") >= 0
    dated = "," in before[latest:] and _dated_since(frame, len(before) - latest)
    if over and (reported or dated or (latest == guided and company < 0)):
        return []
    ours = "我们" in before[max(company, 0) : max(foreseen, 0)]
    breath = _SAME_SENTENCE if before[:foreseen].endswith(("预计", "将达", "将为")) else _SAME_BREATH
    if (company >= 0 and (company >= foreseen - 2 or (foreseen - company <= breath and not ours))) or guided > foreseen:
        return [Candidate(Basis.GUIDANCE, "company_cue", before[max(0, latest - 6) : latest])]
    if (
        period is None
        and len(before) - latest > 30
        and (not _WE.search(before[:latest]) or _NOW.search(before[latest:]))
    ):
        return [Candidate(Basis.ACTUAL, "stated", "", False), Candidate(Basis.FORECAST, "forecast_cue")]
    return [Candidate(Basis.FORECAST, "forecast_cue", before[max(0, latest - 6) : latest])]


_WE = re.compile(r"我们(?:预计|预测|假设|测算|估计|预期)$")
_NOW = re.compile(r"目前|现有|当前|已(?!经?[批签])|报告期|截至")


def _dated_since(frame: Frame, distance: int) -> bool:
    """Whether a period of its own stands between a cue, so far before the figure, and the figure."""
    since = frame.figure.start - distance
    return any(m.kind == "point" for m in frame.marks.periods_in(since, frame.lead.start))


def _last_month(period: str) -> int:
    """The last month of a period, as months since year 0."""
    year, month, _ = last_day(period).split("-")
    return int(year) * 12 + int(month)


def _ends_after(period: str | None, published: date | None) -> bool:
    if period is None or published is None:
        return False
    return _last_month(period) >= published.year * 12 + published.month + (0 if len(period) == 4 else 1)


def _is_over(period: str | None, published: date | None) -> bool:
    if period is None:
        return False
    if published is None:
        return False
    return not _ends_after(period, published)


def credited_to(frame: Frame) -> str | None:
    """Who the sentence credits with its figures (IDC), None if it is the report's own."""
    start = frame.layout.full_sentence(frame.figure.start)
    words = frame.text[start : frame.figure.start]
    match = last_match(_CREDIT, words)
    if match is None or re.search(r"公司(?:实现|营|净)", words[match.end() :]):
        return None
    who = match["who"]
    return None if who in ("EPS", "PE", "ROE") else who
