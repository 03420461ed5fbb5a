"""The page over loopback, for one person at this machine: decisions are saved as they are made.

Nobody else gets in: the address is 127.0.0.1 alone, a random token stands in the path and in a header of every write, a foreign
Host or Origin is turned away (so no web site reaches it by a name of its own), and what is sent may not be long.
"""

import secrets
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import simplejson

from extractor.errors import ExtractorError, OutputError, ReviewError
from extractor.review.desk import Desk
from extractor.review.page import block, policy

HOST = "127.0.0.1"
MAX_BODY = 64_000
"""The longest decision that is taken in, in bytes."""
_TIMEOUT = 10
_TOKEN_BYTES = 16


def token() -> str:
    """A name that nobody guesses."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


class Server(ThreadingHTTPServer):
    """Serves one desk at `address`; port 0 takes any that is free."""

    daemon_threads = True

    def __init__(self, desk: Desk, port: int = 0) -> None:
        """Listen, not yet answer.

        Raises:
            OutputError: the port is taken.
        """
        self.desk = desk
        try:
            super().__init__((HOST, port), _Handler)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise OutputError(f"port {port}: cannot be listened on ({reason.lower()})") from None

    def handle_error(self, request: object, client_address: object) -> None:
        """Say what went wrong, unless a reader left before the answer was out."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.server_port}/{self.desk.page.token}/"


class _Refused(Exception):
    """A request that is turned away, with its status."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase.lower())
        self.status = status


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = _TIMEOUT
    server_version = "review"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with the page."""
        try:
            self._admit("")
            self._answer(HTTPStatus.OK, "text/html", self.server.desk.html())
        except _Refused as refused:
            self._answer(refused.status, "text/plain", str(refused))
        except ExtractorError as error:
            self._answer(HTTPStatus.CONFLICT, "text/plain", str(error))

    def do_POST(self) -> None:
        """Take in a decision."""
        try:
            self._admit("decisions")
            self._told(HTTPStatus.OK, self.server.desk.save(self._sent()))
        except _Refused as refused:
            self.close_connection = True
            self._told(refused.status, {"error": str(refused)})
        except ReviewError as error:
            self._told(HTTPStatus.CONFLICT, {"error": str(error)})
        except ExtractorError as error:
            self._told(HTTPStatus.INSUFFICIENT_STORAGE, {"error": str(error)})

    def _admit(self, page: str) -> None:
        """Turn away what does not come from this page."""
        here = {f"{name}:{self.server.server_port}" for name in (HOST, "localhost")}
        origin = self.headers.get("Origin")
        if self.headers.get("Host") not in here or (origin is not None and origin.removeprefix("http://") not in here):
            raise _Refused(HTTPStatus.FORBIDDEN)
        if self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            raise _Refused(HTTPStatus.FORBIDDEN)
        if not self._is(self.path, f"/{self.server.desk.page.token}/{page}"):
            raise _Refused(HTTPStatus.NOT_FOUND)

    @staticmethod
    def _is(given: str, wanted: str) -> bool:
        return secrets.compare_digest(given.encode("utf-8", "surrogateescape"), wanted.encode())

    def _sent(self) -> object:
        """The JSON of a write."""
        if not self._is(self.headers.get("X-Review-Token", ""), self.server.desk.page.token):
            raise _Refused(HTTPStatus.FORBIDDEN)
        if self.headers.get_content_type() != "application/json":
            raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            raise _Refused(HTTPStatus.LENGTH_REQUIRED)
        if int(length) > MAX_BODY:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            return simplejson.loads(self.rfile.read(int(length)).decode("utf-8"), allow_nan=False)
        except (ValueError, RecursionError, TimeoutError):
            raise _Refused(HTTPStatus.BAD_REQUEST) from None

    def _told(self, status: HTTPStatus, said: object) -> None:
        self._answer(status, "application/json", block(said))

    def _answer(self, status: HTTPStatus, kind: str, text: str) -> None:
        body = text.encode("utf-8", "replace")
        self.send_response(status)
        for name, value in (
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", f"{policy(True)}; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the token must not stand in a log."""
