"""A statement of arithmetic about some facts, and whether it holds within what is printed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from extractor.relations.index import Index, Item
from extractor.relations.intervals import Interval, meet

RESTATED = re.compile(
    r"追溯|重述|重列|调整[前后]|[可同]比口径|口径|内生|备考|剔除|不考虑|扣除(?!非)|还原|加回|固定汇率|恒定汇率|汇率影响|并表|抵消|抵销"
    r"|同一控制|模拟|重分类"
)
"""Words of a sentence that may give its figures another base or definition than the figures elsewhere."""


@dataclass(frozen=True, slots=True)
class Statement:
    """That two intervals stand for one number. `words` says for a person what is compared.

    One that is not `firm` is evidence if it holds and nothing if it doesn't: its operands need not belong together. Where
    the text itself ties them (a list and its total), it is `tied`: then a field of theirs that is open does no harm.
    """

    name: str
    operands: tuple[Item, ...]
    left: Interval
    right: Interval
    words: str
    firm: bool = True
    tied: bool = False

    @property
    def holds(self) -> bool:
        """Whether some value is left for both sides."""
        return meet(self.left, self.right)

    @property
    def conflicts(self) -> bool:
        """Whether it fails, and nothing but a wrong number can be the reason."""
        sure = all(item.exact and (item.verified or self.tied) for item in self.operands)
        return self.firm and sure and not self.holds


_MOST_WAYS = 64
Choice = Sequence[Statement]
"""Statements of which one is meant: what they are about can be read in several ways, if there are several."""


def combined(*groups: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """One of each group, in every way; none where there are too many ways to tell which is meant."""
    return product(*groups) if prod(map(len, groups)) <= _MOST_WAYS else iter(())


def plainly(index: Index, *operands: Item) -> bool:
    """Whether nothing in the operands' sentences or labels gives them different bases or definitions."""
    return alike(*operands) and not any(RESTATED.search(index.sentence(item)) for item in operands)


def alike(*operands: Item) -> bool:
    """Whether operands of one metric are defined alike: no 经调整净利润 beside a 净利润."""
    return len({item.fact.metric for item in operands}) == len(
        {(item.fact.metric, item.definition) for item in operands}
    )
