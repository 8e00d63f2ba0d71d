"""What a message says to an open question: the missing word in any form, a yes, a no, or something else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.contract import Ask as Asked
from actions.contract import Choice, Line, Reply
from bot.dialogue import policy
from bot.dialogue.decisions import Ask, Close, Facts, HandOver, Run
from bot.dialogue.requests import command
from bot.dialogue.state import State
from bot.dialogue.trace import name
from domain.values import Money, Quantity
from tests.unit.bot.dialogue.chat import SKUS, Chat, only_line, ran

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
    assert replace(got, text="", others=(), taught=0) == replace(line, text="", others=())
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


def test_another_sale_is_no_answer_to_who_took_the_first() -> None:
    chat = Chat()
    assert name(chat.says("2 maggi udhaar")) == "ask customer"
    request = ran(chat.says("Ramesh ko 5 kilo chini udhaar"))
    assert request.customer is not None
    assert (request.customer.name, [line.sku for line in request.lines]) == ("Ramesh", ["sugar-loose"])


def test_another_payment_is_no_answer_to_who_paid_the_first() -> None:
    chat = Chat()
    assert name(chat.says("50 rupaye diye")) == "ask customer"
    request = ran(chat.says("Ramesh ne 200 diye"))
    assert request.customer is not None
    assert (request.customer.name, request.amount) == ("Ramesh", Money(200))


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


def test_a_quantity_that_an_order_asks_for_goes_into_its_line() -> None:
    chat = Chat()
    request = ran(chat.says("coke bhejo"))
    assert [line.quantity for line in request.lines] == [None]
    never = Asked(Reply("refused.no_quantity", {"product": "Coca-Cola"}), "quantity", "quantity")
    chat.settle(Ask(policy.asked(never, request, Facts(chat.sender, SKUS))))
    assert only_line(chat.says("12")).quantity == Quantity(12)


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


@pytest.mark.parametrize(
    ("field", "known", "picked"),
    [("customer", ("7",), "7"), ("customer", ("7", "8"), None), ("supplier", ("7",), None)],
)
def test_a_yes_picks_the_only_customer_who_was_named(field: str, known: tuple[str, ...], picked: str | None) -> None:
    chat = Chat()
    request = ran(chat.says("5 maggi becha"))
    choices = (
        *(Choice(number, "choice.product", {"product": f"Ramesh {number}"}) for number in known),
        Choice("new", "choice.new_customer", {"customer": "Ramesh"}),
    )
    asked = Asked(Reply("dialogue.choose", {}, choices), field)
    chat.state = State(policy.asked(asked, request, Facts(chat.sender, SKUS)))
    decision = chat.says("haan")
    told = decision.request.told.get(field) if isinstance(decision, Run) and not decision.again else None
    assert told == picked


@pytest.mark.parametrize("question", ["maggi becha", "500 maggi becha", "2 parle g becha"])
@pytest.mark.parametrize("expense", ["100 ka petrol dala", "bijli bill 500 diya", "kiraya 300"])
def test_what_the_shop_pays_for_is_no_answer(question: str, expense: str) -> None:
    chat = Chat()
    assert isinstance(chat.says(question), Ask)
    decision = chat.says(expense, confidence=0.9)
    assert not isinstance(decision, Ask) or not decision.question.draft.request.lines
    assert chat.entries == []
    assert chat.state.question is None


WANTED = replace(command("send_order", Chat().sender), about_entry_id=7)


@pytest.mark.parametrize(
    ("answer", "phone"),
    [
        ("9811100009", "+919811100009"),
        ("98111 00009", "+919811100009"),
        ("nahi", "none"),
        ("1", "none"),
        ("rehne do", "later"),
        ("pata karta hoon", "later"),
        # Asked for again.
        ("haan", None),
        ("98111", None),
    ],
)
def test_what_is_said_to_the_number_that_would_send_an_order(answer: str, phone: str | None) -> None:
    chat = Chat()
    chat.state = State(policy.offer(WANTED, ("none",), Facts(chat.sender, SKUS)))
    request = ran(chat.says(answer))
    assert (request.intent, request.about_entry_id) == ("send_order", 7)
    assert request.told == ({} if phone is None else {"phone": phone})


@pytest.mark.parametrize(("answer", "does"), [("5 maggi becha", "run record_sale"), ("UNDO", "run undo")])
def test_an_order_that_waits_for_a_number_waits_for_nothing(answer: str, does: str) -> None:
    chat = Chat()
    chat.state = State(policy.offer(WANTED, ("none",), Facts(chat.sender, SKUS)))
    decision = chat.says(answer)
    assert name(decision) == does
    assert not getattr(decision, "dropped", False)


def test_a_no_with_other_goods_is_about_the_order() -> None:
    chat = Chat()
    chat.state = State(policy.offer(WANTED, ("none",), Facts(chat.sender, SKUS)))
    assert "send_order" not in name(chat.says("nahi, 12 maggi"))


def test_a_tap_says_who_sends_the_order() -> None:
    chat = Chat()
    chat.state = State(policy.offer(WANTED, ("none",), Facts(chat.sender, SKUS)))
    assert ran(chat.taps("undo")).intent == "undo"
    chat.state = State(policy.offer(WANTED, ("none",), Facts(chat.sender, SKUS)))
    assert ran(chat.taps("none")).told == {"phone": "none"}
