"""The fields on which somebody would act: they may never go from right to wrong, however small the set."""

from collections.abc import Iterator, Mapping, Sequence

from extractor.claims import fields_apart
from extractor.schema import Basis, Fact, Measure, Report, last_day

_HEADER = ("rating", "ticker", "company")
_RESULTS = frozenset({"revenue", "net_profit_parent", "net_profit"})


def critical(golden: Report, found: Report, wrong_header: Mapping[str, object]) -> dict[str, bool]:
    """The report's critical fields by name, and whether each is right: rating, ticker, company; revenue and profit of
    the current period; EPS; target price.

    `wrong_header` has the header fields that differ. What the golden report does not state is not in it.
    """
    fields = {name: name not in wrong_header for name in _HEADER if getattr(golden.header, name) is not None}
    for name, fact in _facts(golden.facts):
        fields[name] = any(not fields_apart(fact, other) for other in found.facts)
    return fields


def _facts(facts: Sequence[Fact]) -> Iterator[tuple[str, Fact]]:
    """The critical facts of the company as a whole, by name."""
    own = [fact for fact in facts if fact.subject is None and fact.measure == Measure.LEVEL and fact.unit != "%"]
    results = [fact for fact in own if fact.metric in _RESULTS and fact.basis == Basis.ACTUAL and fact.period]
    latest = max((last_day(fact.period) for fact in results if fact.period), default=None)
    for fact in own:
        named = f"{fact.metric} {fact.period or ''}".strip()
        if fact in results and fact.period and last_day(fact.period) == latest:
            yield named, fact
        elif fact.metric == "eps" and fact.basis in (Basis.ACTUAL, Basis.FORECAST):
            yield f"{named} {fact.basis.value}", fact
        elif fact.metric == "target_price" and fact.basis != Basis.PRIOR_FORECAST:
            yield named, fact
