"""Periods in every notation, resolved to the contract's forms."""

from extractor.periods.resolve import Mention, reported, resolve, scan, written

__all__ = ["Mention", "reported", "resolve", "scan", "written"]
