"""The rule reader: a report from the words alone, with no model and no network."""

from collections.abc import Sequence

from extractor import attribution, sections
from extractor.documents import Document
from extractor.mending import Item, Offer
from extractor.reader_rules import events, facts, header
from extractor.schema import Report
from extractor.sections import Section

__all__ = ["RuleReader"]


class RuleReader:
    """Reads by rule. Its attribution is the checks' own, so it has nothing to say at a second look."""

    independent = False
    model: str | None = None
    version: str | None = None

    async def read(self, document: Document, section: Section) -> Report:
        """Read one report of a document. Verdicts are for the checks to give."""
        source = document.text[section.start : section.end]
        head = header.read(document.text, section)
        published = header.published_on(head)
        folded, readings = attribution.read_text(source, published, tuple(header.company_names(head)))
        return Report(
            source=sections.source(document, section),
            header=head,
            facts=facts.facts(readings, folded, source),
            events=events.events(folded, source, published, section.body - section.start),
            risks=events.risks(folded, source),
        )

    async def repair(self, document: Document, section: Section, items: Sequence[Item]) -> list[Offer]:  # noqa: ARG002
        """No second reading: the same rules would say the same."""
        return []

    async def close(self) -> None:
        """Nothing is open."""
