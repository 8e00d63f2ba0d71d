"""What the words of a message say against the intent that the model gives it: "bagdi gaya" is never a sale.

Each rule is a cue of the lexicons. What is then written is asked about first, unless the model thought of it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from nlu import groups
from nlu.contract import Frame, Parse, plain
from nlu.frames.dealings import (
    are_gone,
    buys,
    has_rupees,
    how_many_numbers,
    is_of_money,
    is_priced,
    of_goods,
    pays_a_part,
)
from nlu.frames.periods import find_hours
from nlu.lexicon import Lexicon
from nlu.names.called import tokens_of
from nlu.names.firms import is_store_word
from nlu.spelling.tokens import Token, tokenise
from nlu.words.numbers import NumberReader

_LIKELY = 0.2
"""Of a runner-up: the chance from which its cue decides."""
_MISTAKABLE = frozenset({"record_sale", "record_purchase", "record_payment"})
_AS_LIKELY = 0.4
"""Of a runner-up that only asks: the chance from which it is meant where it names somebody or something."""
_ASKED = groups.QUESTIONS | {"check_balance", "customer_insights"}
_FIRM = frozenset(
    {"record_sale", "record_purchase", "record_wastage", "set_price", "set_stock", "switch_store", "transfer_stock"}
    | {"record_credit"}
)
_SEEMS_SPENT = frozenset(
    {"record_sale", "record_payment", "record_purchase", "record_credit", "switch_store", "transfer_stock"}
)
_LITTLE = 2
"""Words and signs that may stand between what is meant and what is denied behind it."""
_POSSIBLE = 0.02
"""Of what goods do: the chance that the model has to leave to it, so that its cue needs no question."""
_NEVER_FROM_TO = frozenset({"record_sale", "record_purchase", "record_payment", "record_credit"})
_FROM_AND_TO = (Decimal("0.6"), Decimal("1.6"))
"""What a new price is of the old one, at least and at most."""
_LEAST_PRICE = 5
_AGAINST = {
    "record_payment": ("unpaid",),
    "record_sale": ("spoilt", "left_here", "called_off"),
    "record_purchase": ("spoilt", "called_off", "promise"),
    "create_order": ("called_off", "credit"),
}
"""Cues that stand in no message of that kind alone: of two things that happened only one would be written."""
_NEVER_PAID = ("send_reminder", "check_balance")
"""What is rather meant by telling that somebody has not paid."""


def retold(parse: Parse, tokens: Sequence[Token], lexicon: Lexicon, frame: Frame, *, names_goods: bool) -> str:
    """The intent that the words tell, `parse.intent` where they tell nothing else.

    `frame` is how it was read; `names_goods`: whether a product of the store is named.
    """

    def says(name: str) -> bool:
        return bool(lexicon.table(name).occurrences(tokens))

    intent = parse.intent
    if intent == "opt_out" and None not in find_hours(tokens, lexicon):
        # Who names two times wants quiet between them, and no end of messages.
        return "set_quiet_hours"
    priced = intent == "correct_last" and any(item.sku and item.price for item in frame.items)
    if (priced or intent in _NEVER_FROM_TO) and names_goods and _goes_from_to(tokens, lexicon):
        return "set_price"
    if intent in groups.WRITES and says("forecast"):
        return "demand_forecast"
    if intent == "record_payment" and frame.amount is None and says("unpaid"):
        return next((name for name, _ in parse.ranking if name in _NEVER_PAID), _NEVER_PAID[0])
    if intent == "record_payment" and names_goods and frame.customer is None:
        # "Gave 50 rs worth onions".
        return "record_sale"
    if intent == "record_payment" and names_goods and says("took_away") and how_many_numbers(tokens, lexicon) > 1:
        # "Rajan collected 3 thums up, paid 60".
        return "record_sale"
    if intent == "record_credit" and frame.amount is not None and not frame.items and pays_a_part(tokens, lexicon):
        return "record_payment"
    if intent == "record_sale" and is_of_money(frame, tokens, lexicon) and not names_goods:
        # "Haldar babu 2000 diye gelen", "Lalu 500 udhaar le gaya".
        return "record_credit" if frame.credit else "record_payment"
    if intent == "check_price" and says("credit") and not names_goods:
        return "check_balance"
    if intent == "correct_last" and any(item.sku and item.quantity for item in frame.items) and says("unwritten"):
        # "Friday 3 kg sugar went, not written": what is not in the books can't be mended.
        return next((name for name, _ in parse.ranking if name in groups.BACK_DATED), "record_sale")
    if intent == "deny" and how_many_numbers(tokens, lexicon) == len(_FROM_AND_TO):
        # "Na na, char nahi chaudah".
        return "correct_last"
    if intent == "create_order" and not frame.items and says("what_all"):
        return "reorder_advice"
    nothing_named = frame.shop is None and not any(item.text for item in frame.items)
    if intent == "competitor_price" and nothing_named and dict(parse.ranking).get("reorder_advice", 0.0) >= _LIKELY:
        return "reorder_advice"
    if intent in ("set_price", "out_of_scope") and not names_goods and _mends_a_price(frame, tokens, lexicon):
        return "correct_last"
    if intent == "out_of_scope":
        return _in_scope(parse, tokens, lexicon, names_goods=names_goods)
    if not frame.items and not names_goods and says("expenses") and _is_spent(parse, frame, tokens, lexicon):
        # "Dukan ka kiraya 6000 diya": what the shop itself pays is in none of these books.
        return "out_of_scope"
    if (
        intent == "record_sale"
        and frame.credit
        and frame.customer
        and not frame.items
        and how_many_numbers(tokens, lexicon) == 1
    ):
        # "Kakde bai chya navavar 125 manda".
        return "record_credit"
    if (intent not in groups.WRITES or not frame.items) and _is_not_but(tokens, lexicon, whole=True):
        return "correct_last"
    if intent == "set_price" and not any(item.text for item in frame.items) and _is_not_but(tokens, lexicon):
        # "Rate 38 noi, 36".
        return "correct_last"
    if intent == "switch_store" and how_many_numbers(tokens, lexicon) and says("credit") and not names_goods:
        # "Biji dukan te aa ke sau rupaiya fada gaye udhar wala".
        return "record_payment"
    if intent == "switch_store" and names_goods and how_many_numbers(tokens, lexicon):
        # "Das maggi Gandhi Chowk wali dukan par bhijwa do".
        return "transfer_stock"
    if intent == "set_quiet_hours" and names_goods and None in find_hours(tokens, lexicon):
        # "Kal ratri saha andi futli".
        return next((name for name, _ in parse.ranking if name in groups.GOODS), intent)
    likely = dict(parse.ranking).get("correct_last", 0.0)
    if intent in groups.GOODS and says("entries") and says("change_to") and likely >= _LIKELY:
        # "Change the 5 kg rice entry to 4 kg".
        return "correct_last"
    named = says("entries") or not how_many_numbers(tokens, lexicon)
    if intent in _MISTAKABLE and frame.items and named and (says("old_before") or says("old_after")):
        # "Bournvita ki jagah horlicks likho".
        return "correct_last"
    if intent in _MISTAKABLE and len(frame.items) == 1 and _is_not_but(tokens, lexicon):
        return "correct_last"
    if intent in _MISTAKABLE and says("mistaken") and how_many_numbers(tokens, lexicon) > 1:
        return "correct_last"
    if intent == "slow_products" and says("sells_most"):
        return "top_products"
    if intent in ("sales_report", "top_products") and says("sells_least"):
        return "slow_products"
    if _sets_a_price(parse, frame, tokens, lexicon):
        return "set_price"
    if intent == "set_stock" and any(item.quantity and (item.price or item.amount) for item in frame.items):
        # Nobody counts what goods were paid with: "mung dali sadhe tini kilo 125 dara re dela".
        handed = any(says(name) for name in ("gave", "handed", "took_away"))
        sold = dict(parse.ranking).get("record_sale", 0.0) >= _LIKELY
        return "record_sale" if handed or sold else intent
    if intent == "record_sale" and names_goods and says("asks_if_here") and not has_rupees(frame):
        return "check_stock"
    if intent == "record_sale" and frame.items and not frame.credit:
        return "transfer_stock" if _goes_to_a_shop(parse, tokens, lexicon) else of_goods(frame, tokens, lexicon)
    if intent == "record_return" and not frame.items and frame.customer and how_many_numbers(tokens, lexicon):
        # "Pammi bhain hazaar rupaye mor gayi".
        return "record_payment"
    if intent == "record_purchase":
        if frame.supplier is None and has_rupees(frame) and are_gone(frame, tokens, lexicon):
            # "Rin 3 vim 2 gaye, 110 aaye": what came is money.
            return "record_sale"
        bought = frame.supplier is not None and buys(frame.supplier, tokens, lexicon)
        return "record_sale" if bought or (frame.supplier is None and says("sold_off")) else intent
    return intent


def _sets_a_price(parse: Parse, frame: Frame, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether what seems a count, a sale, a question or a correction tells what goods cost from now on."""

    def says(name: str) -> bool:
        return bool(lexicon.table(name).occurrences(tokens))

    if parse.intent == "set_stock":
        return is_priced(frame, tokens, lexicon)
    if parse.intent in ("record_sale", "record_purchase"):
        # "Sell marie gold at 38 hereafter".
        return says("from_now") and is_priced(frame, tokens, lexicon)
    if parse.intent == "price_advice":
        return says("makes") and how_many_numbers(tokens, lexicon) == 1
    if parse.intent != "correct_last" or not says("makes"):
        return False
    if len(frame.items) > 1 and dict(parse.ranking).get("set_price", 0.0) >= _LIKELY / 2:
        # "Coke aur sprite dono 44 kar do": nobody corrects two lines at once.
        return True
    if len(frame.items) == 1 and frame.items[0].price and frame.items[0].quantity:
        # "Paneer 92 chhilo ota 90 kore dao".
        return True
    # "Inji vilai 125 maathu": a correction would say what it was.
    likely = dict(parse.ranking).get("set_price", 0.0) >= _LIKELY
    return likely and says("price") and not says("old_before") and is_priced(frame, tokens, lexicon)


