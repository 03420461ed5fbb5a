"""The checks of one fact, each a small function from a claim to what it objects to; `CHECKS` names them all."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from extractor import claims
from extractor.attribution import GUESSED, STATED, Candidate, MetricName, Reading
from extractor.checks.evidence import Claim, Placed, is_named_by, shown
from extractor.folding import squeeze
from extractor.schema import Fact, Measure, Status


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a fact: the status it leads to, the contract's reason code, and a note for a person."""

    status: Status
    code: str
    note: str


MOST_SHOWN = 5
"""So many figures of a quote are named where none of them is the fact's."""

T = TypeVar("T")
Check = Callable[[Claim], Iterator[Objection]]


def quote_is_there(claim: Claim) -> Iterator[Objection]:
    """The quote is in the source."""
    if not claim.places:
        yield Objection(Status.UNSUPPORTED, "quote_not_found", "the quote is not in the source")


def number_is_there(claim: Claim) -> Iterator[Objection]:
    """A figure of the quote is the fact's value in its unit, with its sign."""
    if not claim.places or claim.matches:
        return
    if (meant := lookalike(claim)) is not None:
        status, code, placed = meant
        yield Objection(status, code, f"the source has {shown(placed.reading)}")
        return
    found = ", ".join(shown(placed.reading) for placed in claim.figures[:MOST_SHOWN]) or "no figure"
    yield Objection(Status.UNSUPPORTED, "number_not_in_quote", f"the quote has {found}")


def lookalike(claim: Claim) -> tuple[Status, str, Placed] | None:
    """The figure of the quote that a fact of another number must mean; what that makes of the fact, and the reason."""
    for status, code, alike in _ALIKE:
        for placed in claim.figures:
            if alike(claim.fact, placed.reading):
                return status, code, placed
    return None


def _is_mirrored(fact: Fact, reading: Reading) -> bool:
    figure = reading.figure
    if fact.unit != reading.unit or not fact.value:
        return False
    ends = (fact.value, fact.value if fact.value_to is None else fact.value_to)
    there = (figure.value, figure.value if figure.value_to is None else figure.value_to)
    return ends != there and {abs(end) for end in ends} == {abs(end) for end in there}


_SIGN_WORDS = re.compile(
    r"[亏虧损損降减減少跌低缩縮负負窄退落滑折]|流出|转正|轉正|低于|下移"
    r"|\b(?:loss|lost|down|f[ea]ll|lower|cut|from|drop|slip|declin|decreas|trim|below|short|light|miss|shr[aiu]nk|narrow)",
    re.IGNORECASE,
)


def _sign_in_words(fact: Fact, reading: Reading) -> bool:
    """净损失0.49亿元, 少0.18亿元: no sign is printed, and words say on which side of nothing a figure lies."""
    return _is_mirrored(fact, reading) and not reading.figure.signed and _SIGN_WORDS.search(fact.quote) is not None


def _unit_from_afar(fact: Fact, reading: Reading) -> bool:
    """A number whose unit stands elsewhere, in a table's caption or nowhere: its digits are right."""
    return reading.figure.unit is None and (_is_other_unit(fact, reading) or _is_scaled(fact, reading))


def _is_other_unit(fact: Fact, reading: Reading) -> bool:
    return fact.value == reading.figure.value and fact.value_to == reading.figure.value_to


def _unit_goes_on(fact: Fact, reading: Reading) -> bool:
    """元 and 元/股, 吨 and 吨/年: what a figure is counted for need not be printed beside it; nor need a loss of old be one."""
    a, b = ((unit or "").partition("/")[0] for unit in (fact.unit, reading.unit))
    same = abs(fact.value) == abs(reading.figure.value) if fact.unit != reading.unit else False
    return (_is_other_unit(fact, reading) or same) and bool(a and b) and (a.startswith(b) or b.startswith(a))


def _unit_unknown(fact: Fact, reading: Reading) -> bool:
    """31万站: no unit that we know stands beside the number."""
    return _is_other_unit(fact, reading) and reading.unit is None


