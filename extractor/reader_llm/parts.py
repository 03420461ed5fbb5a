"""A long report cut where a reader would pause: at headings and paragraphs, else at line and sentence ends."""

import re

_PAUSES = (
    re.compile(r"\n[ \t\u3000]*\n"),
    re.compile(r"\n(?=[^\n。|]{2,40}\n)"),
    re.compile(r"\n"),
    re.compile(r"[。;；!！?？]"),
)
_CONTEXT = 300


def cut(text: str, most: int) -> list[str]:
    """The text in parts of at most `most` characters, which make it up again when joined."""
    parts = []
    while len(text) > most:
        place = _place(text, most)
        parts.append(text[:place])
        text = text[place:]
    return [*parts, text] if text or not parts else parts


def halves(text: str) -> list[str]:
    """The text in two parts of about one length; one part where it can't be cut."""
    if len(text) < 2:
        return [text]
    place = _place(text, (len(text) * 3 + 4) // 5)
    return [part for part in (text[:place], text[place:]) if part]


def _place(text: str, most: int) -> int:
    """The last pause of the best kind in the upper half of what fits, else as much as fits."""
    for pause in _PAUSES:
        ends = [match.end() for match in pause.finditer(text, most // 2, most)]
        if ends and ends[-1] < len(text):
            return ends[-1]
    return most


def context(text: str) -> str:
    """A report's beginning, which says whom it is about and when."""
    return text[:_CONTEXT]
