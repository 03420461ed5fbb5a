"""Figures: every number that measures something, exact, in its unit, with its place."""

from extractor.amounts.figures import Figure, scan
from extractor.amounts.scanner import printed_unit
from extractor.amounts.units import is_money

__all__ = ["Figure", "is_money", "printed_unit", "scan"]
