"""Periods in every notation, resolved to the contract's forms."""

from extractor.periods.resolve import Mention, resolve, scan, written

__all__ = ["Mention", "resolve", "scan", "written"]