_YUAN_TOO = frozenset({"HKD", "TWD", "MOP"})


def _currency_unsaid(fact: Fact, reading: Reading) -> bool:
    """28.6亿元 in a report on a Hong Kong company: its own dollars are called 元 or $ too."""
    (ours, _, per), (theirs, _, per_theirs) = ((unit or "").partition("/") for unit in (fact.unit, reading.unit))
    return (
        _is_other_unit(fact, reading)
        and ours in _YUAN_TOO
        and theirs in ("CNY", "USD")
        and (per == per_theirs or not per_theirs)
    )


def _is_scaled(fact: Fact, reading: Reading) -> bool:
    digits = [str(abs(value).normalize().as_tuple().digits) for value in (fact.value, reading.figure.value)]
    return digits[0] == digits[1] and bool(fact.value)


def _is_same_claim(fact: Fact, reading: Reading) -> bool:
    """The quote states this very metric, period and measure, with another number."""
    return (
        fact.unit == reading.unit
        and any(_metric_agrees(fact, c.value) for c in reading.metric)
        and any(claims.same_period(fact.period, c.value) for c in reading.period)
        and any(c.value == fact.measure for c in reading.measure)
    )


_ALIKE: Sequence[tuple[Status, str, Callable[[Fact, Reading], bool]]] = (
    (Status.UNCERTAIN, "unit_open", _unit_goes_on),
    (Status.UNCERTAIN, "unit_open", _unit_unknown),
    (Status.UNCERTAIN, "unit_open", _currency_unsaid),
    (Status.UNCERTAIN, "sign_open", _sign_in_words),
    (Status.UNCERTAIN, "unit_open", _unit_from_afar),
    (Status.REFUTED, "sign_mismatch", _is_mirrored),
    (Status.REFUTED, "unit_mismatch", _is_other_unit),
    (Status.REFUTED, "value_mismatch", _is_scaled),
    (Status.REFUTED, "value_mismatch", _is_same_claim),
)
"""How a figure can be the one that a fact of another number means; the first that fits says what is wrong."""


def qualifier_agrees(claim: Claim) -> Iterator[Objection]:
    """The text puts the figure as exactly as the fact says."""
    placed = claim.chosen
    if placed is None or "qualifier" not in claim.fact.model_fields_set:
        return
    said = placed.reading.figure.qualifier
    if said != claim.fact.qualifier:
        yield Objection(Status.REFUTED, "qualifier_mismatch", f"the source says {said.value}")


def metric_agrees(claim: Claim) -> Iterator[Objection]:
    """The metric is what attribution reads at the figure."""
    if claim.chosen is not None:
        found, fact = claim.chosen.reading.metric, claim.fact
        quoted = bool(fact.label) and squeeze(fact.label or "").text in squeeze(fact.quote).text
        named = fact.metric in ("other", "unlock_target")
        unknown = quoted and (named or (bool(found) and _may_be(fact, found[0].value)))
        yield from _field(
            "metric", found, lambda v: _metric_agrees(fact, v), lambda v: f"{v.metric.code} ({v.label})",
            False if unknown else None,
        )  # fmt: skip


_LOOSE_WORDS = frozenset({"盈利", "业绩", "利润", "净利", "销售"})
"""Words that the contract gives one metric and reports use for several."""
_CLOSE = ({"new_orders", "contract_value"}, {"net_profit", "net_profit_parent"})
"""Metrics that a report may call by the same words: 净利润 where it has said 归母 before."""
_SOLD = frozenset({"revenue", "sales_volume", "output", "market_size"})


def _may_be(fact: Fact, name: MetricName) -> bool:
    """Whether a fact names the figure by the very words read, which stand for its metric too: 出货面积 of an industry."""
    if not claims.same_label(fact.label, name.label):
        return False
    if {fact.metric, name.metric.code} in _CLOSE or (name.label == "费用率" and fact.metric.endswith("_expense_ratio")):
        return True
    loose = name.label in _LOOSE_WORDS or "market_size" in (fact.metric, name.metric.code)
    return name.metric.code == "other" or (loose and ({fact.metric, name.metric.code} <= _SOLD or name.label != "销售"))


