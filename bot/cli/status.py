"""`vyapari status`: what runs, and what waits."""

from __future__ import annotations

import json

import httpx
import typer

from bot.cli import running
from infra.settings import settings


def register(app: typer.Typer) -> None:
    """Add `status`."""
    app.command()(status)


def status() -> None:
    """Say what runs, whether it is ready, and how much waits. Exit status 1 when nothing runs or it is not ready."""
    stack = running.find()
    print(f"data      {settings().vyapari_data_dir}")
    if stack is None:
        print("stack     not running: start it with `make run`")
        raise typer.Exit(1)
    print(f"stack     pid {stack.pid}, {stack.phase}")
    print(f"web       {stack.web_url}")
    print(f"nlu       {stack.nlu_url}")
    if not stack.ready:
        raise typer.Exit(1)
    try:
        answer = httpx.get(f"{stack.web_url}/ready", timeout=5.0, trust_env=False)
    except httpx.HTTPError as error:
        print(f"ready     no answer: {error}")
        raise typer.Exit(1) from None
    print(f"ready     {json.dumps(answer.json())}")
    _print_waiting()
    if answer.status_code != httpx.codes.OK:
        raise typer.Exit(1)


def _print_waiting() -> None:
    from sqlalchemy import func, select

    from bot import dead_letters
    from domain.models import Inbound, Outbound
    from infra import queue
    from infra.database.session import desk_session

    with desk_session() as session:
        waiting = session.scalar(select(func.count()).where(Inbound.status == "waiting"))
        going = select(Outbound.status, func.count()).where(
            Outbound.status.in_(("queued", "held", "sending", "failed"))
        )
        set_aside, given_up = dead_letters.count(session)
        out = dict(session.execute(going.group_by(Outbound.status)).tuples().all())
    print(f"inbox     {waiting} waiting")
    print("outbox    " + (", ".join(f"{count} {name}" for name, count in sorted(out.items())) or "nothing waiting"))
    print(f"dead      {set_aside} messages set aside, {given_up} replies and alerts given up: `vyapari dead list`")
    print("queues    " + ", ".join(f"{name} {queue.queue(name).count}" for name in queue.QUEUES))
