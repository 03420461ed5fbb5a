"""Reports as tables: pure functions from reports to rows, named as the ecosystem names its columns."""

from collections.abc import Mapping, Sequence

from extractor.errors import OutputError
from extractor.schema import Report
from extractor.views import consensus, facts, forecasts, reports, results
from extractor.views.table import Cell, Column, Kind, Language, Place, Row, Table, View

__all__ = ["VIEWS", "Cell", "Column", "Kind", "Language", "Place", "Row", "Table", "View", "tabulate"]

VIEWS: Mapping[str, View] = {
    one.name: one for one in (facts.VIEW, reports.VIEW, forecasts.VIEW, consensus.VIEW, results.VIEW)
}
"""Every view by its name."""


def tabulate(found: Sequence[Report], view: str = "facts", columns: str = "en") -> Table:
    """The table that a view makes of reports, with column names in English (`en`) or Chinese (`zh`).

    Raises:
        OutputError: there is no such view or language.
    """
    if view not in VIEWS:
        raise OutputError(f"no view {view!r}: one of {', '.join(VIEWS)} is expected")
    if columns not in list(Language):
        raise OutputError(f"no column names in {columns!r}: one of {', '.join(Language)} is expected")
    chosen = VIEWS[view]
    name = chosen.chinese if columns == Language.CHINESE else chosen.name
    return Table(name, chosen.columns, chosen.rows(found), found, Language(columns))
