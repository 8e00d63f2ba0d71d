"""Texts that Twilio keeps for us (Content API): templates that WhatsApp approved, and questions with buttons.

What they say is `bot/templates.yml`; under which ContentSid an account has them, and whether WhatsApp approved them, is
`content_sids.yml` in VYAPARI_DATA_DIR, which `vyapari templates` writes. https://www.twilio.com/docs/content
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import regex
import yaml

from bot.contract import Button, Content
from bot.replies.render import shorten
from infra.settings import settings

FILE = Path(__file__).parents[2] / "templates.yml"
LIMIT = 1024
"""Characters of a template with its values (63021)."""
SPACES = 4
"""Spaces in a row that a value may hold (63013)."""
FALLBACK = "en"
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
_VARIABLE = regex.compile(r"\{\{(\d+)\}\}")


@dataclass(frozen=True)
class Template:
    """A text with places to fill in, in every language that it has."""

    name: str
    category: str
    bodies: Mapping[str, str]
    samples: tuple[str, ...]
    buttons: int = 0
    """Quick replies below it."""
    rows: int = 0
    """Rows of the list that it opens."""

    @property
    def asks(self) -> bool:
        """Whether it is a question to tap: asked inside the 24 hours only, and never approved."""
        return bool(self.buttons or self.rows)

    def names(self) -> list[str]:
        """Under which names an account has it, one a language: `alert_all_hi`."""
        return [friendly_name(self.name, language) for language in self.bodies]


def friendly_name(name: str, language: str) -> str:
    """The name as WhatsApp takes it: small letters, digits and underscores."""
    return regex.sub(r"[^a-z0-9_]", "_", f"{name.replace('*', 'all')}_{language}".lower())


@cache
def templates() -> Mapping[str, Template]:
    """Every template of `bot/templates.yml`, by name, and the questions to tap."""
    return {**read(FILE), **questions()}


def questions() -> Mapping[str, Template]:
    """A form for every number of buttons (up to three) and of rows of a list (up to ten) that WhatsApp shows.

    {{1}} is the text and, of a list, {{2}} what opens it; title and id of each button or row follow.
    """
    whole = {FALLBACK: "{{1}}"}
    found = [
        Template(f"buttons.{n}", "UTILITY", whole, ("Which one?", *("x",) * 2 * n), buttons=n) for n in range(1, 4)
    ]
    found += [
        Template(f"list.{n}", "UTILITY", whole, ("Which one?", *("x",) * (2 * n + 1)), rows=n) for n in range(1, 11)
    ]
    return {template.name: template for template in found}


def read(path: Path) -> Mapping[str, Template]:
    """The templates in a file."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: Template(name, row["category"], row["bodies"], tuple(row["samples"])) for name, row in rows.items()}


def problems(template: Template) -> list[str]:
    """What WhatsApp would refuse, a line each; nothing when it is fine."""
    found = []
    if template.category not in CATEGORIES:
        found.append(f"{template.name}: no such category: {template.category}")
    for language, body in template.bodies.items():
        found += [f"{template.name}, {language}: {why}" for why in _problems_of(template, body)]
    return found


def _problems_of(template: Template, body: str) -> list[str]:
    numbers = [int(number) for number in _VARIABLE.findall(body)]
    found = []
    if not template.asks:
        if numbers != list(range(1, len(template.samples) + 1)):
            found.append(f"its variables are {numbers}, and it has {len(template.samples)} samples")
        if _VARIABLE.match(body.strip()) or regex.search(r"\{\{\d+\}\}$", body.strip()):
            found.append("a variable may neither begin nor end it")
        if regex.search(r"\}\}\s*\{\{", body):
            found.append("two variables stand next to each other")
    filled = _VARIABLE.sub(lambda found: dict(enumerate(template.samples, 1)).get(int(found[1]), ""), body)
    if len(filled) > LIMIT:
        found.append(f"{len(filled)} characters with its samples, of at most {LIMIT}")
    if any(value != one_line(value) for value in template.samples):
        found.append(f"a value may hold no line break, no tab, and no more than {SPACES} spaces in a row")
    return found


def one_line(text: str) -> str:
    """`text` as a variable may hold it: on one line, without runs of spaces."""
    lines = [regex.sub(r"\s+", " ", line).strip() for line in text.splitlines()]
    return "; ".join(line for line in lines if line).replace(":;", ":").replace(".;", ".")


def find_template(kind: str, key: str) -> Template | None:
    """The template of a message: that of its key, or of the longest `prefix.*`; of any answer that comes too late, `answer`."""
    if kind in ("reply", "agent"):
        return templates().get("answer")
    parts = key.split(".")
    names = [key, *(".".join([*parts[:length], "*"]) for length in range(len(parts) - 1, 0, -1))]
    return next((templates()[name] for name in names if name in templates()), None)


def as_template(kind: str, key: str, language: str, text: str) -> Content | None:
    """`text` in the approved template of its key; None where there is none, or none that WhatsApp approved."""
    template = find_template(kind, key)
    if template is None:
        return None
    for tag in (language, FALLBACK):
        row = sids().get(template.name, {}).get(tag)
        if row and row.get("status") == "approved" and tag in template.bodies:
            room = LIMIT - len(_VARIABLE.sub("", template.bodies[tag]))
            return Content(row["sid"], {"1": shorten(one_line(text), room)})
    return None


def as_question(text: str, buttons: tuple[Button, ...], rows: tuple[Button, ...]) -> Content | None:
    """`text` with buttons or a list to tap; None where the account has no form for so many, or the text is too long."""
    name, more = (f"list.{len(rows)}", (f"1-{len(rows)}",)) if rows else (f"buttons.{len(buttons)}", ())
    row = sids().get(name, {}).get(FALLBACK)
    if not row or len(text) > LIMIT:
        return None
    # What opens the list is its numbers, which every language reads.
    values = [text, *more, *(value for choice in rows or buttons for value in (choice.title, choice.id))]
    return Content(row["sid"], {str(number): value for number, value in enumerate(values, 1)})


def sids_file() -> Path:
    """Where the account's ContentSids are kept."""
    return settings().vyapari_data_dir / "content_sids.yml"


@cache
def sids() -> Mapping[str, Mapping[str, Any]]:
    """ContentSid and status by name and language, as they were when this process first asked."""
    return load_sids()


def load_sids() -> dict[str, dict[str, Any]]:
    """ContentSid and status by name and language, from the file; nothing without one."""
    path = sids_file()
    return (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}


def save_sids(rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep them, and let this process see them."""
    path = sids_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({name: dict(row) for name, row in rows.items()}, sort_keys=True), encoding="utf-8")
    sids.cache_clear()
