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
    from infra import queue

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
    state = answer.json()
    print(f"ready     {json.dumps(state)}")
    # Asked of what answers only: this is read when something does not.
    if state["postgres"] == "ok":
        _print_waiting()
    if state["redis"] == "ok":
        print("queues    " + ", ".join(f"{name} {queue.queue(name).count}" for name in queue.QUEUES))
    if answer.status_code != httpx.codes.OK:
        raise typer.Exit(1)


def _print_waiting() -> None:
    from sqlalchemy import func, select

    from bot import dead_letters
    from domain.models import Inbound, Outbound
    from infra.database.session import desk_session

    with desk_session() as session:
        waiting = session.scalar(select(func.count()).where(Inbound.status == "waiting"))
        going = select(Outbound.status, func.count()).where(
            Outbound.status.in_(("queued", "held", "sending", "failed"))
        )
        set_aside, given_up = dead_letters.count(session)
        out = dict(session.execute(going.group_by(Outbound.status)).all())
    print(f"inbox     {waiting} waiting")
    print("outbox    " + (", ".join(f"{count} {name}" for name, count in sorted(out.items())) or "nothing waiting"))
    print(f"dead      {set_aside} messages set aside, {given_up} replies and alerts given up: `vyapari dead list`")
    _print_forecasts()


def _print_forecasts() -> None:
    """Which model serves, whose night is done, and what has drifted in a week."""
    from datetime import timedelta

    from bot.jobs.nightly import night_of
    from domain.insights import store as insights
    from domain.stores import store as stores
    from infra import clock
    from infra.database.session import desk_session

    now = clock.now()
    with desk_session() as session:
        serving, newest = insights.serving_model(session), insights.newest_model(session)
        done, zones = insights.nights_done(session), stores.zones(session)
        warnings = insights.warnings_since(session, now.date() - timedelta(days=7))
    behind = sum(night_of(now, zone) != done.get(store) for store, zone in zones.items())
    print(f"nights    {len(zones) - behind} of {len(zones)} stores done")
    if serving is None:
        print("forecasts by methods that need no training: no model was trained yet")
    else:
        print(f"forecasts model {serving.version} serves, WQL {serving.scores['wql']} on days held out")
    if newest is not None and newest.status == "refused":
        scores = newest.scores
        print(f"          {newest.version} was refused: WQL {scores['wql']}, the champion's {scores['champion_wql']}")
    for warning in warnings:
        print(f"          warning of {warning.day}: {warning.kind} {warning.figure:.3f}, usual {warning.usual:.3f}")
