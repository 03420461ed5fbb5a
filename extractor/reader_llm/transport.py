"""The way to the endpoint leads past the store: what was answered before is not asked again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import httpx2
import simplejson

from extractor.costs import LEDGER
from extractor.errors import AnswerRefused, NotAnAnswer
from extractor.exchanges import Exchanges, bare, key_of
from extractor.prices import price_of

_OK = 200
_SHOWN = 60


class StoredTransport(httpx2.AsyncBaseTransport):
    """Answers from the store where it can, else asks and keeps what comes back; counts both in the ledger at hand.

    Raises:
        NotAnAnswer: a reply of status 200 that is no chat completion.
        AnswerRefused: the model or a filter declines; such an answer is not kept.
        StoreError: the store fails.
    """

    def __init__(self, client: httpx2.AsyncClient, exchanges: Exchanges, base_url: str) -> None:
        self._client, self._exchanges, self._base_url = client, exchanges, base_url
        self._asking: dict[str, asyncio.Lock] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        body = await request.aread()
        if request.method != "POST":
            return await self._client.send(request)
        key = key_of(str(request.url), body)
        async with self._alone(key):
            kept = self._exchanges.get(key)
            if kept is not None:
                self._count(key, simplejson.loads(kept), replayed=True)
                return httpx2.Response(_OK, content=kept.encode(), headers={"content-type": "application/json"})
            return await self._ask(key, request, body)

    async def _ask(self, key: str, request: httpx2.Request, body: bytes) -> httpx2.Response:
        response = await self._client.send(request)
        if response.status_code != _OK:
            return response
        answer = self._parsed(response)
        self._count(key, answer, replayed=False)
        _check_willing(answer)
        self._exchanges.put(key, str(request.url), body.decode(), response.content.decode())
        return response

    def _parsed(self, response: httpx2.Response) -> dict[str, Any]:
        try:
            answer = simplejson.loads(response.content.decode("utf-8"))
        except (ValueError, RecursionError):
            answer = None
        if isinstance(answer, dict) and isinstance(answer.get("choices"), list) and answer["choices"]:
            return answer
        start = " ".join(response.content[: _SHOWN * 2].decode("utf-8", "replace").split())[:_SHOWN]
        raise NotAnAnswer(
            f"{bare(str(response.request.url))} answers, but with no chat completion ({start!r}…): check the base URL"
        )

    def _count(self, key: str, answer: dict[str, Any], *, replayed: bool) -> None:
        spent = LEDGER.get()
        price = partial(price_of, str(answer.get("model") or ""), self._base_url)
        spent.answered(answer, price, replayed=replayed)
        spent.keys.append(key)

    @asynccontextmanager
    async def _alone(self, key: str) -> AsyncIterator[None]:
        """Let equal requests wait for the first of them."""
        lock = self._asking.setdefault(key, asyncio.Lock())
        async with lock:
            yield
        if not lock.locked():
            self._asking.pop(key, None)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _check_willing(answer: dict[str, Any]) -> None:
    choice = answer["choices"][0]
    message = choice.get("message") or {}
    if choice.get("finish_reason") == "content_filter":
        raise AnswerRefused("the provider's content filter withholds the answer")
    if message.get("refusal"):
        raise AnswerRefused(f"the model declines: {' '.join(str(message['refusal']).split())[: _SHOWN * 2]}")
