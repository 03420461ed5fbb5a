"""What asking a model took: calls, tokens, money. Prices are genai-prices' own, in US dollars."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from genai_prices import Usage, calc_price


@dataclass(slots=True)
class Spent:
    """Calls and tokens of a report or a run. `replayed` calls came from the store and cost nothing this time.

    `cost` is None where a model has no known price or an answer told no tokens; `metered` says whether all answers did.
    """

    calls: int = 0
    replayed: int = 0
    failed: int = 0
    repairs: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    metered: bool = True
    cost: Decimal | None = Decimal(0)
    paid: Decimal = Decimal(0)
    keys: list[str] = field(default_factory=list)

    @property
    def tokens(self) -> int | None:
        """Tokens in and out; None where nothing was metered."""
        return self.input_tokens + self.output_tokens if self.metered and self.calls else None

    def answered(self, answer: Mapping[str, Any], model: str, base_url: str, *, replayed: bool) -> None:
        """Count one answer of the endpoint, good or bad."""
        self.calls += 1
        self.replayed += replayed
        usage = answer.get("usage") or {}
        asked, told = usage.get("prompt_tokens"), usage.get("completion_tokens")
        if not isinstance(asked, int) or not isinstance(told, int):
            self.metered, self.cost = False, None
            return
        self.input_tokens += asked
        self.output_tokens += told
        cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
        price = price_of(model, base_url, asked, told, min(cached, asked))
        self.cost = None if price is None or self.cost is None else self.cost + price
        self.paid += Decimal(0) if replayed or price is None else price

    def add(self, other: "Spent") -> None:
        """Add another's counts to these."""
        self.keys.extend(other.keys)
        for name in ("calls", "replayed", "failed", "repairs", "input_tokens", "output_tokens", "paid"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.metered = self.metered and other.metered
        self.cost = None if self.cost is None or other.cost is None else self.cost + other.cost


LEDGER: ContextVar[Spent] = ContextVar("LEDGER")
"""Where the calls at hand are counted; tasks inherit it from the one that starts them."""


@contextmanager
def counted() -> Iterator[Spent]:
    """Count what is asked inside; it counts for what is around as well."""
    outer, spent = LEDGER.get(None), Spent()
    token = LEDGER.set(spent)
    try:
        yield spent
    finally:
        LEDGER.reset(token)
        if outer is not None:
            outer.add(spent)


def price_of(model: str, base_url: str, input_tokens: int, output_tokens: int, cached: int = 0) -> Decimal | None:
    """The price of one answer in US dollars; None where the endpoint or its model is not in the price list."""
    usage = Usage(input_tokens=input_tokens, output_tokens=output_tokens, cache_read_tokens=cached)
    try:
        return calc_price(usage, model, provider_api_url=base_url).total_price
    except (LookupError, ValueError):
        return None
