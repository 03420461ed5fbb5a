"""Markdown to text: its marks taken off, its tables as tables."""

from markdown_it import MarkdownIt

from extractor.documents import html
from extractor.documents.blocks import Block


def blocks(text: str, name: str) -> list[Block]:
    """What a Markdown file says; line ends inside a paragraph stay. Its HTML is read as a web page's.

    Raises:
        NotText: nothing is in it.
    """
    return html.blocks(
        MarkdownIt("commonmark", {"html": True, "breaks": True, "maxNesting": 100})
        .enable(["table", "strikethrough"])
        .render(text),
        name,
    )
