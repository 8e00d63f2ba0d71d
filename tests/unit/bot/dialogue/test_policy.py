"""What the policy decides, by sequences of messages: no database, no server, no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.contract import Line, Request
from bot.dialogue import policy
from bot.dialogue.gaps import WRITES
from bot.dialogue.policy import Ask, Close, Decision, Facts, HandOver, NotUnderstood, QuestionGone, Run
from bot.dialogue.requests import Sender, command
from bot.dialogue.state import State, dump, load
from bot.dialogue.trace import name
from bot.dialogue.wording import phrase
from domain.values import Money, Quantity
from nlu.contract import Heard, Parse, Product
from nlu.understand import understand
from tests.stand_in_model import StandInModel

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def product(sku: str, name: str, unit: str, price: str, sells: str, pack: str = "", brand: str = "") -> Product:
    return Product(
        sku, name, unit, Decimal(price), brand=brand, pack=pack, cost=Decimal(price) - 1, daily_sales=Decimal(sells)
    )


SHOP = (
    product("maggi-70g", "Maggi Noodles 70 g", "pc", "15", "8", "70 g", "Nestle"),
    product("maggi-280g", "Maggi Noodles 280 g family pack", "pc", "58", "1", "280 g", "Nestle"),
    product("sugar-loose", "Sugar (loose)", "kg", "46", "5", "1 kg"),
    product("parle-g-5", "Parle-G Biscuit ₹5", "pc", "5", "6", "55 g", "Parle"),
    product("parle-g-10", "Parle-G Biscuit ₹10", "pc", "10", "5", "110 g", "Parle"),
    product("coke-750ml", "Coca-Cola 750 ml", "pc", "45", "3", "750 ml", "Coca-Cola"),
)
SKUS = {item.sku: item for item in SHOP}


MAGGI = Line("maggi", "maggi-70g", others=("maggi-280g",))


class Chat:
    """A conversation in memory: each message is decided on, and the question kept as the database would keep it."""

    def __init__(self, channel: str = "whatsapp") -> None:
        self.sender = Sender(1, 1, "owner", "Asia/Kolkata", channel, NOW)
        self.state = State()
        self.model = StandInModel()
        self.entries: list[Request] = []

    def says(self, text: str, *, about: int | None = None, confidence: float = 0.999) -> Decision:
        self.model.confidence = confidence
        facts = Facts(self.sender, SKUS, None, about)
        expecting = self.state.question.expecting if self.state.question else None
        channel = "sms" if self.sender.channel == "sms" else "whatsapp"
        plain = Heard(text, self.sender.now, channel, "hi-Latn")
        heard = understand(replace(plain, expecting=expecting), SHOP, self.model)
        return self.settle(policy.decide(self.state, heard, facts, lambda: understand(plain, SHOP, self.model)))

    def taps(self, button: str, *, about: int | None = None) -> Decision:
        facts = Facts(self.sender, SKUS, button, about)
        decision = policy.decide_button(self.state, facts)
        assert decision is not None
        return self.settle(decision)

    def settle(self, decision: Decision) -> Decision:
        misunderstood = self.state.misunderstood + 1
        if isinstance(decision, Run):
            count = misunderstood if decision.request.intent == "out_of_scope" else 0
            self.state = State(None, count)
            self.entries += [decision.request] if decision.request.intent in WRITES | {"undo"} else []
        elif isinstance(decision, Ask):
            phrase(decision.question, SKUS)
            kept = load(dump(decision.question), self.sender)
            self.state = State(kept, misunderstood if decision.again else 0)
        elif isinstance(decision, NotUnderstood):
            self.state = State(None, misunderstood)
        elif not isinstance(decision, QuestionGone):
            self.state = State()
        return decision


def ran(decision: Decision) -> Request:
    assert isinstance(decision, Run), decision
    return decision.request


def only_line(decision: Decision) -> Line:
    [line] = ran(decision).lines
    return line


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


ANSWERED = [
    ("maggi becha", "5", Line("maggi", "maggi-70g", Quantity(5))),
    ("maggi becha", "paanch", Line("maggi", "maggi-70g", Quantity(5))),
    ("maggi becha", "5 packet", Line("maggi", "maggi-70g", Quantity(5))),
    ("maggi becha", "5 maggi", Line("maggi", "maggi-70g", Quantity(5))),
    ("chini becha", "2 kilo", Line("chini", "sugar-loose", Quantity(2))),
    ("chini becha", "250 gram", Line("chini", "sugar-loose", Quantity("0.25"))),
    ("chini becha", "dhai kilo", Line("chini", "sugar-loose", Quantity("2.5"))),
    ("2 parle g becha", "1", Line("parle g", "parle-g-5", Quantity(2))),
    ("2 parle g becha", "2", Line("parle g", "parle-g-10", Quantity(2))),
    ("2 parle g becha", "10 wala", Line("parle g", "parle-g-10", Quantity(2))),
    ("maggi rakho", "14", Line("maggi", "maggi-70g", price=Money(14))),
    ("maggi rakho", "14 rupaye", Line("maggi", "maggi-70g", price=Money(14))),
    ("5 tiger becha", "maggi", Line("tiger", "maggi-70g", Quantity(5))),
    ("becha", "5 maggi", Line("maggi", "maggi-70g", Quantity(5))),
]


@pytest.mark.parametrize(("text", "answer", "line"), ANSWERED)
def test_an_answer_in_any_form_completes_the_request(text: str, answer: str, line: Line) -> None:
    chat = Chat()
    assert isinstance(chat.says(text), Ask)
    got = only_line(chat.says(answer))
    assert replace(got, text="", others=()) == replace(line, text="", others=())
    assert chat.state == State()


def test_a_tapped_product_answers_a_choice() -> None:
    chat = Chat()
    chat.says("2 parle g becha")
    assert only_line(chat.taps("sku:parle-g-10")).sku == "parle-g-10"


def test_two_things_missing_are_asked_one_after_the_other() -> None:
    chat = Chat()
    assert name(chat.says("maggi aur chini becha")) == "ask quantity"
    assert name(chat.says("5")) == "ask quantity"
    request = ran(chat.says("2 kilo"))
    assert [(line.sku, line.quantity) for line in request.lines] == [
        ("maggi-70g", Quantity(5)),
        ("sugar-loose", Quantity(2)),
    ]


def test_a_credit_sale_asks_for_the_name() -> None:
    chat = Chat()
    chat.says("2 maggi udhaar")
    request = ran(chat.says("Ramesh"))
    assert request.customer is not None
    assert (request.customer.name, request.credit) == ("Ramesh", True)


@pytest.mark.parametrize("yes", ["haan", "1", "yes", "ok"])
def test_a_yes_writes_what_was_unusual(yes: str) -> None:
    chat = Chat("sms")
    chat.says("500 maggi becha")
    assert only_line(chat.says(yes)).quantity == Quantity(500)


@pytest.mark.parametrize("no", ["nahi", "2", "no", "rehne do", "galat", "undo"])
@pytest.mark.parametrize("first", ["500 maggi becha", "maggi becha", "2 parle g becha", "5 tiger becha"])
def test_a_no_closes_the_question_and_writes_nothing(first: str, no: str) -> None:
    chat = Chat("sms")
    asked = chat.says(first)
    assert isinstance(asked, Ask)
    # A 2 is a no only where yes or no was asked.
    if no != "2" or asked.question.kind == "confirm":
        assert isinstance(chat.says(no), Close)
        assert chat.entries == []
        assert chat.state == State()


def test_a_value_given_while_a_yes_is_waited_for_changes_the_request() -> None:
    chat = Chat()
    chat.says("500 maggi becha")
    assert only_line(chat.says("5 the")).quantity == Quantity(5)


def test_a_no_with_another_value_is_asked_about_and_not_written() -> None:
    chat = Chat()
    chat.says("500 maggi becha")
    decision = chat.says("nahi, 6")
    assert name(decision) == "confirm"
    assert chat.entries == []
    assert only_line(chat.says("haan")).quantity == Quantity(6)


def test_an_unusual_answer_is_asked_about_too() -> None:
    chat = Chat()
    chat.says("maggi becha")
    assert name(chat.says("5000")) == "confirm"


SUBJECTS = ["maggi kitna bacha hai", "3 coke becha", "Ramesh ne 100 diye", "kya mangwana hai"]


@pytest.mark.parametrize("other", SUBJECTS)
@pytest.mark.parametrize("first", ["500 maggi becha", "chini becha", "2 parle g becha", "2 maggi udhaar"])
def test_a_change_of_subject_drops_the_question_and_says_so(first: str, other: str) -> None:
    chat = Chat()
    chat.says(first)
    decision = chat.says(other)
    assert isinstance(decision, Run)
    assert decision.dropped
    assert decision.request.intent == ran(Chat().says(other)).intent
    assert chat.state.question is None


def test_a_new_question_after_a_dropped_one_says_so_too() -> None:
    chat = Chat()
    chat.says("500 maggi becha")
    decision = chat.says("coke becha")
    assert isinstance(decision, Ask)
    assert (decision.dropped, name(decision)) == (True, "ask quantity")


def test_an_answer_not_understood_is_asked_for_again_and_then_handed_over() -> None:
    chat = Chat()
    chat.says("maggi becha")
    again = chat.says("qwertz uiop")
    assert isinstance(again, Ask)
    assert again.again
    assert isinstance(chat.says("asdf ghjk"), HandOver)
    assert chat.entries == []


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


def test_a_question_of_yesterday_is_forgotten() -> None:
    chat = Chat()
    chat.says("500 maggi becha")
    kept = dump(chat.state.question)
    later = replace(chat.sender, now=NOW + timedelta(hours=20))
    assert load(kept, chat.sender) == chat.state.question
    assert load(kept, later) is None


def test_a_question_of_another_version_is_forgotten() -> None:
    chat = Chat()
    chat.says("500 maggi becha")
    kept = dump(chat.state.question)
    assert kept is not None
    assert load({**kept, "version": 99}, chat.sender) is None


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


def test_an_offer_is_carried_out_by_a_yes_and_left_by_anything_else() -> None:
    offered = replace(command("set_price", Chat().sender), lines=(Line("maggi", "maggi-70g", price=Money(14)),))
    for answer, expected in (("haan", "run set_price"), ("undo", "close"), ("3 coke becha", "run record_sale")):
        chat = Chat()
        chat.state = State(policy.offer(offered, Facts(chat.sender, SKUS)))
        decision = chat.says(answer)
        assert name(decision) == expected
        assert not getattr(decision, "dropped", False)


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

    def __init__(self, intent: str) -> None:
        self.intent = intent

    def parse(self, normalised: str) -> Parse:
        return Parse(self.intent, 0.99, ((self.intent, 0.99),))


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
