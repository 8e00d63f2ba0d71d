"""How the trained model is served: the command line, its environment, and waiting until it answers."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from pathlib import Path

from tenacity import Retrying, retry_if_exception_type, wait_fixed

from nlu.model.train import rasa_environment, rasa_python

# A parse that goes through the whole pipeline: the first one also warms what loads late.
_PROBE = json.dumps({"text": "5 maggi"}).encode()
_PAUSE_SECONDS = 0.2


class _NotReady(Exception):
    """The server does not parse yet; the text says why."""


def command(model: Path, port: int) -> list[str]:
    """The command line that answers `POST /model/parse` on loopback with `model`."""
    serve = [str(rasa_python()), "-m", "rasa", "run", "--enable-api", "--interface", "127.0.0.1"]
    return [*serve, "--port", str(port), "--model", str(model)]


def environment() -> dict[str, str]:
    """The environment variables of that command: all of them, nothing is to be inherited."""
    return rasa_environment() | {"SANIC_WORKERS": "1"}


def wait_until_ready(url: str, deadline: float) -> None:
    """Returns once the server at `url` parses a message. Raises `TimeoutError` at `deadline` (`time.monotonic()`)."""
    try:
        for attempt in Retrying(
            retry=retry_if_exception_type(_NotReady),
            wait=wait_fixed(_PAUSE_SECONDS),
            stop=lambda _: time.monotonic() >= deadline,
            reraise=True,
        ):
            with attempt:
                _probe(url, deadline)
    except _NotReady as error:
        raise TimeoutError(f"the NLU server at {url} is not ready: {error}") from error


def _probe(url: str, deadline: float) -> None:
    request = urllib.request.Request(
        f"{url.rstrip('/')}/model/parse", data=_PROBE, headers={"Content-Type": "application/json"}, method="POST"
    )
    # Loopback is never behind a proxy that the environment may name.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=max(0.1, deadline - time.monotonic())) as answer:
            if not json.load(answer).get("intent"):
                raise _NotReady("it has no model")
    except (urllib.error.URLError, ConnectionError, TimeoutError, json.JSONDecodeError) as error:
        raise _NotReady(str(error)) from error
