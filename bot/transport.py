"""The library's requests on aiohttp, one pool of connections, quick under concurrency.

The library's own client (httpx) spends two thirds of its time on its connection pool as soon as
some hundred requests are in flight (encode/httpx#3215); this one does not, and it can say whether
a request that failed has left the house:

    NotSent         no connection was made: Telegram knows nothing of it, it may be sent again
    TimedOut        sent, and no answer came in time: nobody knows whether it was done
    NetworkError    the line broke meanwhile, or the server failed (5xx): likewise

The token is part of every address. Therefore no error of this module carries an address, neither
in its words nor in the errors it came from, and nothing here is logged.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# The library's own switch: spans of time are timedeltas. Without it each RetryAfter, which is
# daily bread here, comes with a deprecation warning. It is written for the library, not read.
os.environ.setdefault("PTB_TIMEDELTA", "true")  # noqa: TID251

T = TypeVar("T")
Given = DefaultValue[float] | float | DefaultValue[None] | None
Hook = Callable[[Mapping[str, str]], None]

_JSON = {"Content-Type": "application/json"}
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class NotSent(NetworkError):
    """No connection to Telegram was made: the request was certainly not done."""

    __slots__ = ()


class AiohttpRequest(BaseRequest):
    """One pool of at most ``connections`` connections. All timeouts are in seconds, None is never.

    ``media_timeout`` replaces ``write_timeout`` for uploads. ``on_headers`` is given the headers
    of every answer (a clock that follows the local Telegram's). ``proxy`` is a URL.
    """

    def __init__(
        self,
        *,
        connections: int = 256,
        read_timeout: float | None = 10.0,
        write_timeout: float | None = 5.0,
        media_timeout: float | None = 30.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 5.0,
        proxy: str | None = None,
        on_headers: Hook | None = None,
    ) -> None:
        self._connections = connections
        self._read, self._write, self._media = read_timeout, write_timeout, media_timeout
        self._connect, self._pool = connect_timeout, pool_timeout
        self._proxy = proxy
        self._on_headers = on_headers
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """The default read timeout in seconds."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool; again after a shutdown is well."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Given = BaseRequest.DEFAULT_NONE,
        write_timeout: Given = BaseRequest.DEFAULT_NONE,
        connect_timeout: Given = BaseRequest.DEFAULT_NONE,
        pool_timeout: Given = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of one request. Raises NotSent, TimedOut or NetworkError."""
        if self._session is None:
            raise RuntimeError("the request class is not initialized")
        uploads = request_data is not None and request_data.contains_files
        timeout = _timeout(
            pool=_or(pool_timeout, self._pool),
            connect=_or(connect_timeout, self._connect),
            write=_or(write_timeout, self._media if uploads else self._write),
            read=_or(read_timeout, self._read),
        )
        failure: TelegramError
        try:
            async with self._session.request(
                method,
                url,
                data=_form(request_data) if uploads else _body(request_data),
                headers=None if uploads else _JSON,
                timeout=timeout,
                proxy=self._proxy,
                allow_redirects=False,
            ) as answer:
                body = await answer.read()
                if self._on_headers is not None:
                    self._on_headers(answer.headers)
                return answer.status, _plain(answer.status, body)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            failure = _told(error)
        raise failure  # outside the except: the error it came from holds the address

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dictionary. Raises TelegramError without logging it, unlike the library."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer


def wait_of(error: RetryAfter) -> timedelta:
    """How long Telegram asks us to wait, whichever way the library gives it."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _told(error: Exception) -> TelegramError:
    name = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotSent(f"no connection to Telegram ({name})")
    if isinstance(error, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
        return NotSent("the address of the Bot API is not an address")
    if isinstance(error, TimeoutError):
        return TimedOut(f"sent, and no answer came in time ({name})")
    return NetworkError(f"the connection to Telegram broke ({name})")


def _timeout(
    *, pool: float | None, connect: float | None, write: float | None, read: float | None
) -> aiohttp.ClientTimeout:
    """The library's four in aiohttp's terms, whose ``connect`` includes waiting for the pool.

    aiohttp has no timeout for writing; the total bounds it. It is never shorter than the parts,
    so that a failure to connect is always told as such.
    """
    waiting = None if pool is None or connect is None else pool + connect
    total = None
    if waiting is not None and write is not None and read is not None:
        total = waiting + write + read
    return aiohttp.ClientTimeout(
        total=total, connect=waiting, sock_connect=connect, sock_read=read
    )


def _or(given: T | DefaultValue[Any], default: T) -> T:
    return default if isinstance(given, DefaultValue) else given


def _body(data: RequestData | None) -> bytes | None:
    """As JSON (Bot API, "Making requests"): a third of the work of a form."""
    return None if data is None else _written(data.parameters).encode()


def _form(data: RequestData | None) -> aiohttp.FormData:
    assert data is not None
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _plain(status: int, body: bytes) -> bytes:
    """An error page of some machine on the way as an empty object: the library quotes bodies."""
    return body if status < 300 or body.lstrip().startswith(b"{") else b"{}"
