"""`vyapari up`: everything, in one log, until Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import threading
import time
from contextlib import ExitStack
from types import FrameType
from typing import Annotated, NoReturn

import httpx
import typer

from bot.cli import running
from bot.cli.running import StartFailed
from infra.embedded import EmbeddedServers
from infra.settings import SettingsError, settings
from infra.supervisor import GaveUp, Program, Supervisor, adopt_orphans, bury
from nlu.model.train import ONE_THREAD

READY_PATIENCE = 120.0
"""Seconds from the last program's start until all must answer."""
TICK = 0.2


def register(app: typer.Typer) -> None:
    """Add `up`."""
    app.command()(up)


def up(
    while_used: Annotated[bool, typer.Option(hidden=True, help="End when no other command uses the stack.")] = False,
) -> None:
    """Run everything: PostgreSQL, Redis, the NLU server, web, workers and cron, until Ctrl-C."""
    settings()
    previous = {number: signal.signal(number, _interrupt) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    supervisor = Supervisor(sys.stdout)
    adopt_orphans()
    try:
        with ExitStack() as opened:
            opened.enter_context(running.claim())
            _run(Start(supervisor, opened), while_used=while_used)
    except KeyboardInterrupt:
        supervisor.say("system", "stopped; the data is kept")
    except GaveUp as error:
        raise StartFailed(str(error)) from None
    finally:
        # PostgreSQL's own parent has gone long ago, and where nothing else takes orphans in, it would stay a zombie.
        bury()
        for number, handler in previous.items():
            signal.signal(number, handler)


def _run(start: Start, *, while_used: bool) -> None:
    start.everything()
    while True:
        start.supervisor.check()
        if while_used and not running.wanted():
            return
        threading.Event().wait(TICK)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    # Once: a second Ctrl-C must not break the taking down that the first began, which has a limit of its own.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


class Start:
    """A start of the whole stack. What takes longest begins first; nothing waits that need not."""

    def __init__(self, supervisor: Supervisor, opened: ExitStack) -> None:
        self.supervisor = supervisor
        self._opened = opened
        self._began = time.monotonic()
        self.nlu_url = settings().nlu_url or ""
        self.web_url = ""
        self._figures = settings().vyapari_data_dir / "metrics"

    def everything(self) -> None:
        """Bring all of it up and announce it. Raises StartFailed, GaveUp, SettingsError."""
        self._choose_ports()
        self._phase("starting")
        # Left in the reverse order: the programs end before the servers they use.
        servers = EmbeddedServers()
        self._opened.callback(servers.stop)
        self._opened.callback(self.supervisor.stop)
        trained = self._start_understanding()
        servers.start()
        shutil.rmtree(self._figures, ignore_errors=True)
        self._figures.mkdir(parents=True)
        self._migrate()
        filling = self._start_demo()
        for program in self._answering():
            self.supervisor.start(program)
        if not trained:
            self._phase("training the language model (a few minutes, the first time)")
            self._finish("train", "the model could not be trained")
            self._start_understanding()
        if filling:
            self._phase("filling the demo store with a year of sales")
            self._finish("demo", "the demo store could not be filled")
        self._wait_until_ready()
        for program in self._watching():
            self.supervisor.start(program)
        self._phase("ready")
        self._greet()

    def _choose_ports(self) -> None:
        self._web_port = _free_port(settings().web_host, settings().web_port, "web_port")
        self.web_url = f"http://{_shown(settings().web_host)}:{self._web_port}"
        if not settings().nlu_url:
            self._nlu_ports = [_free_port("127.0.0.1", settings().nlu_port, "nlu_port")]
            while len(self._nlu_ports) < settings().nlu_workers:
                self._nlu_ports.append(_free_port("127.0.0.1", self._nlu_ports[-1] + 1, ""))
            self.nlu_url = ",".join(f"http://127.0.0.1:{port}" for port in self._nlu_ports)

    def _start_understanding(self) -> bool:
        """Start the NLU server when its model is there, else the training; True for the first."""
        if settings().nlu_url:
            return True
        from nlu.model import serve, train

        try:
            train.rasa_python()
        except FileNotFoundError as error:
            raise StartFailed(str(error)) from None
        model = train.cache_folder() / f"{train.model_key()}.tar.gz"
        if not model.exists():
            self.supervisor.start(Program("train", (sys.executable, "-m", "nlu.model.train"), once=True))
            return False
        for number, port in enumerate(self._nlu_ports, start=1):
            name = "nlu" if len(self._nlu_ports) == 1 else f"nlu{number}"
            self.supervisor.start(Program(name, tuple(serve.command(model, port)), serve.environment()))
        return True

    def _migrate(self) -> None:
        from bot.rekeying import rekey_everybody
        from infra.database import migrate

        self.supervisor.say("system", "bringing the database to the newest form")
        migrate.upgrade()
        changed = rekey_everybody()
        if changed:
            self.supervisor.say("system", f"{changed} names of customers and suppliers have new keys")

    def _start_demo(self) -> bool:
        """Begin to fill the demo stores when there is no store at all; True when it began."""
        from bot.cli.demo import stores_exist

        if settings().production or not settings().demo_stores or stores_exist():
            return False
        command = (sys.executable, "-m", "bot.cli", "demo", "--stores", str(settings().demo_stores))
        self.supervisor.start(Program("demo", command, once=True))
        return True

    def _answering(self) -> list[Program]:
        """What must be there before a message is answered."""
        count = settings().workers
        names = ["worker"] if count == 1 else [f"worker{number + 1}" for number in range(count)]
        host, port = settings().web_host, str(self._web_port)
        web = ("uvicorn", "bot.web.app:create_app", "--factory", "--host", host, "--port", port, "--no-access-log")
        # A page that listens for changes would keep it from stopping.
        patience = ("--timeout-graceful-shutdown", "3")
        workers = [self._python(name, "bot.worker_process", first=place) for place, name in enumerate(names)]
        # uvicorn by itself would believe the headers of any program on this machine: TRUSTED_PROXIES says whose.
        return [*workers, self._python("web", *web, *patience, "--no-proxy-headers")]

    def _watching(self) -> list[Program]:
        """What looks after the rest every few seconds. Not at once: a start has little processor to spare."""
        return [self._python("sweeper", "bot.sweeper"), self._python("cron", "bot.jobs.cron")]

    def _python(self, name: str, *module: str, first: int = 0) -> Program:
        # Each worker asks another model server first, and the others only when that is away.
        urls = self.nlu_url.split(",")
        nlu = ",".join(urls[first % len(urls) :] + urls[: first % len(urls)])
        # Each process writes its figures there, and /metrics adds them up.
        figures = {"PROMETHEUS_MULTIPROC_DIR": str(self._figures)}
        # Several processes share the machine: a matrix is worth no threads of its own, which spin when it is done.
        return Program(name, (sys.executable, "-m", *module), {**ONE_THREAD, **os.environ, **figures, "NLU_URL": nlu})

    def _finish(self, name: str, failure: str) -> None:
        """Wait for a piece of work, keeping the rest alive."""
        while (status := self.supervisor.result(name)) is None:
            self.supervisor.check(starting=True)
            threading.Event().wait(TICK)
        if status:
            raise StartFailed(f"{failure} (status {status}): see its lines above")

    def _wait_until_ready(self) -> None:
        self._phase("waiting until all answer")
        deadline = time.monotonic() + READY_PATIENCE
        said = ""
        while time.monotonic() < deadline:
            self.supervisor.check(starting=True)
            try:
                answer = httpx.get(f"{self.web_url}/ready", timeout=5.0, trust_env=False)
            except httpx.HTTPError as error:
                said = str(error)
            else:
                if answer.status_code == httpx.codes.OK:
                    return
                said = answer.text
            threading.Event().wait(TICK)
        raise StartFailed(f"not ready after {READY_PATIENCE:.0f} seconds: {said}")

    def _phase(self, phase: str) -> None:
        running.publish(running.Stack(os.getpid(), phase, self.web_url, self.nlu_url))
        if phase != "ready":
            self.supervisor.say("system", phase)

    def _greet(self) -> None:
        lines = [f"VyapariAI is up after {time.monotonic() - self._began:.0f} s."]
        if not settings().production:
            lines.append(f"  a phone in the browser   {self.web_url}/simulator")
        lines += [
            f"  health, readiness        {self.web_url}/health  {self.web_url}/ready",
            f"  support's console        {self.web_url}/console   (an account: `uv run vyapari staff add`)",
            f"  figures, API             {self.web_url}/metrics  {self.web_url}/docs",
            f"  Twilio's webhook         {settings().public_url}/webhooks/twilio/messages",
            f"  data                     {settings().vyapari_data_dir}",
            "Talk to it with `uv run vyapari chat`. Ctrl-C stops everything and keeps the data.",
        ]
        for line in lines:
            self.supervisor.say("system", line)


def _shown(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host


def _free_port(host: str, wanted: int, setting: str) -> int:
    """`wanted`, or where that is taken and nobody asked for it by name, the next free one of a hundred.

    Raises SettingsError for a taken port that was asked for.
    """
    chosen = setting in settings().model_fields_set
    for port in (wanted,) if chosen else range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    name = setting.upper()
    raise SettingsError(f"{name}: port {wanted} of {host} is taken; set {name} to a free one")
