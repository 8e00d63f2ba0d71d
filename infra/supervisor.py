"""Programs side by side under one roof: one readable log, restarts with growing delays, and no process left behind.

Every program leads a process group of its own, so that a Ctrl-C in the terminal reaches only the supervisor, which
then ends each group whole: Rasa, for one, has children of its own.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TextIO

RESTARTS = 5
"""A program that ended this often within RESTART_WINDOW seconds of a start is given up."""
RESTART_WINDOW = 60.0
FIRST_DELAY, LONGEST_DELAY = 0.2, 15.0
"""Seconds before the first restart, which double with each, and where that ends."""
PATIENCE = 10.0
"""Seconds a program gets to end by itself, before it is killed."""

_COLOURS = (36, 33, 32, 35, 34, 96, 93, 92)
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class GaveUp(Exception):
    """A program ended again and again. The message names it and its exit status."""


@dataclass(frozen=True)
class Program:
    """A command to be kept running."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] | None = None
    """All it gets to see; None: what this process sees."""
    once: bool = False
    """A piece of work that ends by itself, such as training."""


class _Child:
    """A program's running process, and how often it had to be started."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.pump: threading.Thread | None = None
        self.ends: list[float] = []
        self.due = 0.0


class Supervisor:
    """Keeps programs running and writes what they say to `output`, a line each, behind the program's name."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._colour = output.isatty()
        self._children: dict[str, _Child] = {}
        self._printing = threading.Lock()

    def start(self, program: Program) -> None:
        """Start `program`. Call it from the main thread: the death of the thread that starts a program ends it."""
        child = self._children[program.name] = _Child(program)
        self._spawn(child)

    def pids(self) -> dict[str, int]:
        """The process of each program that runs."""
        return {
            name: child.process.pid
            for name, child in self._children.items()
            if child.process is not None and child.process.poll() is None
        }

    def result(self, name: str) -> int | None:
        """The exit status of a program that ended; None while it runs."""
        process = self._children[name].process
        return process.poll() if process is not None else None

    def check(self, *, starting: bool = False) -> None:
        """Start again what has ended. Call it a few times a second.

        While `starting`, raises GaveUp when a program ended RESTARTS times in RESTART_WINDOW seconds: then something
        is wrong with the installation. Later it is an outage that ends some day, and trying goes on.
        """
        for child in self._children.values():
            if child.program.once:
                continue
            if child.process is not None and child.process.poll() is not None:
                self._note_end(child, starting)
            if child.process is None and time.monotonic() >= child.due:
                self._spawn(child)

    def say(self, name: str, line: str) -> None:
        """Write a line to the log in the name of `name`."""
        shown = f"{name:<8}| "
        if self._colour:
            names = list(self._children)
            colour = _COLOURS[names.index(name) % len(_COLOURS)] if name in names else 37
            shown = f"\033[{colour}m{shown}\033[0m"
        with self._printing:
            print(shown + line, file=self._output, flush=True)

    def stop(self) -> None:
        """End every program and its children: asked first, killed after PATIENCE seconds. Safe to call twice."""
        running = [child.process for child in self._children.values() if child.process is not None]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.0, deadline - time.monotonic()))
            # Also when the leader has gone: a grandchild of the same group may have outlived it.
            _signal_group(process, signal.SIGKILL)
            process.wait()
        for child in self._children.values():
            if child.pump is not None:
                child.pump.join(timeout=1.0)
        self._children.clear()

    def _spawn(self, child: _Child) -> None:
        child.process = spawn(child.program.command, child.program.environment, output=subprocess.PIPE)
        stream = child.process.stdout
        assert stream is not None
        child.pump = threading.Thread(target=self._pump, args=(child.program.name, stream), daemon=True)
        child.pump.start()

    def _note_end(self, child: _Child, starting: bool) -> None:
        assert child.process is not None
        now = time.monotonic()
        child.ends = [at for at in child.ends if at > now - RESTART_WINDOW] + [now]
        status = child.process.returncode
        if starting and len(child.ends) >= RESTARTS:
            raise GaveUp(f"{child.program.name} ended {RESTARTS} times in a row (status {status}): see its lines above")
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** (len(child.ends) - 1))
        self.say(child.program.name, f"ended with status {status}, starts again in {delay:.1f} s")
        # What it had started (a grandchild that still holds the port) must not stand in the way of the new one.
        _signal_group(child.process, signal.SIGKILL)
        child.process, child.due = None, now + delay

    def _pump(self, name: str, stream: IO[bytes]) -> None:
        with stream:
            for raw in stream:
                self.say(name, raw.decode("utf-8", "replace").rstrip())


def spawn(
    command: tuple[str, ...],
    environment: Mapping[str, str] | None = None,
    *,
    output: int | IO[bytes],
    outlive: bool = False,
) -> subprocess.Popen[bytes]:
    """Start `command` as the leader of a group of its own, both its streams into `output`.

    Unless it may `outlive` us, on Linux it gets SIGTERM when the thread that started it dies, however that happens.
    """
    return subprocess.Popen(
        command,
        env={**(os.environ if environment is None else environment), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=None if outlive or _libc is None else _die_with_parent,
    )


def stop_group(process: subprocess.Popen[bytes]) -> None:
    """End a spawned process and everything of its group: asked first, killed after PATIENCE seconds."""
    _signal_group(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=PATIENCE)
    _signal_group(process, signal.SIGKILL)
    process.wait()


def wait_until(holds: Callable[[], bool], deadline: float, every: float = 0.1) -> bool:
    """Ask `holds` every so many seconds until it says yes or `deadline` (monotonic clock) comes; its last word."""
    pause = threading.Event()
    while not holds():
        if time.monotonic() >= deadline:
            return False
        pause.wait(every)
    return True


def adopt_orphans() -> None:
    """On Linux, become the parent of what our children leave behind, such as a daemon: so `bury` finds all of it."""
    if _libc is not None:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def bury() -> None:
    """Let go of every child that has ended, so that none is left as a zombie. Call it when nobody waits for one."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _die_with_parent() -> None:
    assert _libc is not None
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # The group's number is its leader's, also after the leader is gone, as long as one member lives.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
