"""What asking a model took: calls, tokens, money in US dollars."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Price = Callable[[int, int, int], Decimal | None]
"""Tokens in, tokens out and those in that came from a cache, to US dollars; None where the price is not known."""


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

    def answered(self, answer: Mapping[str, Any], price: Price, *, replayed: bool) -> None:
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
        cost = price(asked, told, min(cached, asked))
        self.cost = None if cost is None or self.cost is None else self.cost + cost
        self.paid += Decimal(0) if replayed or cost is None else cost

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
