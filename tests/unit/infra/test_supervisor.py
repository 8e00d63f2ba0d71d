"""Programs are kept running, heard in one log, and leave nobody behind."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.supervisor import RESTARTS, GaveUp, Program, Supervisor, spawn, stop_group, wait_until

PATIENCE = 20.0


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.fixture
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def supervisor(log: io.StringIO) -> Iterator[Supervisor]:
    made = Supervisor(log)
    yield made
    made.stop()


def alive(pid: int) -> bool:
    """True for a process that runs; a zombie waits only to be counted."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(holds: object) -> bool:
    assert callable(holds)
    return wait_until(lambda: bool(holds()), time.monotonic() + PATIENCE, 0.02)


def test_what_programs_say_is_one_log_behind_their_names(supervisor: Supervisor, log: io.StringIO) -> None:
    supervisor.start(Program("web", python("print('listening'); import time; time.sleep(60)")))
    supervisor.start(Program("worker", python("import sys, time; print('नमस्ते', file=sys.stderr); time.sleep(60)")))
    assert eventually(lambda: "listening" in log.getvalue() and "नमस्ते" in log.getvalue())
    assert sorted(log.getvalue().splitlines()) == ["web     | listening", "worker  | नमस्ते"]


def test_a_killed_program_is_started_again(supervisor: Supervisor) -> None:
    supervisor.start(Program("worker", python("import time; time.sleep(60)")))
    first = supervisor.pids()["worker"]
    os.kill(first, signal.SIGKILL)

    def again() -> bool:
        supervisor.check()
        return supervisor.pids().get("worker", first) != first

    assert eventually(again)


def test_a_program_that_keeps_ending_is_given_up_by_name(supervisor: Supervisor, log: io.StringIO) -> None:
    supervisor.start(Program("web", python("import sys; print('port taken'); sys.exit(3)")))

    def keep() -> bool:
        supervisor.check(starting=True)
        return False

    with pytest.raises(GaveUp, match=r"web ended \d+ times in a row \(status 3\)"):
        wait_until(keep, time.monotonic() + PATIENCE, 0.02)
    assert log.getvalue().count("port taken") == RESTARTS


def test_once_it_all_ran_trying_goes_on(
    supervisor: Supervisor, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.supervisor.LONGEST_DELAY", 0.01)
    supervisor.start(Program("worker", python("import sys; print('no database'); sys.exit(1)")))

    def often() -> bool:
        supervisor.check()
        return log.getvalue().count("no database") > RESTARTS

    assert eventually(often)


def test_work_that_ends_by_itself_is_not_started_again(supervisor: Supervisor, log: io.StringIO) -> None:
    supervisor.start(Program("train", python("print('trained')"), once=True))
    assert eventually(lambda: supervisor.result("train") is not None)
    supervisor.check()
    assert supervisor.result("train") == 0
    assert supervisor.pids() == {}


def test_stopping_takes_grandchildren_and_the_stubborn_with_it(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.supervisor.PATIENCE", 0.5)
    note = tmp_path / "grandchild"
    code = f"""
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(99)"
child = subprocess.Popen([sys.executable, "-c", stubborn])
open({str(note)!r}, "w").write(str(child.pid))
time.sleep(99)
"""
    supervisor.start(Program("nlu", python(code)))
    assert eventually(lambda: note.exists() and note.read_text())
    pids = [supervisor.pids()["nlu"], int(note.read_text())]
    assert all(alive(pid) for pid in pids)
    supervisor.stop()
    assert eventually(lambda: not any(alive(pid) for pid in pids))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems can't tell a child of its parent's death")
def test_programs_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = f"""
import sys, time
from infra.supervisor import Program, Supervisor
s = Supervisor(sys.stdout)
s.start(Program("p", (sys.executable, "-c", "import time; time.sleep(99)")))
open({str(note)!r}, "w").write(str(s.pids()["p"]))
time.sleep(99)
"""
    parent = spawn(python(code), output=subprocess.DEVNULL)
    assert eventually(lambda: note.exists() and note.read_text())
    child = int(note.read_text())
    assert alive(child)
    parent.kill()
    parent.wait()
    assert eventually(lambda: not alive(child))


def test_a_program_sees_only_the_environment_it_is_given(
    supervisor: Supervisor, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VYAPARI_TEST_SECRET", "secret")
    code = "import os; print('sees', os.environ.get('VYAPARI_TEST_SECRET'), os.environ['LANGUAGE'])"
    supervisor.start(Program("nlu", python(code), {"LANGUAGE": "hi"}, once=True))
    assert eventually(lambda: "sees" in log.getvalue())
    assert "sees None hi" in log.getvalue()


def test_a_group_is_ended_whole() -> None:
    process = spawn(python("import time; time.sleep(99)"), output=subprocess.DEVNULL)
    stop_group(process)
    assert process.returncode == -signal.SIGTERM
