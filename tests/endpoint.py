"""A scripted endpoint on loopback: answers, faults and delays as a test orders them. Nothing leaves the machine."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}


@dataclass(frozen=True)
class Reply:
    """One reply: status, body and headers; `delay` in seconds; `cut` closes the connection after that many bytes."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: int | None = None


def answered(
    content: object, finish: str = "stop", usage: Mapping[str, int] | None = USAGE, **message: object
) -> Reply:
    """A chat completion with this content, dumped as JSON unless it is a string."""
    text = content if isinstance(content, str) or content is None else json.dumps(content, ensure_ascii=False)
    whole = {
        "id": "chatcmpl-test", "object": "chat.completion", "created": 0, "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text, **message}, "finish_reason": finish}],
    }  # fmt: skip
    if usage is not None:
        whole["usage"] = usage
    return Reply(json.dumps(whole, ensure_ascii=False).encode())


def called(content: object) -> Reply:
    """A chat completion that answers by a call of the tool `Answer`."""
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "Answer", "arguments": json.dumps(content, ensure_ascii=False)},
    }
    return answered(None, "tool_calls", tool_calls=[call])


def failed(status: int, message: str = "", **headers: str) -> Reply:
    """An error as such endpoints give it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(json.dumps({"error": {"message": message, "type": "test"}}).encode(), status, named)


async def no_sleep(_: float) -> None:
    """A sleep for clients that must not wait."""
    await asyncio.sleep(0)


Script = Callable[[dict[str, Any]], Reply]


class Endpoint:
    """Serves replies in their order, the last one again and again; or whatever a function of the request's body gives."""

    def __init__(self, replies: Sequence[Reply] | Script, port: int = 0) -> None:
        self._replies, self._port = replies, port
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[str] = []
        self.busy = self.busiest = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @contextmanager
    def in_thread(self) -> Iterator[Self]:
        """Serve from a thread, for tests of whole processes."""
        started, stop = threading.Event(), asyncio.Event()
        loop = asyncio.new_event_loop()

        async def serve() -> None:
            async with self:
                started.set()
                await stop.wait()

        thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
        thread.start()
        started.wait()
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()
            loop.close()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                length = next(
                    (int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0
                )
                body = await reader.readexactly(length)
                self.headers.append(head)
                self.bodies.append(json.loads(body) if body else {})
                self.busy += 1
                self.busiest = max(self.busiest, self.busy)
                reply = self._reply()
                await asyncio.sleep(reply.delay)
                self.busy -= 1
                if not await self._send(reply, writer):
                    return
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            writer.close()

    def _reply(self) -> Reply:
        if callable(self._replies):
            return self._replies(self.bodies[-1])
        return self._replies[min(len(self.bodies), len(self._replies)) - 1]

    async def _send(self, reply: Reply, writer: asyncio.StreamWriter) -> bool:
        """Send a reply; False where the connection is to be closed."""
        given = {"content-type": "application/json", **reply.headers, "content-length": str(len(reply.body))}
        head = (
            f"HTTP/1.1 {reply.status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in given.items()) + "\r\n"
        )
        whole = head.encode() + reply.body
        writer.write(whole if reply.cut is None else whole[: reply.cut])
        await writer.drain()
        return reply.cut is None
