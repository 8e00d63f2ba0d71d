"""`vyapari bench chaos`: sales under load while processes are killed, and then the books: what was lost, what doubled.

Every `--every` seconds a worker, the web process, a NLU server, Redis or PostgreSQL dies; in the middle Redis is
emptied. A tenth of the messages is posted twice, and a twentieth of Twilio's answers fails. Afterwards each message
that a webhook took must have its one entry in the journal (where a sale was confirmed) and its one reply. With
`--tries` Twilio gives a message up after so many posts without a 2xx; what it gave up, reconciliation must find.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import psycopg

from bot import reconciliation
from infra.settings import settings
from nlu.model.evaluate import read_sentences
from tests.bench.chat import tell
from tests.bench.messaging import account, killer, loops, processes, shops, stack
from tests.bench.messaging.twilio import Twilio
from tests.bench.messaging.webhooks import Webhooks

COMMANDS = [f"SALE {name} {count}" for name in ("MAGGI", "SUGAR", "LUX") for count in (1, 2, 3)]
TRACED_SECONDS = 40.0
"""Deaths so long before a fault may have caused it."""
_SALES = """
SELECT i.status, i.trace->>'reply' LIKE 'record_sale.%', count(e.id)
FROM inbox i LEFT JOIN entries e ON e.message_id = i.id AND e.kind = 'record_sale' GROUP BY i.id
"""


def run(arguments: list[str]) -> None:
    """Load, kill, count; exit status 1 when a sale or a reply was lost or a sale doubled."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="vyapari-chaos-") as name:
        good = asyncio.run(_bench(options, options.data or Path(name)))
    raise SystemExit(0 if good else 1)


async def _bench(options: argparse.Namespace, directory: Path) -> bool:
    twilio = Twilio()
    await twilio.start()
    more = {"WORKERS": str(options.workers), "NLU_WORKERS": str(options.nlu), "SEND_LEASE_SECONDS": "10"}
    tell(f"starting a stack in {directory} …")
    started = stack.running(directory, twilio.url, more)
    running = await asyncio.to_thread(started.__enter__)
    death = killer.Killer(running, options.every, options.targets, outage=options.outage)
    try:
        return await _load(options, running, twilio, death)
    finally:
        death.stop()
        await asyncio.to_thread(started.__exit__, None, None, None)


async def _load(options: argparse.Namespace, running: stack.Stack, twilio: Twilio, death: killer.Killer) -> bool:
    os.environ["VYAPARI_DATA_DIR"] = str(running.directory)
    settings.cache_clear()
    phones = await asyncio.to_thread(shops.open_shops, running, options.stores, options.phones)
    spoken = sorted({one.text for one in read_sentences() if one.intent == "record_sale"})
    texts = {"any": COMMANDS * 10 + spoken[: options.variety]}
    load = loops.Load(Webhooks(running.web_port), twilio, phones, texts, tries=options.tries, twice=options.twice)
    twilio.failing = options.failing
    seconds = options.messages / options.rate
    tell(f"{options.messages} messages at {options.rate:g} a second; something dies every {options.every:g} s …")
    killing = asyncio.create_task(death.run())
    flushing = asyncio.get_running_loop().call_later(seconds / 2, _flush, death)
    await load.open(options.rate, seconds)
    flushing.cancel()
    killing.cancel()
    twilio.failing = 0.0
    drained = await _drain(running, options.patience)
    reconciled = await asyncio.to_thread(_reconcile, running)
    await _drain(running, options.patience)
    with running.connect() as connection:
        result = account.draw_up(connection, load.messages, twilio.taken)
        sales = connection.execute(_SALES).fetchall()
    lost = sum(1 for status, is_sale, entries in sales if status == "done" and is_sale and entries == 0)
    doubled = sum(1 for _, _, entries in sales if entries > 1)
    print(f"killed            {dict(death.kills)}; Twilio failed {twilio.failed} times; drained in {drained:.1f} s")
    print(account.render(result, processes.cpu_seconds(running.process.pid), {}))
    print(f"reconciliation    {reconciled.seen} on Twilio's list, {reconciled.missed} of them unknown until then")
    print(f"turned away       {sum(one.turned_away for one in load.messages)} times with 5xx, and tried again")
    print(f"slowest reply     {max(result.reply, default=0.0) / 1000:.1f} s after the message was first due")
    print(f"Twilio's list     asked {twilio.asked} times whether it had taken a message")
    _trace(result, death)
    print(f"sales             {sum(1 for row in sales if row[2])} in the books, {lost} lost, {doubled} doubled")
    return not (lost or doubled or result.lost or result.refused)


