"""Periods in every notation, resolved to the contract's forms."""

from extractor.periods.resolve import Mention, is_foreseen, names_report, reported, resolve, scan, written

__all__ = ["Mention", "is_foreseen", "names_report", "reported", "resolve", "scan", "written"]
