"""What the policy decides, by sequences of messages: no database, no server, no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.contract import Line, Request
from bot.dialogue import goods_of_two, policy, printed_prices
from bot.dialogue.decisions import Ask, Close, Facts, HandOver, NotUnderstood, QuestionGone, Run
from bot.dialogue.requests import Draft, command
from bot.dialogue.state import State
from bot.dialogue.trace import name
from bot.dialogue.wording import phrase
from domain.values import Money, Quantity
from nlu.contract import Entity, Frame, Heard, Item, Parse, Understanding
from nlu.understand import understand
from tests.unit.bot.dialogue.chat import MAGGI, NOW, SHOP, SKUS, Chat, only_line, ran
from tests.unit.bot.dialogue.test_answers import ANSWERED

# What a first message leads to.
FIRST = [
    ("5 maggi aur 2 kilo chini becha", "run record_sale"),
    ("maggi becha", "ask quantity"),
    ("20 rupaye ki chini becha", "run record_sale"),
    ("becha", "ask product"),
    ("5400 becha", "confirm"),
    ("5 becha", "ask product"),
    ("-5 maggi becha", "confirm"),
    ("99999999999 kilo chini becha", "run record_sale"),
    ("5 tiger becha", "ask product"),
    ("2 parle g becha", "choice"),
    ("10 wala parle g 2 becha", "run record_sale"),
    ("Ramesh ko 2 maggi udhaar", "run record_sale"),
    ("2 maggi udhaar", "ask customer"),
    ("maggi rakho", "ask price"),
    ("maggi 14 rakho", "run set_price"),
    ("Ramesh ke khaate me likho", "ask amount"),
    ("Ramesh ke khaate me 250 likho", "run record_credit"),
    ("Ramesh ne 100 diye", "run record_payment"),
    ("500 maggi becha", "confirm"),
    ("12 coke bhejo", "run create_order"),
    ("coke bhejo", "run create_order"),
    ("12 coke aur chini bhejo", "ask quantity"),
    ("maggi 1 rupaye rakho", "confirm"),
    ("maggi kitna bacha hai", "run check_stock"),
    ("kuch bacha hai", "run check_stock"),
    ("maggi ginti", "ask quantity"),
    ("haan", "run affirm"),
    ("nahi", "run deny"),
    ("undo", "run undo"),
    ("cricket", "run out_of_scope"),
    ("qwertz uiop", "not_understood"),
]


@pytest.mark.parametrize(("text", "expected"), FIRST)
def test_a_first_message(text: str, expected: str) -> None:
    assert name(Chat().says(text)) == expected


def test_two_messages_not_understood_in_a_row_are_handed_over() -> None:
    chat = Chat()
    assert isinstance(chat.says("qwertz uiop"), NotUnderstood)
    assert isinstance(chat.says("asdf ghjk"), HandOver)


def test_one_understood_in_between_begins_the_count_again() -> None:
    chat = Chat()
    chat.says("qwertz uiop")
    chat.says("maggi kitna bacha hai")
    assert isinstance(chat.says("asdf ghjk"), NotUnderstood)


def test_an_unsure_write_is_shown_before_it_is_written() -> None:
    chat = Chat()
    assert name(chat.says("5 maggi becha", confidence=0.5)) == "confirm"
    assert only_line(chat.taps("yes")).quantity == Quantity(5)


def test_a_button_of_a_question_that_is_gone_does_nothing() -> None:
    chat = Chat()
    chat.says("500 maggi becha")
    chat.says("maggi kitna bacha hai")
    assert isinstance(chat.taps("yes"), QuestionGone)
    assert isinstance(chat.taps("sku:parle-g-10"), QuestionGone)
    assert chat.entries == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("galat", "run undo"), ("5 nahi 6 the", "run correct_last"), ("6", "run correct_last"), ("nahi", "confirm")],
)
def test_swiping_back_is_about_that_entry(text: str, expected: str) -> None:
    decision = Chat().says(text, about=41)
    assert name(decision) == expected
    request = decision.question.draft.request if isinstance(decision, Ask) else ran(decision)
    assert request.about_entry_id == 41


def test_a_new_sale_that_swipes_back_is_a_new_sale() -> None:
    assert name(Chat().says("3 coke becha", about=41)) == "run record_sale"


def test_the_undo_button_takes_back_the_entry_it_stands_under() -> None:
    request = ran(Chat().taps("undo", about=41))
    assert (request.intent, request.about_entry_id) == ("undo", 41)


def test_a_number_picks_from_the_choices_under_a_reply() -> None:
    chat = Chat("sms")
    sale = replace(command("record_sale", chat.sender), lines=(MAGGI,))
    chat.state = State(policy.menu(("sku:maggi-280g",), sale, 41, Facts(chat.sender, SKUS)))
    request = ran(chat.says("1"))
    assert (request.intent, request.about_entry_id, request.lines[0].sku) == ("correct_last", 41, "maggi-280g")


@pytest.mark.parametrize("tapped", [True, False])
def test_another_product_under_a_mere_answer_asks_the_same_of_that_one(tapped: bool) -> None:
    chat = Chat()
    asked = replace(command("check_stock", chat.sender), lines=(MAGGI,))
    chat.state = State(policy.menu(("sku:maggi-280g",), asked, None, Facts(chat.sender, SKUS)))
    request = ran(chat.taps("sku:maggi-280g") if tapped else chat.says("1"))
    assert (request.intent, [line.sku for line in request.lines]) == ("check_stock", ["maggi-280g"])


def test_choices_under_a_reply_are_no_question_that_could_be_dropped() -> None:
    chat = Chat()
    sale = replace(command("record_sale", chat.sender), lines=(MAGGI,))
    chat.state = State(policy.menu(("sku:maggi-280g",), sale, 41, Facts(chat.sender, SKUS)))
    decision = chat.says("3 coke becha")
    assert isinstance(decision, Run)
    assert not decision.dropped


@pytest.mark.parametrize("said", ["nahi 5 coke becha", "nahi nahi, 5 coke becha"])
def test_a_no_with_the_same_goods_puts_the_entry_right_that_was_just_confirmed(said: str) -> None:
    chat = Chat()
    four = Line("coke", "coke-750ml", quantity=Quantity(4))
    sale = replace(command("record_sale", chat.sender), lines=(four,))
    chat.state = State(policy.menu((), sale, 41, Facts(chat.sender, SKUS)))
    request = ran(chat.says(said))
    assert (request.intent, request.about_entry_id) == ("correct_last", 41)
    assert [(line.sku, line.quantity) for line in request.lines] == [("coke-750ml", Quantity(5))]


@pytest.mark.parametrize("said", ["5 coke becha", "nahi 5 maggi becha", "nahi 4 coke becha"])
def test_other_goods_the_same_quantity_or_no_no_are_a_new_sale(said: str) -> None:
    chat = Chat()
    four = Line("coke", "coke-750ml", quantity=Quantity(4))
    sale = replace(command("record_sale", chat.sender), lines=(four,))
    chat.state = State(policy.menu((), sale, 41, Facts(chat.sender, SKUS)))
    assert ran(chat.says(said)).intent == "record_sale"


def test_an_offer_is_carried_out_by_a_yes_and_left_by_anything_else() -> None:
    offered = replace(command("set_price", Chat().sender), lines=(Line("maggi", "maggi-70g", price=Money(14)),))
    for answer, expected in (("haan", "run set_price"), ("undo", "close"), ("3 coke becha", "run record_sale")):
        chat = Chat()
        chat.state = State(policy.offer(offered, ("yes", "no"), Facts(chat.sender, SKUS)))
        decision = chat.says(answer)
        assert name(decision) == expected
        assert not getattr(decision, "dropped", False)


@pytest.mark.parametrize("tapped", [True, False])
def test_another_product_under_an_offer_is_advised_on_and_nothing_is_ordered(tapped: bool) -> None:
    chat = Chat("sms")
    order = replace(command("create_order", chat.sender), lines=(replace(MAGGI, quantity=Quantity(24)),))
    chat.state = State(policy.offer(order, ("yes", "no", "sku:maggi-280g"), Facts(chat.sender, SKUS)))
    request = ran(chat.taps("sku:maggi-280g") if tapped else chat.says("3"))
    assert (request.intent, [line.sku for line in request.lines]) == ("reorder_advice", ["maggi-280g"])
    assert chat.entries == []


def test_a_price_above_the_printed_one_is_refused_at_once() -> None:
    printed = {**SKUS, "coke-750ml": replace(SKUS["coke-750ml"], mrp=Decimal(45))}
    chat = Chat()
    for price, expected in ((450, "run set_price"), (20, "confirm")):
        asked = replace(command("set_price", chat.sender), lines=(Line("coke", "coke-750ml", price=Money(price)),))
        decision = policy._settle(Draft(asked, (), ("unusual_price",)), Facts(chat.sender, printed))
        assert name(decision) == expected


TEXTS = [text for text, _ in FIRST] + [answer for _, answer, _ in ANSWERED]
NOES = ["nahi", "no", "rehne do", "nope", "nahi, 6", "nahi 2 kilo"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=5), st.sampled_from(NOES))
def test_whatever_came_before_a_no_never_writes(texts: list[str], no: str) -> None:
    chat = Chat()
    for text in texts:
        chat.says(text)
    before = list(chat.entries)
    chat.says(no)
    assert chat.entries == before


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*TEXTS, *NOES, "haan", "1", "2"]), max_size=6))
def test_nothing_incomplete_is_ever_run(texts: list[str]) -> None:
    chat = Chat()
    for text in texts:
        chat.says(text)
    for request in chat.entries:
        if request.intent == "record_sale":
            # A day's total that was agreed to has no lines.
            assert request.lines or request.amount is not None
            assert all(line.sku and (line.quantity or line.amount) for line in request.lines)
            assert request.customer is not None or not request.credit
        if request.intent in ("record_credit", "record_payment"):
            assert request.customer is not None
            assert request.amount is not None


class _Says:
    """A model that answers every text with one intent."""

    def __init__(self, intent: str, entities: tuple[Entity, ...] = ()) -> None:
        self.intent, self.entities = intent, entities

    def parse(self, normalised: str) -> Parse:
        return Parse(self.intent, 0.99, ((self.intent, 0.99),), self.entities)


@pytest.mark.parametrize(
    ("text", "day"),
    [("aaj ki bikri 5,400", None), ("kal ki bikri 5400", date(2026, 11, 22))],
    ids=["today", "yesterday"],
)
def test_a_days_total_is_written_after_a_yes_for_the_day_said(text: str, day: date | None) -> None:
    chat = Chat()
    heard = understand(Heard(text, NOW, "whatsapp", "hi-Latn"), SHOP, _Says("sales_report"))
    assert isinstance(chat.settle(policy.decide(chat.state, heard, Facts(chat.sender, SKUS), lambda: heard)), Ask)
    written = ran(chat.says("haan"))
    assert (written.intent, written.amount, written.lines, written.entry_date) == ("record_sale", Money(5400), (), day)


MIXED = "2 maggi aur 3 kilo chini becha aur Ramesh ko 1 coke udhaar diya"


@pytest.mark.parametrize(
    ("text", "places", "two"),
    [
        (MIXED, ("maggi", "chini", "coke"), True),
        ("Ramesh ko 2 maggi aur 1 coke udhaar diya", ("maggi", "coke"), False),
        ("2 maggi aur 1 coke Ramesh ko udhaar diya", ("maggi", "coke"), False),
    ],
)
def test_goods_before_and_after_a_customer_may_be_of_two(text: str, places: tuple[str, ...], two: bool) -> None:
    items = tuple(Item(place, quantity=Decimal(1)) for place in places)
    frame = Frame("record_sale", "hi", "Latn", items=items, customer="Ramesh", credit=True)
    heard = Understanding(frame, text, text, Parse("record_sale", 1.0))
    assert goods_of_two.may_be(heard) == two
    assert not goods_of_two.may_be(replace(heard, frame=replace(frame, credit=None)))


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        (MIXED, True),
        ("Ramesh ko 2 maggi aur Sita ko 1 coke udhaar", True),
        ("Ramesh ko 500 maggi udhaar", False),
        ("Ramesh ko 2 maggi udhaar 10 diye baki udhaar", True),
    ],
)
def test_after_a_no_what_may_be_two_entries_is_to_be_written_as_two(text: str, apart: bool) -> None:
    chat = Chat()
    names = tuple(
        Entity("customer", start, start + len(name), name, 0.99)
        for name in ("Ramesh", "Sita")
        if (start := text.find(name)) >= 0
    )
    heard = understand(Heard(text, NOW, "whatsapp", "hi-Latn"), SHOP, _Says("record_sale", names))
    asked = chat.settle(policy.decide(chat.state, heard, Facts(chat.sender, SKUS), lambda: heard))
    assert isinstance(asked, Ask), asked
    assert asked.question.kind == "confirm"
    # "Is it all one customer's?" is asked of nothing else.
    two = apart and asked.question.draft.request.paid is None
    assert (phrase(asked.question, SKUS).key == "dialogue.confirm_one_customer") == two
    assert chat.says("nahi") == Close(apart=apart)


def test_an_undo_of_what_is_only_asked_or_offered_says_that_nothing_was_written() -> None:
    chat = Chat()
    order = replace(command("create_order", chat.sender), lines=(MAGGI,))
    chat.state = State(policy.offer(order, ("yes", "no"), Facts(chat.sender, SKUS)))
    assert chat.says("UNDO") == Close(to_undo=True)
    assert ran(chat.says("UNDO")).intent == "undo", "the second one takes the last entry back"
    chat.state = State(policy.offer(order, ("yes", "no"), Facts(chat.sender, SKUS)))
    assert chat.says("nahi") == Close()
    for text in ("500 maggi becha", "maggi becha"):
        assert isinstance(chat.says(text), Ask)
        assert chat.says("UNDO") == Close(to_undo=True)


def test_rupees_that_make_goods_dearer_than_printed_are_asked_about() -> None:
    printed = {**SKUS, "coke-750ml": replace(SKUS["coke-750ml"], mrp=Decimal(45))}
    sender = Chat().sender

    def sale(rupees: int) -> Request:
        coke = Line("coke", "coke-750ml", quantity=Quantity(2), amount=Money(rupees))
        return replace(command("record_sale", sender), lines=(coke,))

    assert [printed_prices.are_outdone(sale(rupees), printed) for rupees in (80, 90, 100)] == [False, False, True]


SOLD = frozenset({"coke-750ml", "sugar-loose"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 coke", "run correct_last"),
        ("2 kilo chini", "run correct_last"),
        ("char coke", "run correct_last"),
        # A sentence is told as one, and other goods are others.
        ("4 coke becha", "run record_sale"),
        ("4 maggi", "run record_sale"),
        ("coke", "ask quantity"),
    ],
)
def test_swiped_back_goods_and_figures_put_the_entry_right(text: str, expected: str) -> None:
    chat = Chat()
    facts = Facts(chat.sender, SKUS, None, 7, SOLD)
    heard = understand(Heard(text, NOW, "whatsapp", "hi-Latn"), SHOP, _Says("record_sale"))
    decision = policy.decide(chat.state, heard, facts, lambda: heard)
    assert name(decision) == expected
    if expected == "run correct_last":
        assert ran(decision).about_entry_id == 7


def test_a_no_to_the_end_of_the_account_says_that_it_stays() -> None:
    chat = Chat()
    erase = replace(command("delete_my_data", chat.sender), on=True)
    chat.state = State(policy.offer(erase, ("yes", "no"), Facts(chat.sender, SKUS)))
    assert chat.says("nahi") == Close(keeps=True)
