"""Periods in every notation, resolved to the contract's forms."""

from extractor.periods.resolve import Mention, names_report, reported, resolve, scan, written

__all__ = ["Mention", "names_report", "reported", "resolve", "scan", "written"]
