"""Request one address: HEAD, then GET where HEAD is refused, again after faults, through redirects.

The body of no answer is read, and no cookie is kept.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, NamedTuple

import httpx2

from kblink.external.addresses import host_of, is_private, requested_address
from kblink.external.answers import (
    NO_SUCH_NAME,
    PERMANENT,
    REDIRECTS,
    REFUSED,
    TRY_LATER,
    Answer,
    of_status,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kblink.external.hosts import Hosts
    from kblink.external.manner import Manner

_NOT_FOUND = ("Name or service not known", "nodename nor servname", "No address associated")
_NOT_FOUND_NUMBERS = ("[Errno -2]", "[Errno -5]", "[Errno 11001]")


class Response(NamedTuple):
    """What of an answer counts."""

    status: int
    location: str
    retry_after: float


def open_client(manner: Manner, version: str) -> httpx2.Client:
    """Return a client for any number of threads."""
    return httpx2.Client(
        headers={"user-agent": f"kblink/{version} (link check)", "accept": "*/*"},
        timeout=manner.timeout,
        follow_redirects=False,
        limits=httpx2.Limits(max_connections=manner.hosts * manner.per_host * 2),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


class Requester:
    """Asks for addresses, one call for one address; several threads may call at once.

    `sleep` takes seconds.
    """

    def __init__(
        self,
        client: httpx2.Client,
        hosts: Hosts,
        manner: Manner,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._hosts = hosts
        self._manner = manner
        self._sleep = sleep

    def ask(self, address: str) -> Answer:
        """Return what becomes of an address, wherever it redirects to."""
        moved = ""
        is_permanent = True
        for _ in range(self._manner.redirects + 1):
            answer = self._ask_once(address)
            if not isinstance(answer, Response):
                return self._through(moved, answer)
            is_permanent = is_permanent and answer.status in PERMANENT
            try:
                address = str(httpx2.URL(address).join(answer.location).copy_with(fragment=None))
            except (httpx2.InvalidURL, ValueError):
                return Answer("unknown", "redirects to no address")
            if requested_address(address) is None:
                return Answer("unknown", "redirects out of the web")
            moved = address if is_permanent else moved
        return Answer("unknown", f"more than {self._manner.redirects} redirects")

    @staticmethod
    def _through(moved: str, answer: Answer) -> Answer:
        """The answer of the last address on the way, for the first one."""
        if not moved:
            return answer
        if answer.state == "alive":
            return Answer("redirected", "has moved for good", moved)
        return answer._replace(reason=f"redirects to {moved}, {answer.reason}")

    def _ask_once(self, address: str) -> Answer | Response:
        """What an address itself answers: a redirect, or a verdict; faults are tried again."""
        if not self._manner.private and is_private(address):
            return Answer("unknown", "an address of this machine's own network")
        answer = Answer("unknown", "no answer")
        for attempt in range(self._manner.retries + 1):
            try:
                response = self._head_then_get(address)
            except httpx2.HTTPError as error:
                answer, pause = _of_error(error), 0.0
                if not _is_worth_another_try(error):
                    return answer
            except (httpx2.InvalidURL, httpx2.CookieConflict, ValueError, UnicodeError):
                return Answer("unknown", "no address that can be requested")
            else:
                if response.status in REDIRECTS and response.location:
                    return response
                answer, pause = of_status(response.status), response.retry_after
                if response.status not in TRY_LATER:
                    return answer
            if attempt == self._manner.retries or pause > self._manner.longest_pause:
                break
            self._wait(address, attempt, pause)
        return answer

    def _wait(self, address: str, attempt: int, asked: float) -> None:
        """Wait before another try; a server that asks for a pause is left alone by all threads."""
        spread = random.uniform(0.75, 1.25)  # noqa: S311 - so that not all come back at once
        pause = max(asked, self._manner.pause * 2**attempt * spread)
        pause = min(pause, self._manner.longest_pause)
        if asked:
            self._hosts.leave_alone(host_of(address), pause)
        self._sleep(pause)

    def _head_then_get(self, address: str) -> Response:
        """The answer to HEAD, else that to GET: many servers answer wrongly to HEAD, or not."""
        with self._hosts.turn(host_of(address), self._sleep):
            try:
                response = self._send("HEAD", address)
            except (httpx2.RemoteProtocolError, httpx2.ReadTimeout, httpx2.ReadError):
                return self._send("GET", address)
            refused = response.status >= 400 and response.status != 429
            return self._send("GET", address) if refused else response

    def _send(self, method: str, address: str) -> Response:
        with self._client.stream(method, address) as response:
            headers = response.headers
            return Response(
                response.status_code,
                headers.get("location", ""),
                _seconds(headers.get("retry-after", "")),
            )


def _of_error(error: httpx2.HTTPError) -> Answer:
    words = str(error)
    if isinstance(error, httpx2.ConnectError):
        if any(mark in words for mark in (*_NOT_FOUND, *_NOT_FOUND_NUMBERS)):
            return Answer("dead", NO_SUCH_NAME)
        if "refused" in words.lower():
            return Answer("dead", REFUSED)
        if "certificate" in words.lower() or "ssl" in words.lower():
            return Answer("unknown", "no certificate that can be trusted")
        return Answer("unknown", "cannot be reached")
    if isinstance(error, httpx2.TimeoutException):
        return Answer("unknown", "no answer in time")
    return Answer("unknown", "no answer that can be read")


def _is_worth_another_try(error: httpx2.HTTPError) -> bool:
    """Whether it may go better: not where there is no such name or no such protocol."""
    return _of_error(error).reason != NO_SUCH_NAME and not isinstance(
        error, (httpx2.UnsupportedProtocol, httpx2.TooManyRedirects)
    )


def _seconds(retry_after: str) -> float:
    """The seconds that a server asks for, as a number or a date; 0 for neither."""
    if retry_after.isascii() and retry_after.isdecimal():
        return float(retry_after[:9])
    try:
        date = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max((aware - datetime.now(UTC)).total_seconds(), 0.0)
