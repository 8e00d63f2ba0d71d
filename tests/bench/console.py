"""`vyapari bench console`: how soon the inbox of support shows what comes in, and whether it stays quick and small.

A stack of its own: PostgreSQL, Redis, the web process. `--talks` conversations wait for a person, `--rate` messages a second
come in, each a transaction as of a worker that holds it; an agent's Chromium has the inbox open. Measured: the time from a
message's commit to its words in the list (all of the way: the look at the database, the event, the request, the drawing), the
browser's own Event Timing of a key press, and the page's heap and nodes after garbage collection, over the time.

Then the retailer's page, as on a cheap phone (`browsing/retailer.py`): what the first load weighs and takes on 4G and 3G, and how
soon it shows a sale from the chat. `--only page` or `--only inbox` measures one of the two.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, CDPSession, Page

from infra import clock
from infra.database.session import desk_session
from infra.settings import settings
from infra.supervisor import wait_until
from infra.telemetry import configure_logging
from tests.bench.browsing import retailer
from tests.e2e.browser import open_browser
from tests.e2e.own_servers import own_servers

EMAIL, PASSWORD = "bench@example.in", "correct horse battery"
AIM_LIST_MS, AIM_KEY_MS = 1000.0, 100.0
PATIENCE = 30.0
KEYS = """() => { window.presses = [];
  new PerformanceObserver(list => {
      for (const e of list.getEntries()) if (e.name === 'keydown') window.presses.push(e.duration); })
    .observe({type: 'event', durationThreshold: 16, buffered: true}); }"""


def run(arguments: list[str]) -> None:
    """Start, load, measure, print."""
    parser = argparse.ArgumentParser(prog="vyapari bench console", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--talks", type=int, default=500, help="conversations that wait for a person")
    parser.add_argument("--rate", type=float, default=50.0, help="messages a second that come in")
    parser.add_argument("--seconds", type=float, default=600.0, help="of measuring")
    parser.add_argument("--data", type=Path, help="a folder for the scratch data; a temporary one unless given")
    parser.add_argument("--loads", type=int, default=10, help="first loads of the retailer's page on each network")
    parser.add_argument("--sales", type=int, default=50, help="sales from the chat that it has to show")
    parser.add_argument("--only", choices=("inbox", "page"), help="measure one of the two pages")
    options = parser.parse_args(arguments)
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    settings.cache_clear()
    configure_logging("bench")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} when it began", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="vyapari-bench-") as name,
        _web(options.data or Path(name)) as address,
        open_browser() as browser,
    ):
        if options.only != "page":
            _watch_inbox(browser, address, options)
        if options.only != "inbox":
            retailer.measure(browser, address, options.loads, options.sales)


def _watch_inbox(browser: Browser, address: str, options: argparse.Namespace) -> None:
    talks = _fill(options.talks)
    stop = threading.Event()
    load = threading.Thread(target=_load, args=(talks[1:], options.rate, stop), daemon=True)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    session = page.context.new_cdp_session(page)
    _sign_in(page, address)
    load.start()
    try:
        _measure(page, session, talks[0], options.seconds)
    finally:
        stop.set()
        load.join(timeout=PATIENCE)
        page.close()


@contextmanager
def _web(directory: Path) -> Iterator[str]:
    """The address of a web process with servers of its own."""
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "bot.web.app:create_app", "--factory", "--port", str(port)]
    with own_servers(directory):
        web = subprocess.Popen([*command, "--no-access-log"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            assert wait_until(lambda: _answers(address), time.monotonic() + PATIENCE, 0.1), (
                "the web process did not start"
            )
            yield address
        finally:
            web.terminate()
            web.wait(timeout=PATIENCE)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _fill(count: int) -> list[int]:
    """An agent, and so many conversations that wait for a person, the oldest first; their numbers."""
    from domain.agents import store as agents
    from domain.conversations import store as conversations
    from domain.support import store as support

    with desk_session() as session:
        agents.add(session, EMAIL, "Meera", "agent", now=clock.now(), languages=["en"], password=PASSWORD)
        found = []
        for number in range(count):
            talk = conversations.find_or_open(
                session, channel="whatsapp", address=f"+9197{number:08d}", provider="simulator", now=clock.now()
            )
            talk.mode = "human"
            support.open_case(session, talk, "asked", clock.now())
            found.append(talk.id)
    return found


def _load(talks: list[int], rate: float, stop: threading.Event) -> None:
    """Messages at the moments at which they are due, whatever became of those before."""
    rng, began, sent = random.Random(1), time.monotonic(), 0
    while not stop.wait(max(0.0, began + sent / rate - time.monotonic())):
        _say(rng.choice(talks), f"5 maggi becha {sent}")
        sent += 1


def _say(talk: int, words: str) -> None:
    """A message that came in and is held, as a worker leaves it."""
    from domain.conversations import received
    from domain.conversations import store as conversations
    from domain.support import store as support

    with desk_session() as session:
        conversation = conversations.lock(session, talk)
        assert conversation is not None
        now = clock.now()
        columns = {"provider": "simulator", "provider_id": f"bench-{talk}-{words}", "body": words, "button": None}
        received.receive(session, conversation, now=now, status="held", replied_to=None, raw={}, sent_at=now, **columns)
        case = support.current(session, talk)
        assert case is not None
        support.wait(session, case, now)


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/console/login")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("a.case")
    page.evaluate(KEYS)


def _measure(page: Page, session: CDPSession, probe: int, seconds: float) -> None:
    shown: list[float] = []
    sizes = [_size(session)]
    ends = time.monotonic() + seconds
    print(f"{'minute':>6} {'list ms p50':>12} {'p95':>8} {'most':>8} {'heap MB':>8} {'nodes':>8}")
    while time.monotonic() < ends:
        minute = min(ends, time.monotonic() + 60)
        latest: list[float] = []
        while time.monotonic() < minute:
            words = f"probe {len(shown) + len(latest)}"
            _say(probe, words)
            began = time.perf_counter()
            page.wait_for_function("w => document.querySelector('a.case .words').textContent === w", arg=words)
            latest.append((time.perf_counter() - began) * 1000)
            page.keyboard.press("j")
        shown += latest
        sizes.append(_size(session))
        print(f"{len(sizes) - 1:>6} {_row(latest)} {sizes[-1][0]:>8.1f} {sizes[-1][1]:>8}", flush=True)
    presses = sorted(page.evaluate("window.presses"))
    slowest = presses[-1] if presses else 16.0
    print(f"list: {_row(shown)} ms, aim {AIM_LIST_MS:.0f}")
    print(f"key presses slower than 16 ms: {len(presses)}, slowest {slowest:.0f} ms, aim {AIM_KEY_MS:.0f}")
    print(f"heap: {sizes[0][0]:.1f} MB at the start, {sizes[-1][0]:.1f} MB at the end")


def _row(values: list[float]) -> str:
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"{statistics.median(ordered):>12.0f} {p95:>8.0f} {ordered[-1]:>8.0f}"


def _size(session: CDPSession) -> tuple[float, int]:
    """Heap in MB and nodes of the page, after its garbage was collected."""
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return found["JSHeapUsedSize"] / 1e6, int(found["Nodes"])
