"""The header: who says it, when, about whom. Words are found in folded text and quoted as printed."""

import re
from datetime import date

from extractor.folding import fold_characters
from extractor.reader_rules.header import rating
from extractor.reader_rules.header.company import company, ticker_of
from extractor.reader_rules.header.dates import published
from extractor.reader_rules.header.front import Front
from extractor.reader_rules.header.house import institution
from extractor.reader_rules.header.people import analysts
from extractor.reader_rules.header.title import text_of, title
from extractor.schema import Header
from extractor.sections import Section

__all__ = ["company_names", "published_on", "read", "text_of", "ticker_of"]


def read(text: str, section: Section) -> Header:
    """The header of the report at `section` of a document's text. What the text does not say is None."""
    front = Front.of(text[section.start : section.end])
    row = section.row
    header = Header(
        institution=row.institution or institution(front),
        analysts=list(row.analysts) or analysts(front),
        title=row.title or title(front),
        published=row.published or published(front),
    )
    rating.fill(header, front, row.rating, row.change)
    header.company, header.ticker = company(front)
    return header


def published_on(header: Header) -> date | None:
    """The header's date as a date; None if it has none or an impossible one."""
    try:
        return date.fromisoformat(header.published) if header.published else None
    except ValueError:
        return None


def company_names(header: Header) -> list[str]:
    """The words that mean the company as a whole, folded: its name, and the name without its kind."""
    names = [fold_characters(header.company)] if header.company else []
    for name in list(names):
        short = re.sub(r"(?:股份有限公司|有限公司|股份|集团|科技|控股|-[A-Z]+|[A-Z]+)$", "", name)
        if len(short) > 1:
            names.append(short)
    return names
