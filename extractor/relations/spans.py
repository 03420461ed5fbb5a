"""Periods as stretches of months: what a period is made of, and which one it is measured against."""

import re
from calendar import monthrange

_PARTS = {"": (0, 12), "H1": (0, 6), "H2": (6, 12), "Q1": (0, 3), "Q2": (3, 6), "Q3": (6, 9), "Q4": (9, 12),
          "Q1-Q2": (0, 6), "Q1-Q3": (0, 9)}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_BASE = re.compile(
    r"(?:(?P<opening>年初|期初|(?:上|去)年年?末|(?:上|去)年年?底)|(?P<year>20\d\d)年?(?:年?[末底])"
    r"|(?:(?P<of>20\d\d)年)?(?:Q(?P<quarter>[1-4])|(?P<month>1?\d)月)末)"
)


def months(period: str | None) -> tuple[int, int] | None:
    """A period's months, counted from year 0, as `[start, end)`; None for a date or no period."""
    if period is None or len(period) == 10:
        return None
    first, _, last = period.partition("..")
    (start, end), later = _months(first), _months(last or first)
    return (start, max(end, later[1]))


def _months(period: str) -> tuple[int, int]:
    year, part = int(period[:4]) * 12, period[4:]
    start, end = _PARTS[part] if part in _PARTS else (int(part[1:]) - 1, int(part[1:]))
    return year + start, year + end


def year_before(period: str) -> str:
    """The same period of the year before."""
    earlier = _YEAR.sub(lambda year: f"{int(year[0]) - 1:04}", period)
    return earlier.replace("-02-29", "-02-28")


def period_before(period: str) -> str | None:
    """The quarter, half or month before a quarter, half or month, or the end of the quarter before a date; else None."""
    year, part = int(period[:4]), period[4:]
    if re.fullmatch(r"[QH][1-4]", part):
        last = {"Q": 4, "H": 2}[part[0]]
        return f"{year - 1:04}{part[0]}{last}" if part[1] == "1" else f"{year}{part[0]}{int(part[1]) - 1}"
    if re.fullmatch(r"-\d\d", part):
        return f"{year - 1:04}-12" if part == "-01" else f"{year}-{int(part[1:]) - 1:02}"
    if part in ("-03-31", "-06-30", "-09-30", "-12-31"):
        month = int(part[1:3]) - 3
        return _end_of_month(year, month) if month else f"{year - 1:04}-12-31"
    return None


def named_base(base: str | None, period: str | None) -> str | None:
    """The date that a change's base names, for a figure of a period: 年初, 2024年末, Q2末, 6月末; else None."""
    match = _BASE.search(base or "")
    if match is None or period is None:
        return None
    year = int(period[:4])
    if match["opening"]:
        return f"{year - 1:04}-12-31"
    if match["year"]:
        return f"{match['year']}-12-31"
    month = int(match["month"] or 3 * int(match["quarter"]))
    return _end_of_month(int(match["of"] or year), month) if 1 <= month <= 12 else None


def _end_of_month(year: int, month: int) -> str:
    return f"{year}-{month:02}-{monthrange(year, month)[1]:02}"
