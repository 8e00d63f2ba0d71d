"""What was understood of a message and decided about it, in the words of the console: `Inbound.trace` read aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Say = Callable[[str], str]
"""The console's text of a key, in the agent's language."""


def understood(trace: dict[str, Any], say: Say) -> str:
    """What a message was taken for, in a line: `Sale: 5 maggi-70g, Ramesh`; empty where nobody read it."""
    if not trace.get("intent"):
        return ""
    items = [
        " ".join(str(item[name]) for name in ("quantity", "sku") if item.get(name)) for item in trace.get("items", [])
    ]
    frame = trace.get("frame") or {}
    paid, amount = trace.get("paid"), frame.get("amount")
    said = [*items, *(str(frame.get(name) or "") for name in ("customer", "supplier"))]
    said.append(str(amount) if amount and amount != paid else "")
    said.append(f"{_say(say, 'heard', 'record_payment')} {paid}" if paid else "")
    said.append(say("labels.credit") if frame.get("credit") else "")
    what = ", ".join(part for part in said if part)
    heard = _say(say, "heard", trace["intent"])
    return f"{heard}: {what}" if what else heard


def decided(trace: dict[str, Any], say: Say) -> str:
    """What was decided, in a few words: `Done: Sale`, `Asked for what was missing`; empty where nothing was."""
    name, _, about = trace.get("decision", "").partition(" ")
    if not name:
        return ""
    said = _say(say, "decision", name)
    return f"{said}: {_say(say, 'heard', about)}" if name == "run" else said


def details(trace: dict[str, Any], say: Say) -> list[tuple[str, str]]:
    """Everything else that is known of it, a label and its value each; the key of the reply and an error as they are."""
    confidence, settled = trace.get("confidence"), trace.get("held")
    entities = [f"{_say(say, 'entity', one['entity'])}: {one['value']}" for one in trace.get("entities", ())]
    doubts = [_say(say, "doubt", name) for name in trace.get("doubts", ())]
    values = {
        "normalised": trace.get("normalised"),
        "intent": _say(say, "intent", trace["intent"]) if trace.get("intent") else None,
        "confidence": None if confidence is None else f"{confidence:.0%}",
        "source": _say(say, "source", trace["source"]) if trace.get("source") else None,
        "decision": decided(trace, say),
        "reply": trace.get("reply"),
        "held": _say(say, "settled", settled) if settled else None,
        "error": trace.get("error"),
        "entities": ", ".join(entities),
        "doubts": ", ".join(doubts),
    }
    return [(say(f"trace.{name}"), str(value)) for name, value in values.items() if value]


def _say(say: Say, area: str, name: str) -> str:
    """The word for a name; itself where an old message has one that is known no more."""
    try:
        return say(f"{area}.{name}")
    except KeyError:
        return name