def _goes_from_to(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the only numbers are an old price and a new one near it: "haldi 260 se 270"."""
    numbers = NumberReader(tokens, lexicon, lambda _: False).read()
    if len(numbers) != len(_FROM_AND_TO):
        return False
    old, new = numbers
    between = tokens[old.end : new.start]
    near = old.value and _FROM_AND_TO[0] <= new.value / old.value <= _FROM_AND_TO[1]
    return bool(near) and old.value >= _LEAST_PRICE and lexicon.table("change_to").match(between, 0) is not None


def _mends_a_price(frame: Frame, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a price that is told of nothing is said to have been wrong: "भाव चुकला, 58 धरा"."""
    told = any(item.text for item in frame.items) or how_many_numbers(tokens, lexicon) != 1
    wrong = any(lexicon.table(name).occurrences(tokens) for name in ("mistaken", "wrong"))
    return not told and wrong and bool(lexicon.table("price").occurrences(tokens))


def is_firm(parse: Parse, told: str) -> bool:
    """Whether a cue and the model's own runner-up say the same, between two things that goods do."""
    chance = next((chance for name, chance in parse.ranking if name == told), 0.0)
    if told == "correct_last" and parse.intent not in groups.WRITES:
        return True
    return {parse.intent, told} <= _FIRM and chance >= _POSSIBLE


def _in_scope(parse: Parse, tokens: Sequence[Token], lexicon: Lexicon, *, names_goods: bool) -> str:
    """What a message means that is no shop's business to the model, where its words and its runner-up say so."""

    def says(name: str) -> bool:
        return bool(lexicon.table(name).occurrences(tokens))

    if names_goods and says("asks_price"):
        return "check_price"
    if says("said") and says("written") and how_many_numbers(tokens, lexicon) == len(_FROM_AND_TO):
        # "Eleven I said, why did you write 21".
        return "correct_last"
    if names_goods and (says("gone") or says("took_away")) and how_many_numbers(tokens, lexicon):
        return "record_sale"
    second, chance = next(((name, chance) for name, chance in parse.ranking if name != parse.intent), ("", 0.0))
    if second == "product_suggestions" and says("suggests"):
        return second
    if second == "switch_store" and chance >= _LIKELY and says("opens") and says("own_store"):
        return second
    if second in _ASKED and chance >= _AS_LIKELY and parse.entities:
        # To answer costs nothing.
        return second
    named = any(entity.name == "customer" for entity in parse.entities)
    if second in groups.MONEY and chance >= _LIKELY and named and how_many_numbers(tokens, lexicon):
        return second
    return parse.intent


def _is_spent(parse: Parse, frame: Frame, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether what seems a payment, a delivery or a shop is money that the shop spent on what it does not sell."""
    if parse.intent not in _SEEMS_SPENT or not how_many_numbers(tokens, lexicon):
        return False
    name = tokenise(frame.customer or frame.supplier or "")
    return not name or bool(lexicon.table("expenses").occurrences(name))


def _is_not_but(tokens: Sequence[Token], lexicon: Lexicon, *, whole: bool = False) -> bool:
    """Whether of two numbers one is denied for the other, with nothing else between: "3 kg not 5 kg", "2 nahi 3".

    `whole`: and the message is that and no more.
    """
    units, currency = lexicon.table("units"), lexicon.table("currency")
    for first, second in pairwise(NumberReader(tokens, lexicon, lambda _: False).read()):
        unit = units.match(tokens, first.end) or currency.match(tokens, first.end)
        between = tokens[first.end + (unit[1] if unit else 0) : second.start]
        last = units.match(tokens, second.end) or currency.match(tokens, second.end)
        if whole and (first.start, second.end + (last[1] if last else 0)) != (0, len(tokens)):
            continue
        denied = any(lexicon.table(name).whole(between) for name in ("old_before", "old_after"))
        if second.end + (last[1] if last else 0) == len(tokens) - 1 and len(between) <= _LITTLE:
            # "3 kilo likho, 2 nahi".
            denied = denied or lexicon.table("old_before").whole(tokens[-1:]) is not None
            between = tokens[-1:] if denied else between
        # Gujarati's "na" is "of" too: "ek na 95" are 95 for one.
        if denied and not lexicon.table("amount_of").whole(between):
            return True
    return False


def is_contradicted(frame: Frame, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a message is written as its intent says though a cue of another stands in it."""
    against = _AGAINST.get(frame.intent, ())
    if frame.intent == "record_purchase" and frame.amount is not None and frame.supplier is None:
        # "3 coke 2 sprite likh 245 aaye": what came is rather money.
        came = (tokens[start - 1].text for _, start, _ in lexicon.table("came").occurrences(tokens) if start)
        if plain(frame.amount) in came:
            return True
    if frame.intent in ("set_stock", "transfer_stock") and any(item.price or item.amount for item in frame.items):
        return True
    return any(lexicon.table(name).occurrences(tokens) for name in against)


def _goes_to_a_shop(parse: Parse, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether whom goods were given to has a shop's word behind it: "porur branch ku 12 yippee kuduthachu"."""
    ends = {end for role in ("shop", "customer") for _, end in tokens_of(parse, tokens, role)}
    likely = dict(parse.ranking).get("transfer_stock", 0.0) >= _POSSIBLE
    return likely and any(
        is_store_word(token, lexicon) for end in ends for token in (tokens[end - 1], *tokens[end : end + 1])
    )
