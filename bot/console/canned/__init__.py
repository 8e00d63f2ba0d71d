"""Answers that support gives every day, ready in the retailer's language: a file a language, named as in bot/replies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from nlu.lexicon import tag_of

FALLBACK = "en"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every text by language tag (`hi`, `hi-Latn`) and key."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(Path(__file__).parent.glob("*.yml"))
    }


def replies(language: str, script: str, *, customer: str, shop: str, agent: str) -> dict[str, str]:
    """The answers by key (their titles are `canned.<key>` in words), filled in, in the retailer's language and script: with the
    retailer's name, the shop's, and what the agent is called.

    Latin letters without a file of their own are answered in English, never in a script that was not used. A name that is not
    known leaves no gap.
    """
    known = catalogue()
    texts = known.get(tag_of(language, script), known[FALLBACK])
    values = {"customer": customer.strip(), "shop": shop.strip(), "agent": agent.strip()}
    return {key: _fill(text, values) for key, text in texts.items()}


def _fill(text: str, values: Mapping[str, str]) -> str:
    for name in (name for name, value in values.items() if not value):
        text = text.replace(f" {{{name}}}", "").replace(f"{{{name}}} ", "")
    return text.format_map(values)
