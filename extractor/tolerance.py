"""When two printed numbers can be the same: each stands for all values that round to it."""

from decimal import Decimal


def agree(a: Decimal, half_a: Decimal, b: Decimal, half_b: Decimal) -> bool:
    """Whether two numbers, each known to ± half a unit of its last printed place, leave a value for both."""
    return abs(a - b) <= half_a + half_b
