"""What can go wrong outside a reading, drawn as a tree.

    ExtractorError                one clear line for a person; exit code 2
    ├── DocumentError             the input document
    │   ├── UnreadableDocument    missing, a folder without reports, a device, no permission
    │   ├── NotText               binary noise, another kind of file, a broken or encrypted one, text cut off
    │   ├── NoTextLayer           pages that hold no text, only pictures of it
    │   ├── TooLarge              above the stated limit
    │   └── NoReport              text, but no research report in it
    ├── ExtractionError           a file that should hold an extraction and does not
    ├── GoldenError               a golden report, its sheet, its annotations or its scores
    ├── OutputError               the place that results should go to
    ├── ReviewError               what a person decided on a run: not of it, or no decision at all
    ├── SettingsError             no model, key or address to ask with; a setting that is none
    ├── StoreError                the store of exchanges
    └── ModelError                asking a model
        ├── AccessDenied          401, 402, 403, 404: no call of the run can succeed
        ├── RequestRefused        400, 413, 422 and the like: this request will not do
        ├── Unavailable           408, 409, 429, 5xx, timeouts, broken connections: may pass
        ├── NotAnAnswer           the address answers, but not as a chat completion
        ├── AnswerRefused         the model or its provider's filter declines
        ├── AnswerTruncated       the answer was cut off at the token limit
        └── AnswerInvalid         the answer is not of the asked shape, also after asking again

A wrong figure is none of these: it is a finding and travels on with its fact.
"""


class ExtractorError(Exception):
    """Base of all: `str(error)` is one line that says what and where."""


class DocumentError(ExtractorError):
    """The input document can't be used."""


class UnreadableDocument(DocumentError):
    """The path is missing, is no file, or may not be read."""


class NotText(DocumentError):
    """The bytes are not text in a supported encoding, or a file that is broken or encrypted."""


class NoTextLayer(DocumentError):
    """The pages are pictures: there is nothing to read without recognising characters."""


class TooLarge(DocumentError):
    """The document is above the stated size limit."""


class NoReport(DocumentError):
    """The text holds no research report."""


class ExtractionError(ExtractorError):
    """An extraction given to the checker is not JSON, or not of the contract."""


class GoldenError(ExtractorError):
    """A golden report, its sheet or its annotations are not what they should be; or a file of scores is none."""


class OutputError(ExtractorError):
    """Results can't be written where they should go."""


class ReviewError(ExtractorError):
    """A decision of a review is none, or was made on another version of the run."""


class SettingsError(ExtractorError):
    """No model, key or address to ask with, or a setting with an impossible value."""


class StoreError(ExtractorError):
    """The store of exchanges can't be made, read or written."""


class ModelError(ExtractorError):
    """Asking a model failed."""


class AccessDenied(ModelError):
    """The endpoint lets nobody in with this key, model or balance; asking on is useless."""


class RequestRefused(ModelError):
    """The endpoint refuses this very request."""


class Unavailable(ModelError):
    """The endpoint can't answer now; `retry_after` is the wait in seconds that it asks for, if it does."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotAnAnswer(ModelError):
    """What came back is no chat completion: a web page, noise, another kind of API."""


class AnswerRefused(ModelError):
    """The model declines to answer, or a filter of its provider withholds the answer."""


class AnswerTruncated(ModelError):
    """The answer was cut off at the limit of tokens."""


class AnswerInvalid(ModelError):
    """The answer is not of the shape asked for, also after the model was told so."""
