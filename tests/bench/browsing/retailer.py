"""The retailer's page on a cheap phone: what its first load weighs and takes, and how soon it shows a sale from the chat.

Chromium with a 360-pixel screen, a quarter of this machine's speed (DevTools' CPU throttling) and networks worse than their
names: Lighthouse's slow 4G and DevTools' slow 3G. Each load has a fresh browser context: nothing is in its cache. A sale goes the
whole way: inbox row, queue, a worker process of its own, the books, the page's event, its request, the drawing.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from actions.dashboard_link import PURPOSE
from bot.contract import IncomingMessage
from bot.inbox import receive
from domain.dashboard import store as dashboard
from domain.demo.fill import fill_missing, phone_of
from domain.stores import store as stores
from infra import clock, links
from infra.database.session import store_session

SLOWER = 4
"""Times that the phone's processor is slower than this one."""
DAYS = 150
AIM_BYTES, AIM_LIVE_SECONDS = 150_000, 2.0
PATIENCE_MS = 240_000
TIMES = """() => { const [load] = performance.getEntriesByType('navigation');
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  return load.loadEventEnd && paint && [paint.startTime, load.loadEventEnd]; }"""


@dataclass(frozen=True)
class Network:
    """A network as Chromium emulates it."""

    name: str
    kilobits: float
    latency_ms: float
    aim_seconds: float


NETWORKS = (Network("4G", 1_600, 150, 1.0), Network("3G", 400, 400, 3.0))


@dataclass(frozen=True)
class Load:
    """A first load: bytes over the network, seconds to the first picture, to the end, and from a tap on the link."""

    weight: float
    painted: float
    loaded: float
    from_link: float


def measure(browser: Browser, address: str, loads: int, sales: int) -> None:
    """Fill a demo shop, measure, print."""
    from analytics.nightly import run_store

    shop = fill_missing(1, DAYS)[0]
    run_store(shop)
    # The server's first request of its kind loads code: not the network's doing.
    _load(browser, address, shop, None)
    print(
        f"{'network':>8} {'bytes':>8} {'painted s':>10} {'loaded s p50':>13} {'most':>6} {'aim':>5} {'from the link':>14}"
    )
    for network in NETWORKS:
        found = [_load(browser, address, shop, network) for _ in range(loads)]
        weight, painted, from_link = (
            statistics.median(getattr(one, name) for one in found) for name in ("weight", "painted", "from_link")
        )
        loaded = sorted(one.loaded for one in found)
        print(
            f"{network.name:>8} {weight:>8.0f} {painted:>10.2f} {statistics.median(loaded):>13.2f} {loaded[-1]:>6.2f} "
            f"{network.aim_seconds:>5.1f} {from_link:>14.2f}",
            flush=True,
        )
    print(f"aim of the first load: {AIM_BYTES} bytes")
    for network in NETWORKS:
        seen = _watch(browser, address, shop, network, sales)
        print(
            f"a sale from the chat is on the page over {network.name} after s: p50 {statistics.median(seen):.2f}, "
            f"p95 {_share(seen, 0.95):.2f}, most {max(seen):.2f} of {len(seen)}; aim {AIM_LIVE_SECONDS:.0f}",
            flush=True,
        )


def _link(address: str, shop: int) -> str:
    with store_session(shop) as session:
        owner = stores.members(session, shop)[0].id
        made = dashboard.make_link(session, shop, owner, clock.now())
        return f"{address}/dashboard/open/{links.sign_until(PURPOSE, f'{made.id:x}', made.open_until)}"


@contextmanager
def _phone(browser: Browser, network: Network | None) -> Iterator[tuple[Page, list[float]]]:
    """A page on a phone, and the bytes of what it received."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-IN", timezone_id="Asia/Kolkata")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    devtools = context.new_cdp_session(page)
    received: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    devtools.send("Network.enable")
    if network is not None:
        speed = network.kilobits * 1000 / 8
        conditions = {"latency": network.latency_ms, "downloadThroughput": speed, "uploadThroughput": speed / 2}
        devtools.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    try:
        yield page, received
    finally:
        context.close()


def _load(browser: Browser, address: str, shop: int, network: Network | None) -> Load:
    """A first load by the session's cookie, and another by a link."""
    with _phone(browser, network) as (page, received):
        # Not `page.request`, which would not sign in this page's cookie jar for its path alone.
        page.context.request.post(_link(address, shop))
        page.goto(f"{address}/dashboard/", wait_until="load")
        weight = sum(received)
        # Both are known a moment after the event.
        took = page.wait_for_function(TIMES).json_value()
    with _phone(browser, network) as (page, _):
        began = time.monotonic()
        page.goto(_link(address, shop), wait_until="commit")
        page.wait_for_url("**/dashboard/", wait_until="load")
        from_link = time.monotonic() - began
    return Load(weight, took[0] / 1000, took[1] / 1000, from_link)


def _watch(browser: Browser, address: str, shop: int, network: Network, sales: int) -> list[float]:
    """Seconds from each sale's message to its sum on the page."""
    command = [sys.executable, "-m", "bot.worker_process"]
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with _phone(browser, network) as (page, _):
            page.goto(_link(address, shop), wait_until="commit")
            page.wait_for_selector("#state.live")
            # The first one also waits for the worker to start.
            _sell(page)
            return [_sell(page) for _ in range(sales)]
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def _sell(page: Page) -> float:
    before = page.locator("#today .figure").inner_text()
    began = time.monotonic()
    receive(
        IncomingMessage(
            provider="simulator",
            provider_id=f"bench-{time.monotonic_ns()}",
            channel="whatsapp",
            address=phone_of(1),
            body="SALE MAGGI 1",
            sent_at=clock.now(),
        )
    )
    page.wait_for_function("then => document.querySelector('#today .figure').textContent !== then", arg=before)
    return time.monotonic() - began


def _share(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
