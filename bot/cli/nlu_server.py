"""A NLU server for the commands that need one and nothing else: the one that is set or runs, else one of their own."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bot.cli import running
from bot.cli.running import StartFailed
from bot.model_servers import addresses
from infra.settings import settings
from infra.supervisor import spawn, stop_group

PATIENCE = 120.0
"""Seconds until a server must answer."""


class Server(NamedTuple):
    """Where a server answers, and the process that leads its group."""

    url: str
    pid: int


@contextmanager
def nlu_server() -> Iterator[str]:
    """The address of a NLU server that answers, for the length of the block. Raises StartFailed."""
    stack = running.find()
    if settings().nlu_url:
        yield addresses(str(settings().nlu_url))[0]
    elif stack is not None and stack.ready:
        yield addresses(stack.nlu_url)[0]
    else:
        with _own() as url:
            yield url


@contextmanager
def _own() -> Iterator[str]:
    from nlu.model import train

    try:
        model = train.train()
    except (FileNotFoundError, train.TrainingFailed) as error:
        raise StartFailed(str(error)) from None
    with serving(model) as server:
        yield server.url


@contextmanager
def serving(model: Path, name: str = "nlu", patience: float = PATIENCE) -> Iterator[Server]:
    """A server of `model` that answers, for the length of the block; its log is called `name`.

    Raises StartFailed when it does not answer within `patience` seconds.
    """
    from nlu.model import serve

    port = _any_free_port()
    log = settings().vyapari_data_dir / "log" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    print("starting the NLU server …", file=sys.stderr, flush=True)
    with log.open("wb") as output:
        process = spawn(tuple(serve.command(model, port)), serve.environment(), output=output)
    url = f"http://127.0.0.1:{port}"
    try:
        try:
            serve.wait_until_ready(url, time.monotonic() + patience)
        except TimeoutError as error:
            raise StartFailed(f"{error}; its log is {log}") from None
        yield Server(url, process.pid)
    finally:
        stop_group(process)


def _any_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