def _trace(result: account.Account, death: killer.Killer) -> None:
    """What died shortly before each double, and before each reply that came out of order."""
    found = [(several[-1], f"reply {number} doubled") for number, several in result.doubles.items()]
    found += [(at, f"reply to {phone} out of order") for phone, at in result.overtaken]
    for at, what in sorted(found):
        before = ", ".join(
            f"{name} {at - when:.1f} s" for when, name in death.deaths if 0 <= at - when < TRACED_SECONDS
        )
        print(f"                  {what}; died before it: {before or 'nothing'}")


def _reconcile(running: stack.Stack) -> reconciliation.Reconciled:
    """Compare with Twilio's list, as the hourly job does, but at once: without its minutes of grace for late webhooks."""
    os.environ.update(running.environment)
    settings.cache_clear()
    reconciliation.GRACE = timedelta(0)
    return reconciliation.run(1)


def _flush(death: killer.Killer) -> None:
    try:
        death.flush()
    except OSError as error:
        tell(f"Redis could not be emptied: {error}")
    else:
        tell("Redis emptied")


async def _drain(running: stack.Stack, patience: float) -> float:
    began = time.monotonic()
    while time.monotonic() - began < patience:
        try:
            with running.connect() as connection:
                await loops.drain(connection, patience)
                break
        except psycopg.OperationalError:
            await asyncio.sleep(1.0)
    return time.monotonic() - began


def _targets(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if not set(names) <= set(killer.TARGETS):
        raise argparse.ArgumentTypeError(f"some of {', '.join(killer.TARGETS)}")
    return names


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vyapari bench chaos", description=__doc__)
    parser.add_argument("--messages", type=int, default=20000, help="20000")
    parser.add_argument("--rate", type=float, default=20.0, help="messages a second (20)")
    parser.add_argument("--every", type=float, default=5.0, metavar="SECONDS", help="between two deaths (5)")
    parser.add_argument(
        "--targets", type=_targets, default=killer.TARGETS, metavar="NAMES", help="what dies, by commas"
    )
    parser.add_argument(
        "--outage", type=float, default=killer.OUTAGE_SECONDS, metavar="SECONDS", help="of Redis and PostgreSQL (0.5)"
    )
    parser.add_argument("--twice", type=float, default=0.1, metavar="SHARE", help="of the messages, posted twice (0.1)")
    parser.add_argument("--tries", type=int, default=60, metavar="N", help="of Twilio to bring a message (60)")
    parser.add_argument("--failing", type=float, default=0.05, metavar="SHARE", help="of Twilio's answers, 503 (0.05)")
    parser.add_argument("--phones", type=int, default=200, help="different people (200)")
    parser.add_argument("--stores", type=int, default=20, help="shops (20)")
    parser.add_argument("--variety", type=int, default=300, help="sentences beside the commands (300)")
    parser.add_argument("--patience", type=float, default=180.0, metavar="SECONDS", help="for what still waits (180)")
    parser.add_argument("--workers", type=int, default=2, help="worker processes (2)")
    parser.add_argument("--nlu", type=int, default=2, help="NLU server processes (2)")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the stack's data and log, kept; a scratch folder else"
    )
    return parser
