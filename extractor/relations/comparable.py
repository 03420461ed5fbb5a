"""Which facts of different reports can be held against one another, and when two that differ surely contradict."""

import re
from functools import lru_cache

from extractor import lexicon
from extractor.claims import Identity, folded, identity
from extractor.folding import fold_characters
from extractor.relations.stated import Paper, Stated
from extractor.schema import Basis, Fact, Measure, Status, last_day

_PRICED = frozenset({"pe", "pb", "ps", "ev_ebitda", "peg", "dividend_yield", "market_cap", "price", "target_price"})
"""These depend on a day's price: without a day, two reports need not mean the same."""
_INDUSTRY = frozenset({"market_size", "market_share", "penetration"})
_ACCOUNTS = frozenset(
    {
        "revenue", "gross_profit", "operating_profit", "total_profit", "net_profit", "net_profit_parent",
        "net_profit_parent_ex", "ebitda", "gross_margin", "net_margin", "operating_margin", "period_expense_ratio",
        "selling_expense", "selling_expense_ratio", "admin_expense", "admin_expense_ratio", "rd_expense",
        "rd_expense_ratio", "finance_expense", "finance_expense_ratio", "operating_cash_flow", "total_assets",
        "fixed_assets", "contract_liabilities", "debt_ratio",
    }
)  # fmt: skip
"""Items whose known names mean one thing, but for the words below; elsewhere another label may be another thing."""
_KIND = re.compile(
    r"总营?收|总营业|主营|主业|产品|归母净利率|调整|承诺|剔除|含|利息|EBITDA|EBIT|[三四]项?费|投入|支出|开支|强度"
)
_RATIO = "费用率"
"""In a slash list (销售/管理费用率) the label of them all; the code tells which."""
_SHORT = {"net_profit_parent": "net_profit"}
"""Its names in short are another's in full."""
_SHARE = re.compile(r"占比$")
_LEAD = re.compile(r"^(?:公司|实现|整体)+")
_RETURNS = {"roe": re.compile("加权|摊薄"), "roa": re.compile("加权|平均")}
_OTHER_TERMS = re.compile(
    r"调整[前后]|重述|重列|追溯|备考|可比|口径|剔除|还原|内生|快报|预告|预增|预减|初步|未经审计|年化"
)
_SEVERAL_TARGETS = "unlock_target"


def counts(fact: Fact) -> bool:
    """Whether a fact says anything: one that its own source refutes or does not bear does not."""
    return fact.verdict is None or fact.verdict.status in (Status.VERIFIED, Status.UNCERTAIN)


def about(paper: Paper, fact: Fact) -> Identity | None:
    """What a fact is about, if that can be known from another report; None without a period, or a day for what a price makes."""
    if fact.period is None or (fact.metric in _PRICED and len(fact.period) != 10):
        return None
    if fact.measure == Measure.CHANGE and fact.base is None:
        return None
    return identity(fact, _is_stock(fact.metric, fact.label), paper.report.header.company)


@lru_cache(maxsize=4096)
def _is_stock(metric: str, label: str | None) -> bool:
    alias = lexicon.load().aliases.get(label) if label else None
    return metric in _stock_codes() or (metric == "other" and alias is not None and alias.metric.stock)


@lru_cache(maxsize=1)
def _stock_codes() -> frozenset[str]:
    metrics = (alias.metric for alias in lexicon.load().aliases.values())
    return frozenset(metric.code for metric in metrics if metric.stock) - {"other"}


def is_third_partys(fact: Fact) -> bool:
    """Whether a forecast is of someone beside broker and company, or of an industry's size: it may be cited by several."""
    return fact.basis == Basis.FORECAST and (fact.credited_to is not None or fact.metric in _INDUSTRY)


def is_firm(one: Stated) -> bool:
    """Whether a statement can stand against another: what it is about is sure, and nothing known makes it another thing.

    A part that is named by two reports alike is sure enough, also where the words of one leave the subject open.
    """
    fact, day = one.fact, one.paper.day
    if fact.verdict is not None and fact.verdict.status != Status.VERIFIED:
        if fact.subject is None or set(fact.verdict.reasons) != {"subject_open"}:
            return False
    if fact.metric == _SEVERAL_TARGETS or (fact.basis == Basis.ACTUAL and _OTHER_TERMS.search(fact.quote)):
        return False
    if fact.metric in _RETURNS and not _RETURNS[fact.metric].search(fact.label or ""):
        return False
    if fact.basis == Basis.GUIDANCE or (is_third_partys(fact) and fact.credited_to is None):
        return False
    return fact.basis != Basis.ACTUAL or day is None or fact.period is None or last_day(fact.period) <= day


def terms(fact: Fact) -> tuple[str, str | None]:
    """What must be equal besides the identity for two figures to contradict one another: the kind, and a share's base."""
    subject = fold_characters(fact.subject or "")
    label = _LEAD.sub("", fold_characters(fact.label or "").removeprefix(subject))
    if fact.measure == Measure.SHARE:
        return _kind(_SHARE.sub("", label), fact.metric), _code(fact.base) or folded(fact.base) or fact.metric
    return _kind(label, fact.metric), None


def _kind(label: str, metric: str) -> str:
    plain = not label or label == _RATIO or _code(label) in (metric, _SHORT.get(metric, metric))
    return "".join(_KIND.findall(label)) if metric in _ACCOUNTS and plain else label


def _code(words: str | None) -> str | None:
    """The metric that words name, where they are nothing but its name."""
    alias = lexicon.load().aliases.get(fold_characters(words)) if words else None
    return alias.metric.code if alias and alias.metric.code != "other" else None
