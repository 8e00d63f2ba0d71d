"""How values and choices look in a reply."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from actions.contract import Choice, Measure, Phrase, Reply
from bot.replies import gsm7, values
from bot.replies.render import BODY_LIMIT, numbered, render, render_all, shorten
from bot.replies.template import TemplateError, names, parse
from bot.replies.texts import languages
from domain.values import Money, Quantity

EN, HI = languages()["en"], languages()["hi"]
YES_NO = (Choice("yes", "choice.yes"), Choice("no", "choice.no"))


@pytest.mark.parametrize(
    ("amount", "whatsapp", "sms"),
    [
        ("75", "₹75", "Rs 75"),
        ("125000.50", "₹1,25,000.50", "Rs 1,25,000.50"),
        ("0", "₹0", "Rs 0"),
        ("-50", "-₹50", "-Rs 50"),
        ("1234567", "₹12,34,567", "Rs 12,34,567"),
    ],
)
def test_money_is_grouped_by_lakhs_and_shows_paise_only_where_there_are_some(
    amount: str, whatsapp: str, sms: str
) -> None:
    assert values.show_money(Money(amount), EN, "whatsapp") == whatsapp
    assert values.show_money(Money(amount), EN, "sms") == sms


@pytest.mark.parametrize(
    ("quantity", "unit", "english", "hindi"),
    [
        ("2", "kg", "2 kg", "2 किलो"),
        ("0.25", "kg", "250 g", "250 ग्राम"),
        ("1.5", "l", "1.5 litre", "1.5 लीटर"),
        ("0.5", "l", "500 ml", "500 मि.ली."),
        ("5", "pc", "5", "5"),
        ("0", "kg", "0 kg", "0 किलो"),
        ("-0.5", "kg", "-500 g", "-500 ग्राम"),
    ],
)
def test_quantities_are_said_as_in_the_shop(quantity: str, unit: str, english: str, hindi: str) -> None:
    measure = Measure(Quantity(quantity), unit)
    assert (values.show_measure(measure, EN), values.show_measure(measure, HI)) == (english, hindi)


def test_days_and_hours_are_in_the_languages_words() -> None:
    assert values.show_date(date(2026, 11, 23), EN, "weekday") == "Monday"
    assert values.show_date(date(2026, 11, 23), HI, "weekday") == "सोमवार"
    assert values.show_date(date(2026, 11, 23), EN, None) == "23 Nov"
    assert values.show_date(date(2026, 11, 23), HI, None) == "23 नवंबर"
    assert values.show_date(date(2026, 11, 23), HI, "long") == "23 नवंबर 2026"
    assert values.show_tick(date(2026, 12, 7)) == "7/12"
    assert values.show_time(time(21, 0), EN) == "9 pm"


def test_a_word_follows_its_number() -> None:
    assert values.plural_form(1, ("day", "days"), EN) == "day"
    assert values.plural_form(Decimal(2), ("day", "days"), EN) == "days"
    assert values.plural_form(Measure(Quantity(1), "pc"), ("sells", "sell"), EN) == "sells"
    with pytest.raises(TypeError):
        values.plural_form("two", ("day", "days"), EN)


def test_choices_are_buttons_by_whatsapp_and_numbers_by_sms() -> None:
    question = Reply("dialogue.ask_product", {}, YES_NO)
    by_whatsapp, by_sms = render(question, "en", "Latn", "whatsapp"), render(question, "en", "Latn", "sms")
    assert [(button.id, button.title) for button in by_whatsapp.buttons] == [("yes", "Yes"), ("no", "No")]
    assert by_whatsapp.text == "Which product?"
    assert by_sms.text == "Which product?\n1. OK\n2. No"
    assert by_sms.buttons == ()


def test_more_choices_than_buttons_are_numbered() -> None:
    choices = tuple(Choice(f"sku:{n}", "choice.product", {"product": f"Soap {n}"}) for n in range(4))
    shown = render(Reply("dialogue.ask_product", {}, choices), "en", "Latn", "whatsapp")
    assert shown.text.splitlines()[1:] == ["1. Soap 0", "2. Soap 1", "3. Soap 2", "4. Soap 3"]
    assert shown.buttons == ()


def test_undo_has_no_number() -> None:
    choices = (Choice("undo", "choice.undo"), Choice("sku:a", "choice.product", {"product": "Soap"}))
    assert [choice.id for choice in numbered(choices)] == ["sku:a"]
    assert render(Reply("undo.nothing", {}, choices), "en", "Latn", "sms").text.endswith("\n1. Soap")


def test_two_replies_are_one_message() -> None:
    both = render_all((Reply("dialogue.dropped"), Reply("undo.nothing", {}, YES_NO)), "en", "Latn", "whatsapp")
    assert len(both.text.splitlines()) == 2
    assert len(both.buttons) == 2


def test_a_name_in_another_script_does_not_cost_a_segment() -> None:
    text = render(Reply("check_balance.clear", {"customer": "रमेश"}), "en", "Latn", "sms").text
    assert text == "Ramesh owes nothing."
    by_whatsapp = render(Reply("check_balance.clear", {"customer": "रमेश"}), "en", "Latn", "whatsapp")
    assert by_whatsapp.text == "रमेश owes nothing."


def test_braces_in_a_name_are_only_letters() -> None:
    text = render(Reply("check_balance.clear", {"customer": "{x}[y]"}), "en", "Latn", "whatsapp").text
    assert text == "{x}[y] owes nothing."


def test_an_absent_value_takes_its_words_along() -> None:
    line = {"quantity": Measure(Quantity(2), "kg"), "product": "Sugar", "price": None, "amount": None}
    summary = Reply("summary.record_sale", {"lines": (Phrase("summary.line", line),), "customer": None})
    assert render(summary, "en", "Latn", "whatsapp").text == "Sold 2 kg Sugar"


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        render(Reply("check_balance.clear", {}), "en", "Latn", "whatsapp")


def test_long_text_is_cut_between_graphemes() -> None:
    assert shorten("स्टॉक", 20) == "स्टॉक"
    assert shorten("स्टॉ" * 10, 10) == "स्टॉ" * 2 + "…"
    text = render(Reply("check_balance.clear", {"customer": "x" * 3000}), "en", "Latn", "whatsapp").text
    assert len(text) == BODY_LIMIT


@pytest.mark.parametrize("broken", ["{a", "a}", "[a", "a]", "{a b}", "[a[b]]"])
def test_a_broken_template_is_refused(broken: str) -> None:
    with pytest.raises(TemplateError):
        parse(broken)


def test_the_names_in_a_template() -> None:
    assert names("{a} [ {b:lines}] {c|day|days}") == {"a", "b", "c"}


def test_the_sms_alphabet() -> None:
    assert gsm7.fits("Rs 5 @ £ ñ {}")
    assert not gsm7.fits("₹5")
    assert gsm7.fit("“5” – ₹7… ✅") == '"5" - Rs 7... '
    assert gsm7.count_septets("a{€") == 5


def test_a_language_is_called_what_the_reader_calls_it() -> None:
    assert HI.name_of("ta") == "तमिल"
    assert EN.name_of("hi-Latn") == "Hindi in English letters"
    assert EN.name_of("ta-Latn") == "Tamil"


def test_a_language_without_a_name_here_has_its_english_one() -> None:
    nameless = replace(HI, texts={})
    assert nameless.name_of("ta") == "Tamil"


def test_more_choices_than_buttons_are_a_list_as_well_on_whatsapp() -> None:
    choices = tuple(
        Choice(f"sku:{number}", "choice.product", {"product": f"A product with a long name {number}"})
        for number in range(4)
    )
    reply = Reply("dialogue.choose", {"text": "x", "options": ()}, choices)
    shown = render(reply, "en", "Latn", "whatsapp")
    assert [row.id for row in shown.rows] == [choice.id for choice in choices]
    assert all(len(row.title) <= 24 for row in shown.rows)
    assert "4. A product with a long name 3" in shown.text
    assert render(reply, "en", "Latn", "sms").rows == ()
    assert render(Reply(reply.key, reply.params, choices[:3]), "en", "Latn", "whatsapp").rows == ()
    assert render(Reply(reply.key, reply.params, choices * 3), "en", "Latn", "whatsapp").rows == ()
