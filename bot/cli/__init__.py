"""The command line: `vyapari …`. Each module adds its commands; whatever is heavy is imported when a command runs."""

from __future__ import annotations

import sys
from typing import Any

import typer

from bot.cli import (
    analytics,
    api_key,
    bench,
    chat,
    dead,
    demo,
    export_labels,
    migrate,
    nlu,
    parse,
    staff,
    status,
    store,
    templates,
    up,
)
from bot.cli.input import InputError
from bot.cli.running import AlreadyRunning, StartFailed
from infra.embedded import NotRunning
from infra.settings import SettingsError

_UsageError: type[Exception] = typer.BadParameter.mro()[1]
"""Click's error of a wrong command line, which typer brings with it, and names only some kinds of."""

app = typer.Typer(
    name="vyapari",
    help="The shop assistant that kirana owners talk to on WhatsApp and SMS.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for module in (
    up,
    chat,
    dead,
    parse,
    store,
    staff,
    api_key,
    demo,
    nlu,
    migrate,
    status,
    analytics,
    bench,
    templates,
    export_labels,
):
    module.register(app)


def main() -> None:
    """Run a command. Anything wrong with what was given or set is one line on stderr and exit status 2."""
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except typer.Abort:
        sys.exit(1)
    except _UsageError as error:
        told = _usage(error)
        # Nothing at all was asked for, and the help is shown.
        if not told:
            sys.exit(2)
        _refuse(told)
    except (SettingsError, NotRunning, AlreadyRunning, StartFailed, InputError) as error:
        _refuse(str(error))
    except BrokenPipeError:
        # The reader of our output has gone, as with `vyapari parse | head`.
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        line = _database_trouble(error)
        if line is None:
            raise
        _refuse(line)


def _usage(error: Any) -> str:
    """One line for a wrong option or argument, with where to read more; empty where nothing was given."""
    line = " ".join(error.format_message().split()).rstrip(".")
    return f"{line} (see `{error.ctx.command_path} --help`)" if line and error.ctx is not None else line


def _refuse(line: str) -> None:
    print(f"vyapari: {line}", file=sys.stderr)
    sys.exit(2)


def _database_trouble(error: Exception) -> str | None:
    """One line for a database that can't be reached, has no tables yet, or a login that may not; None for anything else."""
    from psycopg.errors import InsufficientPrivilege, UndefinedTable
    from sqlalchemy.exc import OperationalError, ProgrammingError

    if isinstance(error, OperationalError):
        return f"the database does not answer: {str(error.orig).strip().splitlines()[0]}"
    if isinstance(error, ProgrammingError) and isinstance(error.orig, UndefinedTable):
        return "the database has no tables yet: `vyapari up` or `vyapari migrate` makes them"
    if isinstance(error, ProgrammingError) and isinstance(error.orig, InsufficientPrivilege):
        said = str(error.orig).strip().splitlines()[0]
        return f"{said}: DATABASE_ADMIN_URL must be the login of the tables' owner, DATABASE_URL the program's"
    return None
