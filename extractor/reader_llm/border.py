"""The one border at which errors of openai, instructor and the network become this project's own."""

import re
from collections.abc import Iterator

import httpx2
import openai
from instructor.core.exceptions import IncompleteOutputException, InstructorError, ResponseParsingError

from extractor.errors import (
    AccessDenied,
    AnswerInvalid,
    AnswerRefused,
    AnswerTruncated,
    ExtractorError,
    ModelError,
    NotAnAnswer,
    RequestRefused,
    Unavailable,
)
from extractor.settings import Endpoint

FOREIGN = (openai.OpenAIError, InstructorError, httpx2.HTTPError, httpx2.InvalidURL)
"""What a call can raise that is not ours."""

_PASSING = frozenset({408, 409, 425, 429})
_SPENT = re.compile(r"insufficient_quota|insufficient.?balance|exceeded your current quota", re.IGNORECASE)
_FILTERED = re.compile(r"content_filter|data_inspection_failed|content.?management.?policy|sensitive", re.IGNORECASE)
_SECRET = re.compile(r"\b(?:sk|pk|ak)-[A-Za-z0-9_*.\-]{4,}|(?i:bearer)\s+\S+")
_LONGEST = 200


def translate(error: BaseException, endpoint: Endpoint) -> ExtractorError:
    """The error of ours that says what happened, found anywhere in the chain of causes; keys are blotted out."""
    chain = list(_causes(error))
    for translated in _TRANSLATIONS:
        for cause in chain:
            ours = translated(cause, endpoint)
            if ours is not None:
                return ours
    return AnswerInvalid(f"the answer cannot be used ({_cut(str(chain[-1]), endpoint)})")


def _own(error: BaseException, _: Endpoint) -> ExtractorError | None:
    return error if isinstance(error, ExtractorError) else None


def _status(error: BaseException, endpoint: Endpoint) -> ModelError | None:
    return _of_status(error, endpoint) if isinstance(error, openai.APIStatusError) else None


def _timeout(error: BaseException, endpoint: Endpoint) -> ModelError | None:
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return Unavailable(f"{endpoint.where}: no answer within {endpoint.settings.timeout:g} s")
    return None


def _ending(error: BaseException, _: Endpoint) -> ModelError | None:
    if isinstance(error, openai.LengthFinishReasonError | IncompleteOutputException):
        return AnswerTruncated("the answer was cut off at the limit of tokens")
    if isinstance(error, openai.ContentFilterFinishReasonError):
        return AnswerRefused("the provider's content filter withholds the answer")
    return None


def _reply(error: BaseException, endpoint: Endpoint) -> ModelError | None:
    if isinstance(error, openai.APIResponseValidationError | httpx2.DecodingError):
        return NotAnAnswer(f"{endpoint.where}: what came back is no chat completion: check the base URL")
    if isinstance(error, httpx2.UnsupportedProtocol | httpx2.InvalidURL):
        return AccessDenied(f"{endpoint.where}: not an address that can be asked: check the base URL")
    return None


def _connection(error: BaseException, endpoint: Endpoint) -> ModelError | None:
    if isinstance(error, httpx2.HTTPError) or (type(error) is openai.APIConnectionError and error.__cause__ is None):
        return Unavailable(
            f"{endpoint.where}: connection failed ({_cut(str(error) or type(error).__name__, endpoint)})"
        )
    return None


def _shape(error: BaseException, endpoint: Endpoint) -> ModelError | None:
    if not isinstance(error, ResponseParsingError):
        return None
    return AnswerInvalid(f"the answer is not of the asked shape: {_cut(str(error), endpoint)}")


_TRANSLATIONS = (_own, _status, _timeout, _ending, _reply, _connection, _shape)
"""The kinds of error in the order in which one explains another."""


def _of_status(error: openai.APIStatusError, endpoint: Endpoint) -> ModelError:
    status, said = error.status_code, _said(error, endpoint)
    if status == 402 or (status == 429 and _SPENT.search(said)):
        return AccessDenied(f"{endpoint.where}: no balance or quota left ({status}): {said}")
    if status == 401:
        return AccessDenied(f"{endpoint.where}: the key is refused (401): check the key of {endpoint.provider}")
    if status == 403:
        return AccessDenied(f"{endpoint.where}: access denied (403): check what the key may use: {said}")
    if status == 404:
        return AccessDenied(f"{endpoint.where}: no such model or path (404): check --model and the base URL")
    if status in _PASSING or status >= 500:
        return Unavailable(f"{endpoint.where}: {status} {said}".rstrip(), _retry_after(error))
    if _FILTERED.search(said):
        return AnswerRefused(f"the provider's filter refuses the report ({status}): {said}")
    return RequestRefused(f"{endpoint.where}: the request is refused ({status}): {said}")


def _retry_after(error: openai.APIStatusError) -> float | None:
    """The wait that the server asks for, in seconds."""
    headers = error.response.headers
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            return max(0.0, float(headers[name]) / unit)
        except (KeyError, ValueError):
            continue
    return None


def _said(error: openai.APIStatusError, endpoint: Endpoint) -> str:
    """The server's own words, on one line; a page of HTML says nothing."""
    body = error.body
    words = body.get("message") if isinstance(body, dict) else None
    if not words and error.response.headers.get("content-type", "").startswith("text/html"):
        return "(a web page)"
    return _cut(str(words or error.message), endpoint)


def _cut(text: str, endpoint: Endpoint) -> str:
    key = endpoint.key.get_secret_value()
    line = " ".join(text.replace(key, "[key]").split()) if len(key) > 4 else " ".join(text.split())
    line = _SECRET.sub("[key]", line)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
