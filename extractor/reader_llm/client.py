"""One question to a model: its shape by instructor, its faults by tenacity, never more at once than allowed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import cache
from typing import TypeVar

import httpx2
import instructor
from openai import AsyncOpenAI, NotFoundError
from openai.types.chat import ChatCompletionMessageParam
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from extractor.costs import LEDGER, counted
from extractor.errors import AnswerInvalid, Unavailable
from extractor.exchanges import Exchanges
from extractor.reader_llm.answer import Shape
from extractor.reader_llm.border import FOREIGN, translate
from extractor.reader_llm.transport import StoredTransport
from extractor.settings import Endpoint

logging.getLogger("instructor").addHandler(logging.NullHandler())  # its errors reach a person through ours

_MODES = {
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "json": instructor.Mode.JSON,
    "md_json": instructor.Mode.MD_JSON,
    "tools": instructor.Mode.TOOLS,
}
_REASKS = 1
_CONNECT_SECONDS = 15.0
_backoff = wait_exponential_jitter(multiplier=0.5, max=30, jitter=0.5)

T = TypeVar("T", bound=Shape)
Sleep = Callable[[float], Awaitable[None]]


@cache
def _prepared(shape: type[T]) -> type[T]:
    """The shape as instructor would wrap it anew, a model class built, for every single question."""
    return instructor.response_schema(shape)


class Gate:
    """Holds back all calls for as long as a server asks."""

    def __init__(self, sleep: Sleep) -> None:
        self._sleep, self._until = sleep, 0.0

    def hold(self, seconds: float) -> None:
        """Let no call through for that long from now."""
        self._until = max(self._until, asyncio.get_running_loop().time() + seconds)

    async def passed(self) -> None:
        """Wait until calls may go out."""
        while (rest := self._until - asyncio.get_running_loop().time()) > 0:
            await self._sleep(rest)


class Client:
    """Asks one endpoint. `sleep` is for tests that must not wait."""

    def __init__(self, endpoint: Endpoint, exchanges: Exchanges, sleep: Sleep = asyncio.sleep) -> None:
        self.endpoint, self._exchanges, self._sleep = endpoint, exchanges, sleep
        settings = endpoint.settings
        self._slots, self._gate = asyncio.Semaphore(settings.concurrency), Gate(sleep)
        timeout = httpx2.Timeout(settings.timeout, connect=min(_CONNECT_SECONDS, settings.timeout))
        limits = httpx2.Limits(max_connections=settings.concurrency, max_keepalive_connections=settings.concurrency)
        # the inner client knows proxies and certificates of the environment; a bare transport would not
        inner = httpx2.AsyncClient(timeout=timeout, limits=limits)
        self._http = httpx2.AsyncClient(
            transport=StoredTransport(inner, exchanges, endpoint.base_url), timeout=timeout, trust_env=False
        )
        self._openai = AsyncOpenAI(
            api_key=endpoint.key.get_secret_value(), base_url=endpoint.base_url, http_client=self._http, max_retries=0,
            timeout=timeout,
        )  # fmt: skip
        self._instructor = instructor.from_openai(self._openai, mode=_MODES[endpoint.mode])

    async def ask(self, system: str, user: str, shape: type[T]) -> T:
        """The model's answer, of the asked shape; what may pass is tried again, an answer of no shape asked once more.

        Raises:
            ModelError: one of its kinds.
            StoreError: the store fails.
        """
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(Unavailable),
            wait=_wait,
            stop=stop_after_attempt(self.endpoint.settings.retries + 1),
            sleep=self._sleep,
            reraise=True,
        )
        with counted() as spent:
            try:
                async for attempt in retrying:
                    with attempt:
                        return await self._ask_once(system, user, shape)
            except AnswerInvalid:
                self._exchanges.fail(spent.keys)
                raise
        raise AssertionError("tenacity ends with an answer or an error")

    async def _ask_once(self, system: str, user: str, shape: type[T]) -> T:
        messages: list[ChatCompletionMessageParam] = [
            {"role": "system", "content": system},
            {"role": "user", "content": user},
        ]
        async with self._slots:
            await self._gate.passed()
            try:
                return await self._instructor.chat.completions.create(
                    model=self.endpoint.model, messages=messages, response_model=_prepared(shape), max_retries=_REASKS,
                    strict=False, **self.endpoint.parameters,
                )  # fmt: skip
            except FOREIGN as error:
                ours = translate(error, self.endpoint)
                if isinstance(ours, Unavailable):
                    LEDGER.get().failed += 1
                    self._gate.hold(ours.retry_after or 0.0)
                raise ours from None

    async def models(self) -> list[str]:
        """The models that the endpoint says it has; [] where it has no such list. Not tried again.

        Raises:
            ModelError: it does not answer, or lets nobody in.
        """
        try:
            return [model.id async for model in self._openai.models.list(timeout=_CONNECT_SECONDS)]
        except NotFoundError:
            return []
        except FOREIGN as error:
            raise translate(error, self.endpoint) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def _wait(state: RetryCallState) -> float:
    """What the server asks for, else longer each time; the jitter keeps calls from coming back all at once."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, Unavailable) else None
    return _backoff(state) if asked is None else 0.0
