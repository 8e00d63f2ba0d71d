"""The ids under which Indian networks know an SMS (DLT): who sends it, under which header, by which template.

Which template a text belongs to is data of the shop's operator, who registered it: SMS_DLT_TEMPLATES names a YAML file,
reply key to template id, or to ids by language. `record_sale.*` stands for every key that begins so, `*` for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex
import yaml

from bot.contract import SendError
from infra.settings import settings

Templates = Mapping[str, str | Mapping[str, str]]


class DltError(Exception):
    """The file of templates is wrong; one line that says where."""


@dataclass(frozen=True)
class DltIds:
    """What every SMS carries."""

    entity: str
    """Principal entity id: 19 digits."""
    header: str
    """Six characters, shown as the sender."""
    template: str


def ids_for(key: str, language: str) -> DltIds:
    """The ids of a text, by its reply key and language. Raises SendError, final, which names what is not set."""
    now = settings()
    template = find(_load(now.sms_dlt_templates), key, language)
    missing = [
        name
        for name, value in (
            ("SMS_DLT_ENTITY_ID", now.sms_dlt_entity_id),
            ("SMS_DLT_HEADER", now.sms_dlt_header),
            (f"a template for {key or 'a text without a key'} in SMS_DLT_TEMPLATES", template),
        )
        if not value
    ]
    if missing:
        raise SendError(f"DLT: {', '.join(missing)} missing", retryable=False, code="no_dlt")
    return DltIds(str(now.sms_dlt_entity_id), str(now.sms_dlt_header), str(template))


def find(templates: Templates, key: str, language: str) -> str | None:
    """The template id of `key` in `language`: its own, else that of the longest `prefix.*`, else that of `*`."""
    parts = key.split(".")
    names = [key, *(".".join([*parts[:length], "*"]) for length in range(len(parts) - 1, -1, -1))]
    for name in names:
        row = templates.get(name)
        found = row.get(language) or row.get(language.partition("-")[0]) if isinstance(row, Mapping) else row
        if found:
            return found
    return None


@cache
def _load(path: Path | None) -> Templates:
    return read(path) if path is not None else {}


def read(path: Path) -> Templates:
    """The file of templates. Raises DltError with the key of the first entry that is no id."""
    try:
        # The base loader keeps an id of 19 digits the string that it is.
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}
    except (OSError, yaml.YAMLError) as error:
        raise DltError(f"{path}: {str(error).splitlines()[0]}") from None
    if not isinstance(rows, dict):
        raise DltError(f"{path}: reply keys are missing")
    for key, row in rows.items():
        for value in row.values() if isinstance(row, dict) else (row,):
            if not isinstance(value, str) or not regex.fullmatch(r"\d{10,25}", value):
                raise DltError(f"{path}: {key}: a template id has 10 to 25 digits, not {value!r}")
    return rows
