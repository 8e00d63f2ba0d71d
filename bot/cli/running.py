"""What runs in this data directory: found by other commands, started by them when nothing does, and never twice.

Two locks on files, which the system gives up when their holder dies however it dies, so that nothing here can be stale:

- `up.lock`, exclusive: held by the one that runs the servers or the whole stack;
- `users.lock`, shared: held by every command that needs the stack. One that a command started ends when nobody does.
"""

from __future__ import annotations

import fcntl
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from infra import embedded
from infra.embedded import EmbeddedServers
from infra.settings import SettingsError, settings
from infra.supervisor import adopt_orphans, bury, spawn, stop_group, wait_until

READER_PATIENCE = 60.0
"""Seconds that a command which only needs the database may hold it."""
START_PATIENCE = 900.0
"""Seconds that a start may take; the first one trains the model."""


class AlreadyRunning(Exception):
    """Another process runs this data directory. The message says which."""


class StartFailed(Exception):
    """The stack did not come up. The message says where its log is."""


@dataclass(frozen=True)
class Stack:
    """A stack as `vyapari up` announces it in `run.json`."""

    pid: int
    phase: str
    """What it is doing, in words, until it is `ready`."""
    web_url: str = ""
    nlu_url: str = ""

    @property
    def ready(self) -> bool:
        """True once it answers messages."""
        return self.phase == "ready"


def log_file() -> Path:
    """Where a stack that a command started in the background writes its log."""
    return settings().vyapari_data_dir / "log" / "up.log"


def find() -> Stack | None:
    """The stack that runs in this data directory, ready or on its way; None when there is none."""
    if not _held(_file("up.lock")):
        return None
    try:
        return Stack(**json.loads(_file("run.json").read_text()))
    except FileNotFoundError:
        # Its holder has the lock and has yet to write the file, or only runs the servers for a moment.
        return None


def publish(stack: Stack) -> None:
    """Tell other commands what runs, at once or not at all."""
    draft = _file("run.json.new")
    draft.write_text(json.dumps(asdict(stack)))
    draft.replace(_file("run.json"))


@contextmanager
def claim() -> Iterator[None]:
    """Be the one that runs this data directory, until the block ends. A command that is merely reading is waited for.

    Raises AlreadyRunning when a stack runs here.
    """
    with _file("up.lock").open("w") as lock:
        # Taken for granted only after a second: a stack that is just ending has its file still.
        settled = time.monotonic() + 1.0
        deadline = settled + READER_PATIENCE
        taken = False

        def decided() -> bool:
            nonlocal taken
            taken = _try_lock(lock, fcntl.LOCK_EX)
            return taken or (time.monotonic() > settled and find() is not None)

        wait_until(decided, deadline)
        if not taken:
            stack = find()
            where = f" (pid {stack.pid}{', ' + stack.web_url if stack.web_url else ''})" if stack else ""
            raise AlreadyRunning(f"VyapariAI already runs{where} with the data of {settings().vyapari_data_dir}")
        for stale in ("run.json", "embedded.json", "postgres/.handle_pids.json"):
            # Left by one that was killed: what they tell of is gone, or is found again by a start. In the last, pgserver
            # counts the users of a PostgreSQL, and a dead one among them would keep it from ever being stopped.
            _file(stale).unlink(missing_ok=True)
        try:
            yield
        finally:
            _file("run.json").unlink(missing_ok=True)


def wanted() -> bool:
    """True while some command uses the stack that it or another command started."""
    return _held(_file("users.lock"))


@contextmanager
def stack_in_use(tell: Callable[[str], None]) -> Iterator[Stack]:
    """A ready stack for the length of the block: the one that runs, else one that is started, and stopped again after.

    `tell` hears what a start is doing. Raises StartFailed.
    """
    users = _file("users.lock").open("w")
    # Waits only while a stack that nobody needed any more is being taken down.
    fcntl.flock(users, fcntl.LOCK_SH)
    process = None
    try:
        if find() is None:
            log_file().parent.mkdir(parents=True, exist_ok=True)
            with log_file().open("wb") as log:
                process = spawn((sys.executable, "-m", "bot.cli", "up", "--while-used"), output=log, outlive=True)
        yield _ready(process.poll if process else lambda: None, tell)
    finally:
        users.close()
        if process is not None and not wanted():
            stop_group(process)


@contextmanager
def servers_in_use() -> Iterator[None]:
    """PostgreSQL and Redis for the length of the block: those that are set or run, else embedded ones, stopped after.

    A command that only reads or fills the books needs no more than that.
    """
    if settings().database_url and settings().redis_url:
        yield
        return
    with ExitStack() as ours:
        if find() is None:
            adopt_orphans()
            ours.callback(bury)
            with suppress(AlreadyRunning):
                ours.enter_context(claim())
                servers = EmbeddedServers()
                ours.callback(servers.stop)
                servers.start()
        wait_until(_servers_up, time.monotonic() + READER_PATIENCE)
        yield


def _servers_up() -> bool:
    try:
        if not settings().database_url:
            embedded.postgres_socket()
        if not settings().redis_url:
            embedded.redis_url()
    except embedded.NotRunning:
        return False
    return True


def _ready(ended: Callable[[], int | None], tell: Callable[[str], None]) -> Stack:
    """Wait until the stack is ready. A start of ours that ended is no failure when another command's came first."""
    told = ""

    def settled() -> bool:
        nonlocal told
        stack = find()
        if stack and stack.phase != told and not stack.ready:
            told = stack.phase
            tell(told)
        return bool(stack and stack.ready) or (stack is None and ended() is not None)

    wait_until(settled, time.monotonic() + START_PATIENCE)
    stack = find()
    if stack is None or not stack.ready:
        raise StartFailed(_last_word() or f"VyapariAI did not start; its log is {log_file()}")
    return stack


def _last_word() -> str:
    """The line in which a start that failed says why."""
    lines = log_file().read_text(errors="replace").splitlines() if log_file().exists() else []
    return next((line.removeprefix("vyapari: ") for line in reversed(lines) if line.startswith("vyapari: ")), "")


def _file(name: str) -> Path:
    directory = settings().vyapari_data_dir
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"VYAPARI_DATA_DIR: {directory} can't be a folder of ours: {error.strerror}") from None
    return directory / name


def _held(path: Path) -> bool:
    """True when somebody else holds the lock. Asks with a shared lock, let go at once."""
    with path.open("a") as lock:
        # A claim in the same instant waits a moment and tries again.
        mode = fcntl.LOCK_SH if path.name == "up.lock" else fcntl.LOCK_EX
        return not _try_lock(lock, mode)


def _try_lock(lock: IO[str], mode: int) -> bool:
    try:
        fcntl.flock(lock, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
