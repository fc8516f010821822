"""Ask for many addresses: those that are known from lately are not asked for again."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from kblink.external.addresses import host_of
from kblink.external.answers import Answer
from kblink.external.cache import read_answers, write_answers
from kblink.external.hosts import Hosts
from kblink.external.request import Requester, open_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from kblink.external.manner import Manner


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by address, and how many of them were asked for just now.

    `offline`: nobody answered at all, so that nothing is called dead for it.
    """

    by_address: Mapping[str, Answer]
    asked: int
    offline: bool


def check_addresses(
    addresses: Iterable[str],
    manner: Manner,
    cache: Path,
    *,
    version: str,
    progress: Callable[[int, int], None],
    now: float | None = None,
) -> Answers:
    """Return what becomes of each address; `cache` is the file that answers are kept in.

    `progress` takes how many are done, and of how many. `now`: seconds since 1970.
    """
    now = time.time() if now is None else now
    kept = read_answers(cache, now)
    wanted = [*dict.fromkeys(addresses)]
    missing = [address for address in wanted if address not in kept]
    if not missing:
        return Answers({address: kept[address][0] for address in wanted}, 0, offline=False)
    asked = _ask_all(missing, manner, version, progress)
    offline = all(answer.is_local for answer in asked.values()) and len(asked) > 1
    if offline:
        asked = {address: Answer("unknown", answer.reason) for address, answer in asked.items()}
    else:
        fresh = {address: (answer, now) for address, answer in asked.items()}
        write_answers(cache, kept | fresh)
    found = {address: asked.get(address) or kept[address][0] for address in wanted}
    return Answers(found, len(asked), offline=offline)


def _ask_all(
    addresses: list[str], manner: Manner, version: str, progress: Callable[[int, int], None]
) -> dict[str, Answer]:
    """Ask for addresses, many machines at once, each for few."""
    queues: defaultdict[str, deque[str]] = defaultdict(deque)
    for address in addresses:
        queues[host_of(address)].append(address)
    answers: dict[str, Answer] = {}
    one_at_a_time = Lock()
    with open_client(manner, version) as client:
        requester = Requester(client, Hosts(manner.per_host), manner)

        def work_off(queue: deque[str]) -> None:
            while True:
                try:
                    address = queue.popleft()
                except IndexError:
                    return
                answer = requester.ask(address)
                with one_at_a_time:
                    answers[address] = answer
                    progress(len(answers), len(addresses))

        lanes = [
            queue for queue in queues.values() for _ in range(min(manner.per_host, len(queue)))
        ]
        pool = ThreadPoolExecutor(max_workers=min(len(lanes), manner.hosts * manner.per_host))
        try:
            for done in [pool.submit(work_off, queue) for queue in lanes]:
                done.result()
        finally:
            for queue in queues.values():  # where the run is interrupted, nothing more is asked
                queue.clear()
            pool.shutdown()
    return answers
