"""What replies tell people to write is understood as they mean it: every quoted example, in every language, by the real model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import regex

from actions.price_list.columns import field_of
from bot.cli.demo_catalogue import demo_catalogue
from bot.cli.nlu_server import nlu_server
from bot.dialogue import staff
from bot.replies.texts import languages
from infra.settings import settings
from nlu.contract import Heard
from nlu.model.client import RasaClient
from nlu.model.evaluate import NOW
from nlu.understand import Model, understand

HELP = [
    "record_sale",
    "record_purchase",
    "check_stock",
    "set_stock",
    "check_price",
    "set_price",
    "price_advice",
    "record_credit",
    "record_payment",
    "check_balance",
    "sales_report",
    "reorder_advice",
    "demand_forecast",
    "talk_to_human",
]
# By reply, what its examples mean, in order.
MEANT = {
    "dialogue.not_understood": ["record_sale", "check_stock"],
    "send_reminder.one_by_one": ["send_reminder"],
    "set_alerts.now": ["set_alerts"],
    "feedback.sorry": ["talk_to_human"],
    "open_store.done": ["set_stock", "switch_store"],
    "onboarding.ready": ["add_product"],
    "onboarding.ready_empty": ["add_product", "record_sale"],
    "transfer_stock.where": ["transfer_stock"],
    "set_language.done": ["set_language"],
    "set_language.which": ["set_language", "set_language"],
    "set_quiet_hours.now": ["set_quiet_hours"],
    "help.chat": HELP,
    "instead.sales_report": ["sales_report"],
    "correct_last.which": ["correct_last"],
    "correct_last.unclear": ["correct_last", "correct_last"],
    "delete_my_data.done": ["cancel"],
}
# Answers to the question that the reply asks, and headings of a table: no messages of their own.
NO_MESSAGES = {"licence_reminder.when", "open_store.ask_place", "price_list.no_columns", "staff.whose_number"}
# The new shop that is told so has this product by then.
OF_A_NEW_PRODUCT = {"onboarding.ready_empty"}
QUOTED = regex.compile(r'["“«]([^"“”«»]+)["”»]')


def examples(tag: str) -> Iterator[tuple[str, int, str]]:
    """The quoted words of a language's replies that hold no placeholder: reply, which of its examples, words."""
    for key, text in languages()[tag].texts.items():
        for form in {text.on("whatsapp"), text.on("sms")}:
            found = [match[1] for match in QUOTED.finditer(form) if "{" not in match[1]]
            yield from ((key, number, words) for number, words in enumerate(found))


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    # Settings that an earlier test left behind name a server that is gone.
    settings.cache_clear()
    with nlu_server() as url, RasaClient(url, timeout=30) as client:
        yield client


@pytest.mark.parametrize("tag", sorted(languages()))
def test_examples_are_understood_as_meant(tag: str, model: Model) -> None:
    """By somebody who writes this language; what would write is not asked about either."""
    wrong = []
    for key, number, words in examples(tag):
        if key in NO_MESSAGES:
            continue
        understood = understand(Heard(words, NOW, language=tag), demo_catalogue(), model)
        # An example that this table lacks is none until somebody says what it means.
        meant = next(iter(MEANT.get(key, [])[number : number + 1]), "to be said in MEANT")
        asked = understood.doubts if key not in OF_A_NEW_PRODUCT else ()
        if understood.frame.intent != meant or asked:
            wrong.append((key, words, meant, understood.frame.as_dict(), asked))
    assert not wrong


@pytest.mark.parametrize("tag", sorted(languages()))
def test_examples_of_headings_and_of_helpers_are_known(tag: str) -> None:
    found: dict[str, list[str]] = {}
    for key, _, words in examples(tag):
        found.setdefault(key, []).append(words)
    assert [field_of(words) for words in found["price_list.no_columns"][:2]] == ["name", "price"]
    assert all(staff.read(words) is not None for words in found["staff.whose_number"])
