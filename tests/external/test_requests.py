"""What becomes of addresses, asked of a real server that misbehaves."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from misbehaving_server import serving

from kblink.external.answers import NO_SUCH_NAME, REFUSED, Answer
from kblink.external.cache import AGES
from kblink.external.check import Answers, check_addresses
from kblink.external.manner import Manner
from kblink.external.request import _seconds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from misbehaving_server import Server

QUICK = Manner(timeout=0.4, pause=0.01, longest_pause=1.5, private=True)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "web.json"


def ask(cache: Path, *addresses: str, manner: Manner = QUICK, now: float | None = None) -> Answers:
    return check_addresses(addresses, manner, cache, version="0", progress=lambda *_: None, now=now)


@pytest.fixture
def answer(server: Server, cache: Path) -> AnswerTo:
    return AnswerTo(server, cache)


class AnswerTo:
    """The answer to one path of the server."""

    def __init__(self, server: Server, cache: Path) -> None:
        self.server = server
        self.cache = cache

    def __call__(self, path: str, manner: Manner = QUICK) -> Answer:
        address = f"{self.server.root}/{path}"
        return ask(self.cache, address, manner=manner).by_address[address]


@pytest.mark.parametrize("status", [200, 204, 206])
def test_what_answers_well_is_alive(answer: AnswerTo, status: int) -> None:
    assert answer(f"status/{status}") == Answer("alive")


def test_one_request_is_enough_for_what_is_alive(answer: AnswerTo, server: Server) -> None:
    answer("ok")
    assert server.asked == ["HEAD /ok"]


@pytest.mark.parametrize(("status", "reason"), [(404, "404 not found"), (410, "410 gone")])
def test_what_says_so_is_dead(answer: AnswerTo, server: Server, status: int, reason: str) -> None:
    assert answer(f"status/{status}") == Answer("dead", reason)
    assert server.asked == [f"HEAD /status/{status}", f"GET /status/{status}"]


@pytest.mark.parametrize("status", [400, 401, 403, 405, 406, 429, 451, 500, 502, 503, 999])
def test_what_keeps_programs_out_or_has_a_fault_is_unknown(answer: AnswerTo, status: int) -> None:
    assert answer(f"status/{status}") == Answer("unknown", f"answered with {status}")


@pytest.mark.parametrize("status", [403, 404, 405, 500, 501])
def test_where_head_is_refused_get_tells(answer: AnswerTo, server: Server, status: int) -> None:
    assert answer(f"get-only/{status}").state == "alive"
    assert [words.split()[0] for words in server.asked] == ["HEAD", "GET"]


def test_where_head_is_hung_up_on_get_tells(answer: AnswerTo) -> None:
    assert answer("no-head").state == "alive"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_fault_that_passes_is_none(answer: AnswerTo, status: int) -> None:
    assert answer(f"recovers/{status}/2").state == "alive"


def test_after_the_last_try_it_stays_unknown(answer: AnswerTo, server: Server) -> None:
    assert answer("recovers/429/3").state == "unknown"
    assert len(server.asked) == 3


def test_pauses_double(answer: AnswerTo, server: Server) -> None:
    answer("status/429", replace(QUICK, pause=0.1, retries=2))
    first, second, third = server.times["/status/429"]
    assert 0.07 < second - first < 0.3
    assert third - second > 0.14


def test_a_pause_that_is_asked_for_is_kept(answer: AnswerTo, server: Server) -> None:
    assert answer("later/1").state == "alive"
    first, second = server.times["/later/1"]
    assert second - first >= 1


def test_a_pause_that_is_too_long_is_not_waited_for(answer: AnswerTo, server: Server) -> None:
    started = time.monotonic()
    assert answer("later/3600") == Answer("unknown", "answered with 429")
    assert time.monotonic() - started < 1
    assert len(server.asked) == 1


def test_while_a_server_wants_a_pause_nothing_else_is_asked_of_it(
    server: Server, cache: Path
) -> None:
    others = [f"{server.root}/ok/{number}" for number in range(4)]
    ask(cache, f"{server.root}/later/1", *others, manner=replace(QUICK, per_host=1))
    paused = server.times["/later/1"][0]
    assert all(times[0] - paused >= 1 for path, times in server.times.items() if "ok" in path)


@pytest.mark.parametrize("status", [301, 308])
def test_what_has_moved_for_good_is_redirected(
    answer: AnswerTo, server: Server, status: int
) -> None:
    expected = Answer("redirected", "has moved for good", f"{server.root}/ok")
    assert answer(f"redirect/{status}/ok") == expected
    assert answer(f"redirect/{status}/redirect/301/ok") == expected


@pytest.mark.parametrize("status", [302, 303, 307])
def test_what_has_moved_for_now_is_alive(answer: AnswerTo, status: int) -> None:
    assert answer(f"redirect/{status}/ok") == Answer("alive")
    assert answer(f"redirect/{status}/redirect/301/ok") == Answer("alive")


def test_of_what_goes_on_from_there_for_now_the_lasting_part_counts(
    answer: AnswerTo, server: Server
) -> None:
    moved = answer("redirect/301/redirect/302/ok")
    assert moved.location == f"{server.root}/redirect/302/ok"


def test_what_has_moved_to_a_dead_page_is_dead(answer: AnswerTo, server: Server) -> None:
    assert answer("redirect/301/status/404") == Answer(
        "dead", f"redirects to {server.root}/status/404, 404 not found"
    )


@pytest.mark.parametrize(
    "path",
    ["loop", "redirect-to-nothing", "redirect-out", "reset", "garbage", "slow", "status/301"],
)
def test_what_cannot_be_told_is_unknown(answer: AnswerTo, path: str) -> None:
    found = answer(path)
    assert found.state == "unknown"
    assert found.reason


def test_no_body_is_read_to_its_end(answer: AnswerTo) -> None:
    started = time.monotonic()
    assert answer("endless").state == "alive"
    assert answer("endless-get-only").state == "alive"
    assert time.monotonic() - started < 2


def test_a_machine_that_refuses_is_dead(cache: Path, server: Server) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/"
    found = ask(cache, address, f"{server.root}/ok")
    assert found.by_address[address] == Answer("dead", REFUSED)
    assert not found.offline


def test_a_name_that_nobody_bears_is_dead(
    cache: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def getaddrinfo(host: str, *words: object, **more: object) -> object:
        if "nobody" in str(host):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if "later" in str(host):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real(host, *words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    addresses = ("http://nobody.example/", "http://later.example/", f"{server.root}/ok")
    found = ask(cache, *addresses).by_address
    assert found[addresses[0]] == Answer("dead", NO_SUCH_NAME)
    assert found[addresses[1]].state == "unknown"
    alone = ask(cache.with_name("other"), "http://nobody.example/", "http://nobody.example/2")
    assert alone.offline  # nobody answered: it may be this machine
    assert {each.state for each in alone.by_address.values()} == {"unknown"}
    assert not cache.with_name("other").exists()


def test_a_machine_is_asked_for_few_addresses_at_once_and_each_once(
    server: Server, cache: Path
) -> None:
    addresses = [f"{server.root}/ok/{number}" for number in range(60)]
    found = ask(cache, *addresses, *addresses)
    assert {each.state for each in found.by_address.values()} == {"alive"}
    assert found.asked == 60
    assert len(server.asked) == 60
    assert server.most_at_once == 2


def test_many_machines_are_asked_at_once(cache: Path) -> None:
    with serving() as one, serving() as two, serving() as three:
        started = time.monotonic()
        ask(cache, *(f"{server.root}/slow" for server in (one, two, three)))
        in_turn = 3 * 2 * 3 * QUICK.timeout  # machines, HEAD and GET, tries
        assert time.monotonic() - started < in_turn / 2


def test_no_cookie_is_kept(server: Server, cache: Path) -> None:
    ask(cache, *(f"{server.root}/ok/{number}" for number in range(4)))
    assert server.cookies == []


def test_what_was_answered_lately_is_not_asked_again(server: Server, cache: Path) -> None:
    addresses = [f"{server.root}/{path}" for path in ("ok", "status/404", "status/403")]
    first = ask(cache, *addresses, now=1_000_000.0)
    again = ask(cache, *addresses, now=1_000_000.0 + 60)
    assert again.by_address == first.by_address
    assert (first.asked, again.asked) == (3, 0)


def test_each_kind_of_answer_has_its_age(server: Server, cache: Path) -> None:
    addresses = [f"{server.root}/{path}" for path in ("status/403", "status/404", "ok")]
    ask(cache, *addresses, now=0.0)
    assert ask(cache, *addresses, now=AGES["unknown"] + 1).asked == 1
    assert ask(cache, *addresses, now=AGES["dead"] + 1).asked == 2
    assert ask(cache, *addresses, now=AGES["alive"] + 1).asked == 3


def test_answers_from_the_future_and_damaged_caches_count_for_nothing(
    server: Server, cache: Path
) -> None:
    address = f"{server.root}/ok"
    ask(cache, address, now=1_000_000.0)
    assert ask(cache, address, now=1.0).asked == 1
    for text in ("", "[]", '{"schema": "kblink/web/1", "answers": {"x": 1}}', "\x00" * 99):
        cache.write_text(text)
        assert ask(cache, address).asked == 1


def test_a_cache_that_cannot_be_written_does_no_harm(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert ask(tmp_path / "file" / "web.json", f"{server.root}/ok").asked == 1


def test_addresses_of_this_machine_and_its_network_are_not_requested(
    server: Server, cache: Path
) -> None:
    port = server.server_address[1]
    hosts = ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0", "127.1")
    addresses = [f"http://{host}:{port}/ok" for host in hosts]
    addresses += ["http://169.254.169.254/", "http://10.0.0.1/", "http://printer.local/"]
    found = ask(cache, *addresses, manner=replace(QUICK, private=False)).by_address
    assert server.asked == []
    assert {each.state for each in found.values()} == {"unknown"}


def test_a_redirect_does_not_lead_into_the_own_network(
    answer: AnswerTo, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kblink.external.request.is_private", lambda address: "/ok" in address)
    found = answer("redirect/301/ok", replace(QUICK, private=False))
    assert found.state == "unknown"
    assert not [words for words in server.asked if "/ok" in words.split("redirect")[0]]


@pytest.mark.parametrize(
    "address", ["http://a..b/", "http://\x00/", "https://%zz%/", "http://a b/", "http://-\u0378/"]
)
def test_no_address_breaks_a_run(server: Server, cache: Path, address: str) -> None:
    found = ask(cache, address, f"{server.root}/ok").by_address
    assert found[address].state in ("unknown", "dead")


def test_a_pause_is_read_as_seconds_or_as_a_date() -> None:
    assert _seconds("7") == 7
    assert _seconds("soon") == _seconds("") == _seconds("-3") == 0
    date = datetime.now(UTC) + timedelta(seconds=100)
    assert 95 < _seconds(format_datetime(date, usegmt=True)) <= 100
    assert _seconds(format_datetime(date - timedelta(days=1), usegmt=True)) == 0
