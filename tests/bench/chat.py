"""`vyapari bench chat`: messages a second and how long each takes, from a signed webhook to the reply handed to Twilio.

A stack of its own is started with a stand-in for Twilio's API; shops and people are made up, the texts are the test
sentences of every language. `--rate` loads it openly: each message is posted when it is due and its latency counts from
then, whatever became of those before (no coordinated omission). Without it, `--clients` people at a time write, wait for
the reply, and write again. What was lost, doubled or out of order is counted by the books and by what Twilio took.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from infra.settings import settings
from tests.bench.messaging import account, loops, processes, shops, stack
from tests.bench.messaging.twilio import Twilio
from tests.bench.messaging.webhooks import Webhooks

REST_SECONDS = 3.0
"""After the start, before memory is measured and the load begins."""
DRAIN_PATIENCE = 120.0


def run(arguments: list[str]) -> None:
    """Start, load, count, print."""
    options = _parser().parse_args(arguments)
    if options.data:
        asyncio.run(_bench(options, options.data))
        return
    with tempfile.TemporaryDirectory(prefix="vyapari-bench-") as name:
        asyncio.run(_bench(options, Path(name)))


async def _bench(options: argparse.Namespace, directory: Path) -> None:
    twilio = Twilio(failing=options.failing)
    await twilio.start()
    more = {"WORKERS": str(options.workers), "NLU_WORKERS": str(options.nlu), **dict(options.set)}
    tell(f"starting a stack in {directory} …")
    started = stack.running(directory, twilio.url, more)
    running = await asyncio.to_thread(started.__enter__)
    try:
        await _load(options, running, twilio)
    finally:
        await asyncio.to_thread(started.__exit__, None, None, None)


async def _load(options: argparse.Namespace, running: stack.Stack, twilio: Twilio) -> None:
    # The settings of this process name the scratch directory, where the books are filled.
    os.environ["VYAPARI_DATA_DIR"] = str(running.directory)
    settings.cache_clear()
    tell(f"filling {options.stores} shops, {options.phones} people …")
    phones = await asyncio.to_thread(shops.open_shops, running, options.stores, options.phones)
    await asyncio.sleep(REST_SECONDS)
    memory = processes.memory(running.process.pid)
    load = loops.Load(Webhooks(running.web_port), twilio, phones, shops.sentences(options.variety, options.seed))
    if options.warm_up:
        await load.closed(2, 60.0, options.warm_up)
    with running.connect() as connection:
        await loops.drain(connection, DRAIN_PATIENCE)
        counted = len(load.messages)
        before = processes.cpu_seconds(running.process.pid)
        tell("loading …")
        handing_back = asyncio.create_task(loops.keep_handing_back(connection))
        if options.rate:
            await load.open(options.rate, options.seconds)
        else:
            await load.closed(options.clients, options.seconds, options.messages)
        handing_back.cancel()
        drained = await loops.drain(connection, DRAIN_PATIENCE)
        spent = processes.cpu_seconds(running.process.pid)
        spent.subtract(before)
        result = account.draw_up(connection, load.messages[counted:], twilio.taken)
    load.webhooks.close()
    kind = f"open loop, {options.rate:g} messages/s" if options.rate else f"closed loop, {options.clients} clients"
    print(f"{kind}, {len(phones)} phones of {options.stores} shops, {sum(map(len, load.texts.values()))} texts")
    print(f"{options.workers} workers, {options.nlu} NLU workers; all answered {drained:.1f} s after the last message")
    print(account.render(result, Counter(spent), memory))


def tell(line: str) -> None:
    """Say what goes on."""
    print(line, file=sys.stderr, flush=True)


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError("NAME=VALUE")
    return name, value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vyapari bench chat", description=__doc__)
    parser.add_argument("--rate", type=float, default=0.0, help="messages a second, open loop; closed loop without")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long messages are written (60)")
    parser.add_argument("--clients", type=int, default=16, help="of the closed loop: people who write at a time (16)")
    parser.add_argument("--messages", type=int, default=10**9, help="of the closed loop: stop after so many")
    parser.add_argument("--phones", type=int, default=500, help="different people (500)")
    parser.add_argument("--stores", type=int, default=100, help="shops that they write for (100)")
    parser.add_argument("--variety", type=int, default=2000, help="different texts (2000)")
    parser.add_argument("--warm-up", type=int, default=0, metavar="N", help="messages before the clock starts (0)")
    parser.add_argument("--workers", type=int, default=2, help="worker processes (2)")
    parser.add_argument("--nlu", type=int, default=2, help="NLU server processes (2)")
    parser.add_argument("--failing", type=float, default=0.0, metavar="SHARE", help="of Twilio's answers, 503 (0)")
    parser.add_argument("--seed", type=int, default=1, help="of the order of texts")
    parser.add_argument("--set", type=_setting, action="append", default=[], metavar="NAME=VALUE", help="a setting")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the stack's data and log, kept; a scratch folder else"
    )
    return parser
