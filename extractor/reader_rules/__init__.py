"""The rule reader: a report from the words alone, with no model and no network."""

from extractor import attribution
from extractor.documents import Document
from extractor.reader_rules import events, facts, header
from extractor.schema import Report, Source
from extractor.sections import Section

__all__ = ["read"]


def read(document: Document, section: Section) -> Report:
    """Read one report of a document. Verdicts are for the checks to give."""
    source = document.text[section.start : section.end]
    head = header.read(document.text, section)
    published = header.published_on(head)
    folded, readings = attribution.read_text(source, published, tuple(header.company_names(head)))
    return Report(
        source=Source(path=document.path, sha256=document.sha256, start=section.start, end=section.end),
        header=head,
        facts=facts.facts(readings, folded, source),
        events=events.events(folded, source, published, section.body - section.start),
        risks=events.risks(folded, source),
    )
