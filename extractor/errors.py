"""What can go wrong outside a reading, drawn as a tree.

    ExtractorError                one clear line for a person; exit code 2
    ├── DocumentError             the input document
    │   ├── UnreadableDocument    missing, a folder without reports, no permission
    │   ├── NotText               binary noise, or text cut off inside a character
    │   ├── TooLarge              above the stated limit
    │   └── NoReport              text, but no research report in it
    ├── ExtractionError           a file that should hold an extraction and does not
    └── OutputError               the place that results should go to

A wrong figure is none of these: it is a finding and travels on with its fact.
"""


class ExtractorError(Exception):
    """Base of all: `str(error)` is one line that says what and where."""


class DocumentError(ExtractorError):
    """The input document can't be used."""


class UnreadableDocument(DocumentError):
    """The path is missing, is no file, or may not be read."""


class NotText(DocumentError):
    """The bytes are not text in a supported encoding."""


class TooLarge(DocumentError):
    """The document is above the stated size limit."""


class NoReport(DocumentError):
    """The text holds no research report."""


class ExtractionError(ExtractorError):
    """An extraction given to the checker is not JSON, or not of the contract."""


class OutputError(ExtractorError):
    """Results can't be written where they should go."""
