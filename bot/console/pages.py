"""Pages from templates: `show` for a whole one or a part of one."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.console import PATH, words
from bot.console.signing_in import SignedIn
from infra import clock

ZONE = "Asia/Kolkata"
"""Support's wall clock."""
NAVIGATION = (("labels", "agent"), ("figures", "lead"), ("accounts", "admin"))
"""What the bar leads to beside the inbox, and the role that each needs: `nav.<name>` in words, `/console/<name>`."""

BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
"""What a User-Agent says, and its name; one that others say as well comes after them."""

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def show(request: Request, agent: SignedIn | None, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of `templates/console`, in the agent's language.

    A template has `agent`, `csrf`, `t(key, **values)`, `tongue(code, script)`, `path`, `once()`, and the filters `at` (date and
    time in India), `clock` (time), `ago` and `span`.
    """
    language = agent.interface if agent else words.choose(request.headers.get("Accept-Language", ""))
    page = _environment.get_template(f"console/{template}").render(
        agent=agent,
        csrf=agent.csrf if agent else "",
        here=request.url.path,
        language=language,
        languages=words.LANGUAGES,
        navigation=[name for name, role in NAVIGATION if agent and agent.may(role)],
        once=once,
        path=PATH,
        tongue=lambda code, script="": _tongue(code, script, language),
        t=lambda key, **given: words.text(key, language, **given),
        **{"at": "", **values},
    )
    return HTMLResponse(page, status_code=status)


def show_refusal(request: Request, status: int, key: str) -> HTMLResponse:
    """The page that says why another does not come; as a part of a page, the one sentence."""
    template = "refusal_part.html" if request.headers.get("HX-Request") else "refusal.html"
    return show(request, getattr(request.state, "signed_in", None), template, status=status, key=key)


def _tongue(code: str, script: str, language: str) -> str:
    """`Hindi`, or `Hindi (Latin)` where it is not in the script of its own."""
    tag = f"{code}_{script}" if script == "Latn" and code != "en" else code
    return Locale.parse(tag).get_display_name(language) or code


def once() -> str:
    """A value for a form's field `once`, with which the form is taken once."""
    return secrets.token_urlsafe(12)


def _at(value: datetime, language: str = "en") -> str:
    local = clock.local(ZONE, value)
    return (
        f"{format_date(local, 'd MMM', locale=f'{language}_IN')}, {format_time(local, 'H:mm', locale=f'{language}_IN')}"
    )


def _clock(value: datetime) -> str:
    return f"{clock.local(ZONE, value):%H:%M}"


def _ago(value: datetime, language: str = "en") -> str:
    return format_timedelta(value - clock.now(), add_direction=True, locale=f"{language}_IN", format="short")


def _span(value: timedelta, language: str = "en") -> str:
    return format_timedelta(value, locale=f"{language}_IN", format="short", threshold=1.5)


def _device(agent: str) -> str:
    """`Chrome, Android` of a User-Agent; itself where it names no browser that we know."""
    named = [next((name for sign, name in of if sign in agent), "") for of in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, named)) or agent


_environment.filters |= {"device": _device, "at": _at, "clock": _clock, "ago": _ago, "span": _span}
