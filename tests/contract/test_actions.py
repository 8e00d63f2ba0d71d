"""Every intent has an action, and every reply that actions can make is listed with its values."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

import actions
import nlu
from actions import registry
from actions.contract import Ask, Outcome, Refused
from actions.replies import REPLIES
from infra.database.session import store_session
from tests.unit.actions.conftest import Shop, check_reply, shop

__all__ = ["shop"]

SOURCES = sorted(
    path for path in Path(actions.__file__).parent.glob("*.py") if path.name not in ("__init__.py", "contract.py")
)
INTENTS = sorted(
    intent["name"] for intent in yaml.safe_load((Path(nlu.__file__).parent / "intents.yml").read_text(encoding="utf-8"))
)


def test_every_intent_of_the_catalogue_has_an_action_and_no_other() -> None:
    assert sorted(registry.ACTIONS) == INTENTS


def test_an_intent_that_does_not_exist_is_a_fault() -> None:
    with pytest.raises(registry.UnknownIntent):
        registry.find("record_sales")


@pytest.mark.parametrize("intent", INTENTS)
def test_the_function_has_the_name_of_the_intent(intent: str) -> None:
    assert registry.find(intent).__name__ == intent


def test_a_bare_request_of_every_intent_gets_a_listed_reply(shop: Shop) -> None:
    for intent in INTENTS:
        for channel in ("whatsapp", "sms"):
            with store_session(shop.id) as session:
                try:
                    outcome = registry.find(intent)(session, shop.request(intent, channel=channel))
                except (Refused, Ask) as refused:
                    outcome = Outcome(refused.reply)
            check_reply(outcome.reply)
    assert shop.rows()["entries"] == 0


def test_what_changes_the_conversation_is_said_to_bot(shop: Shop) -> None:
    assert shop.ask("talk_to_human").state == {"mode": "human"}
    assert shop.ask("opt_out").state == {"opted_out": True}
    assert shop.ask("opt_in").state == {"opted_out": False}


def test_every_listed_key_is_made_somewhere_and_every_key_made_is_listed() -> None:
    constant, prefixes = set[str](), set[str]()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Reply", "Phrase", "Choice"):
                key = node.args[1 if getattr(node.func, "id", "") == "Choice" else 0]
                constant |= {
                    leaf.value for leaf in ast.walk(key) if isinstance(leaf, ast.Constant) and "." in leaf.value
                }
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefixes.add(str(node.values[0].value))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in REPLIES:
                constant.add(node.value)
    made = {key for key in constant if not key.endswith(".")}
    assert made <= set(REPLIES), made - set(REPLIES)
    families = tuple(prefix for prefix in prefixes if prefix.endswith("."))
    unmade = {key for key in REPLIES if key not in made and not key.startswith(families)}
    # Said by bot, which knows in which languages there are texts, and what a complaint is.
    assert unmade == {"set_language.not_yet", "feedback.sorry"}


def test_examples_are_listed_replies_themselves() -> None:
    for params in REPLIES.values():
        for value in params.values():
            check_reply(value)
