"""Raised digits stay apart from the number they follow: 12.3 with a footnote 2 is not 12.32."""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """Digits as their raised forms, which are read as marks and never as numbers."""
    return text.translate(_RAISED)
