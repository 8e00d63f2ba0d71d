"""What a served model answers and costs: parses, seconds, requests per second, memory."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from bot.cli.nlu_server import Server
from nlu.contract import Parse
from nlu.model.client import read_parse

CONNECTIONS = 4
WARM_UP = 20
"""Requests before the clock starts."""
_TIMEOUT = 30.0


@dataclass
class Answers:
    """A model's answers by normalised text, and the seconds of each, in the order of asking."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def intent(self, normalised: str) -> str | None:
        """The model's first intent; None when it has none, as of a message of signs."""
        name = self.answers[normalised]["intent"]["name"]
        return str(name) if name else None

    def parse(self, normalised: str) -> Parse:
        """The same as `RasaClient.parse`, so that frames are built from these answers. Raises KeyError, ValueError."""
        return read_parse(self.answers[normalised])

    def percentile(self, share: float) -> float:
        """Milliseconds within which so many per cent of the requests were answered."""
        return float(1000 * np.percentile(self.seconds, share))


def ask_all(url: str, texts: Iterable[str]) -> Answers:
    """Ask for each normalised text once, one request at a time over one connection that stays open."""
    wanted = list(dict.fromkeys(texts))
    result = Answers()
    with _client(url) as client:
        for text in wanted[:WARM_UP]:
            _ask(client, text)
        for text in wanted:
            began = time.perf_counter()
            result.answers[text] = _ask(client, text)
            result.seconds.append(time.perf_counter() - began)
    return result


def throughput(urls: Sequence[str], texts: Sequence[str]) -> float:
    """Requests per second of the servers together, asked for `texts` over CONNECTIONS connections, shared out evenly."""
    shares = [(urls[place % len(urls)], texts[place::CONNECTIONS]) for place in range(CONNECTIONS)]
    clients = [_client(url) for url, _ in shares]

    def work(client: httpx.Client, share: Sequence[str]) -> None:
        for text in share:
            _ask(client, text)

    try:
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            for client in clients:
                work(client, texts[:WARM_UP])
            began = time.perf_counter()
            list(pool.map(work, clients, (share for _, share in shares)))
            return len(texts) / (time.perf_counter() - began)
    finally:
        for client in clients:
            client.close()


def memory(server: Server) -> float | None:
    """Megabytes (10^6) resident in a server's processes together; None where there is no /proc, as on macOS."""
    if not Path("/proc/self/statm").exists():
        return None
    pages = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and _group(int(folder.name)) == server.pid:
            pages += int((folder / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _group(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def _client(url: str) -> httpx.Client:
    return httpx.Client(base_url=url, timeout=_TIMEOUT, trust_env=False)


def _ask(client: httpx.Client, text: str) -> dict[str, Any]:
    response = client.post("/model/parse", json={"text": text})
    response.raise_for_status()
    answer: Mapping[str, Any] = response.json()
    return dict(answer)
