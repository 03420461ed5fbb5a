"""Every error that openai, instructor and the network can raise has a translation, and none shows a key."""

import inspect
from collections.abc import Iterator

import httpx2
import instructor.core.exceptions as instructor_errors
import openai
import pytest

from extractor import settings
from extractor.errors import (
    AccessDenied,
    AnswerInvalid,
    AnswerRefused,
    AnswerTruncated,
    ModelError,
    NotAnAnswer,
    RequestRefused,
    Unavailable,
)
from extractor.reader_llm.border import FOREIGN, translate

ENDPOINT = settings.endpoint(
    settings.load(backend="llm", base_url="http://127.0.0.1:1/v1", model="m", api_key="sk-hidden-key")
)
REQUEST = httpx2.Request("POST", "http://127.0.0.1:1/v1/chat/completions")
CALLS: dict[str, type[ModelError]] = {
    "OpenAIError": AnswerInvalid,
    "APIError": AnswerInvalid,
    "APIConnectionError": Unavailable,
    "APITimeoutError": Unavailable,
    "APIResponseValidationError": NotAnAnswer,
    "APIStatusError": Unavailable,
    "BadRequestError": RequestRefused,
    "AuthenticationError": AccessDenied,
    "OAuthError": AccessDenied,
    "PermissionDeniedError": AccessDenied,
    "NotFoundError": AccessDenied,
    "ConflictError": Unavailable,
    "UnprocessableEntityError": RequestRefused,
    "RateLimitError": Unavailable,
    "InternalServerError": Unavailable,
    "LengthFinishReasonError": AnswerTruncated,
    "ContentFilterFinishReasonError": AnswerRefused,
}
"""What a chat completion can raise, and what becomes of it."""
ELSEWHERE = {
    "InvalidWebhookSignatureError", "WebSocketConnectionClosedError", "WebSocketQueueFullError", "SubjectTokenProviderError",
    "_AmbiguousModuleClientUsageError",
}  # fmt: skip
"""Classes of openai that no chat completion raises: webhooks, websockets, workload identity, the module-wide client."""
STATUS = {"BadRequestError": 400, "AuthenticationError": 401, "OAuthError": 401, "PermissionDeniedError": 403, "NotFoundError": 404,
          "ConflictError": 409, "UnprocessableEntityError": 422, "RateLimitError": 429, "InternalServerError": 500, "APIStatusError": 503}  # fmt: skip


def classes(module: object, base: type[BaseException]) -> Iterator[type[BaseException]]:
    for _, found in inspect.getmembers(module, inspect.isclass):
        if issubclass(found, base):
            yield found


def made(kind: type[BaseException]) -> BaseException:
    error = kind.__new__(kind)
    error.args = ("said with sk-hidden-key",)
    if isinstance(error, openai.APIError):
        error.message, error.body, error.request, error.code = "said with sk-hidden-key", None, REQUEST, None
    if isinstance(error, openai.APIStatusError):
        error.status_code = STATUS[kind.__name__]
        error.response = httpx2.Response(error.status_code, request=REQUEST)
    return error


def test_every_class_of_openai_is_accounted_for() -> None:
    names = {kind.__name__ for kind in classes(openai, Exception)} | {
        kind.__name__ for kind in classes(openai._exceptions, Exception)
    }
    assert names == set(CALLS) | ELSEWHERE


@pytest.mark.parametrize("name", list(CALLS))
def test_every_error_of_openai_is_translated(name: str) -> None:
    kind = getattr(openai._exceptions, name)
    ours = translate(made(kind), ENDPOINT)
    assert type(ours) is CALLS[name]
    assert "sk-hidden-key" not in str(ours)
    assert issubclass(kind, FOREIGN)


@pytest.mark.parametrize("kind", list(classes(instructor_errors, instructor_errors.InstructorError)))
def test_every_error_of_instructor_is_translated(kind: type[BaseException]) -> None:
    error = made(kind)
    error.__dict__.setdefault("failed_attempts", None)
    ours = translate(error, ENDPOINT)
    truncated = issubclass(kind, instructor_errors.IncompleteOutputException)
    assert type(ours) is (AnswerTruncated if truncated else AnswerInvalid)
    assert "sk-hidden-key" not in str(ours)


@pytest.mark.parametrize("kind", [*classes(httpx2, httpx2.HTTPError), httpx2.InvalidURL])
def test_every_error_of_the_network_is_translated(kind: type[BaseException]) -> None:
    ours = translate(made(kind), ENDPOINT)
    assert isinstance(ours, Unavailable | NotAnAnswer | AccessDenied)
    assert "sk-hidden-key" not in str(ours)


def test_a_wrapped_error_is_found_behind_its_wrapper() -> None:
    wrapper = instructor_errors.InstructorError("retries are used up")
    wrapper.__cause__ = made(openai.RateLimitError)
    assert isinstance(translate(wrapper, ENDPOINT), Unavailable)


@pytest.mark.parametrize(("header", "seconds"), [("2", 2.0), ("0.5", 0.5), ("-3", 0.0), ("soon", None), (None, None)])
def test_the_servers_wait_is_read(header: str | None, seconds: float | None) -> None:
    error = made(openai.RateLimitError)
    assert isinstance(error, openai.RateLimitError)
    error.response = httpx2.Response(429, request=REQUEST, headers={"retry-after": header} if header else {})
    ours = translate(error, ENDPOINT)
    assert isinstance(ours, Unavailable)
    assert ours.retry_after == seconds