def _metric_agrees(fact: Fact, name: MetricName) -> bool:
    return claims.same_metric(fact.metric, fact.label, name.metric.code, name.label)


def subject_agrees(claim: Claim) -> Iterator[Objection]:
    """The subject is what attribution reads at the figure."""
    if claim.chosen is not None:
        reading, fact = claim.chosen.reading, claim.fact
        label = reading.metric[0].value.label if reading.metric else None
        unheard = bool(fact.subject) and not is_named_by(fact.subject or "", claim.chosen, claim.source)
        labels = any(c.value is not None and c.value in (fact.label or "") for c in reading.subject)
        yield from _field(
            "subject", reading.subject, lambda v: claims.same_subject(fact.subject, v, fact.label, label),
            lambda v: v or "the company as a whole", True if unheard else False if labels else None,
        )  # fmt: skip


def period_agrees(claim: Claim) -> Iterator[Objection]:
    """The period is what attribution reads at the figure."""
    if claim.chosen is not None:
        found = claim.chosen.reading.period
        yield from _field(
            "period", found, lambda v: claims.same_period(claim.fact.period, v), lambda v: v or "no period"
        )


def basis_agrees(claim: Claim) -> Iterator[Objection]:
    """The basis is what attribution reads at the figure."""
    if claim.chosen is not None:
        fact, found = claim.fact, claim.chosen.reading.basis
        yield from _field("basis", found, lambda v: claims.same_basis(fact.basis, v, fact.metric), lambda v: v.value)


def measure_agrees(claim: Claim) -> Iterator[Objection]:
    """The measure is what attribution reads at the figure."""
    if claim.chosen is not None:
        fact, reading = claim.fact, claim.chosen.reading
        codes = {c.value.metric.code for c in reading.metric if _metric_agrees(fact, c.value)} or {fact.metric}
        kinds = {fact.measure, *(c.value for c in reading.measure)}
        yield from _field(
            "measure", reading.measure,
            lambda v: any(claims.same_measure(fact.measure, v, fact.metric, code) for code in codes), lambda v: v.value,
            False if Measure.LEVEL in kinds and kinds & {Measure.CHANGE, Measure.SHARE} else None,
        )  # fmt: skip


def _field(
    field: str,
    found: Sequence[Candidate[T]],
    agrees: Callable[[T], bool],
    show: Callable[[T], str],
    refutes: bool | None = None,
) -> Iterator[Objection]:
    """One reading that the text states refutes what differs; one that is only likely, several, or none leave it open.

    `refutes` says whether one reading that differs does, where more is known than its rule.
    """
    readings = "; ".join(show(c.value) for c in found) or "nothing"
    if len(found) == 1 and agrees(found[0].value):
        return
    if len(found) == 1 and (found[0].rule in STATED if refutes is None else refutes):
        yield Objection(Status.REFUTED, f"{field}_mismatch", f"{field}: the source reads {readings}")
    else:
        yield Objection(Status.UNCERTAIN, f"{field}_open", f"{field}: the source allows {readings}")


def not_guessed(claim: Claim) -> Iterator[Objection]:
    """No field of a fact that the checks' own rules read rests on a guess of theirs: that is no second witness."""
    if claim.chosen is None or claim.independent:
        return
    for field in ("metric", "subject", "period", "basis", "measure"):
        rules = [candidate.rule for candidate in getattr(claim.chosen.reading, field)]
        if len(rules) == 1 and rules[0] in GUESSED:
            yield Objection(Status.UNCERTAIN, f"{field}_open", f"{field}: a guess of the rules, with no second witness")


CHECKS: tuple[Check, ...] = (
    quote_is_there,
    number_is_there,
    qualifier_agrees,
    metric_agrees,
    subject_agrees,
    period_agrees,
    basis_agrees,
    measure_agrees,
    not_guessed,
)
"""Every check of a fact, in the order in which a person would ask."""
