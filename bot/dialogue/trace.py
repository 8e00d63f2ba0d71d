"""What was understood and decided, as the simulator and support see it: `Inbound.trace`. Pure."""

from __future__ import annotations

from typing import Any

from bot.dialogue.decisions import Ask, Decision, Run
from nlu.contract import Understanding, plain


def describe(
    heard: Understanding | None, decision: Decision, key: str, milliseconds: dict[str, float]
) -> dict[str, Any]:
    """The trace of a turn: plain JSON."""
    out: dict[str, Any] = {"decision": name(decision), "reply": key, "ms": milliseconds}
    if isinstance(decision, Run | Ask) and decision.dropped:
        out["dropped"] = True
    if isinstance(decision, Run | Ask) and decision.again:
        out["again"] = True
    if heard is None:
        return out | {"source": "button"}
    return out | _heard(heard)


def read_only(heard: Understanding) -> dict[str, Any]:
    """The trace of a message that a person has the chat for: understood, and nothing decided."""
    return {"decision": "held"} | _heard(heard)


def _heard(heard: Understanding) -> dict[str, Any]:
    frame = heard.frame.as_dict()
    paid = {"paid": plain(heard.frame.paid)} if heard.frame.paid is not None else {}
    return paid | {
        "normalised": heard.normalised,
        "intent": heard.parse.intent,
        "confidence": round(heard.parse.confidence, 4),
        "source": heard.parse.source,
        "ranking": [[intent, round(confidence, 4)] for intent, confidence in heard.parse.ranking[:3]],
        "entities": [
            {"entity": entity.name, "value": entity.value, "confidence": round(entity.confidence, 4)}
            for entity in heard.parse.entities
        ],
        "items": frame.get("items", []),
        "frame": frame,
        "doubts": list(heard.doubts),
        "leftover": list(heard.leftover),
    }


def name(decision: Decision) -> str:
    """The decision in a word or two: `run record_sale`, `ask quantity`, `confirm`, `hand_over`."""
    if isinstance(decision, Run):
        return f"run {decision.request.intent}"
    if isinstance(decision, Ask):
        question = decision.question
        return f"ask {question.field}" if question.kind == "missing" else question.kind
    return {
        "Close": "close",
        "NotUnderstood": "not_understood",
        "QuestionGone": "question_gone",
        "HandOver": "hand_over",
    }[type(decision).__name__]
