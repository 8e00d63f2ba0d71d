"""What the words of a message say against the intent that the model gives it: "bagdi gaya" is never a sale.

Each rule is a cue of the lexicons. What is then written is asked about first, unless the model thought of it too.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlu import groups
from nlu.contract import Frame, Parse, plain
from nlu.frames.dealings import are_gone, buys, has_rupees, is_of_money, of_goods, pays_a_part
from nlu.frames.periods import find_hours
from nlu.frames.told import LIKELY, OLD_AND_NEW, POSSIBLE, Told
from nlu.lexicon import Lexicon
from nlu.spelling.tokens import Token

_MISTAKABLE = frozenset({"record_sale", "record_purchase", "record_payment"})
_AS_LIKELY = 0.4
"""Of a runner-up that only asks: the chance from which it is meant where it names somebody or something."""
_ASKED = groups.QUESTIONS | {"check_balance", "customer_insights"}
_FIRM = frozenset(
    {"record_sale", "record_purchase", "record_wastage", "set_price", "set_stock", "switch_store", "transfer_stock"}
    | {"record_credit"}
)
_NEVER_FROM_TO = frozenset({"record_sale", "record_purchase", "record_payment", "record_credit"})
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
    told = Told(parse, tokens, lexicon, frame, names_goods)
    return next((intent for rule in _RULES if (intent := rule(told)) is not None), parse.intent)


def _of_times_and_prices(told: Told) -> str | None:
    """What asks for quiet, changes a price, or asks about days to come."""
    intent = told.intent
    if intent == "opt_out" and None not in find_hours(told.tokens, told.lexicon):
        # Who names two times wants quiet between them, and no end of messages.
        return "set_quiet_hours"
    priced = intent == "correct_last" and any(item.sku and item.price for item in told.frame.items)
    if (priced or intent in _NEVER_FROM_TO) and told.names_goods and told.goes_from_to():
        return "set_price"
    return "demand_forecast" if intent in groups.WRITES and told.says("forecast") else None


def _of_money(told: Told) -> str | None:
    """What became of money: who pays, who has not paid, whom goods were given to."""
    intent, frame = told.intent, told.frame
    if intent == "record_payment" and frame.amount is None and told.says("unpaid"):
        return told.first_of(_NEVER_PAID, _NEVER_PAID[0])
    if intent == "record_payment" and told.names_goods and frame.customer is None:
        # "Gave 50 rs worth onions".
        return "record_sale"
    if intent == "record_payment" and told.names_goods and told.says("took_away") and told.numbers > 1:
        # "Rajan collected 3 thums up, paid 60".
        return "record_sale"
    if intent == "record_sale" and told.is_sent() and told.chance("record_payment") >= POSSIBLE:
        # "பாஸ்கர் ஜிபேல 300 போட்டான்": what went by UPI, with no goods and one number, is money.
        return "record_payment"
    if intent == "record_credit" and not told.names_goods and told.sends_word():
        # "Pushpa ko bolo 640 baki hai".
        return "send_reminder"
    part = frame.amount is not None and not frame.items and pays_a_part(told.tokens, told.lexicon)
    if intent == "record_credit" and part:
        return "record_payment"
    if intent == "record_sale" and is_of_money(frame, told.tokens, told.lexicon) and not told.names_goods:
        # "Haldar babu 2000 diye gelen", "Lalu 500 udhaar le gaya".
        return "record_credit" if frame.credit else "record_payment"
    return "check_balance" if intent == "check_price" and told.says("credit") and not told.names_goods else None


def _of_what_is_told_alone(told: Told) -> str | None:
    """What has too little in it for what it seems: an order without goods, a denial with two numbers, no shop's business."""
    intent, frame = told.intent, told.frame
    if intent == "correct_last" and any(item.sku and item.quantity for item in frame.items) and told.says("unwritten"):
        # "Friday 3 kg sugar went, not written": what is not in the books can't be mended.
        return told.first_of(groups.BACK_DATED, "record_sale")
    if intent == "deny" and told.numbers == OLD_AND_NEW:
        # "Na na, char nahi chaudah".
        return "correct_last"
    if intent == "create_order" and not frame.items and told.says("what_all", "what"):
        return "reorder_advice"
    if intent in groups.WRITES and told.says("what_all") and not frame.items and not told.numbers:
        # "Kon kon mal kome eseche": who asks which tells of nothing that came or went.
        return told.first_of(_ASKED, intent)
    nothing_named = frame.shop is None and not told.names_something
    if intent == "competitor_price" and nothing_named and told.chance("reorder_advice") >= LIKELY:
        return "reorder_advice"
    if intent in ("set_price", "out_of_scope") and not told.names_goods and told.mends_a_price():
        return "correct_last"
    if intent == "out_of_scope":
        return _in_scope(told)
    if not told.names_goods and told.says("expenses") and told.is_spent():
        # "Dukan ka kiraya 6000 diya": what the shop itself pays is in none of these books.
        return "out_of_scope"
    owes = intent == "record_sale" and frame.credit and frame.customer and not frame.items
    # "Kakde bai chya navavar 125 manda".
    return "record_credit" if owes and told.numbers == 1 else None


def _of_denials_and_shops(told: Told) -> str | None:
    """What denies a number for another, and what names another shop."""
    intent = told.intent
    if (intent not in groups.WRITES or not told.frame.items) and told.is_not_but(whole=True):
        return "correct_last"
    if intent == "set_price" and not told.names_something and told.is_not_but():
        # "Rate 38 noi, 36".
        return "correct_last"
    if intent == "switch_store" and told.numbers and told.says("credit") and not told.names_goods:
        # "Biji dukan te aa ke sau rupaiya fada gaye udhar wala".
        return "record_payment"
    if intent == "switch_store" and told.names_goods and told.numbers:
        # "Das maggi Gandhi Chowk wali dukan par bhijwa do".
        return "transfer_stock"
    if intent == "set_quiet_hours" and told.names_goods and None in find_hours(told.tokens, told.lexicon):
        # "Kal ratri saha andi futli".
        return told.first_of(groups.GOODS, intent)
    return None


def _of_entries(told: Told) -> str | None:
    """What is no entry, but mends one."""
    intent = told.intent
    likely = told.chance("correct_last") >= LIKELY
    if intent in groups.GOODS and told.says("entries") and told.says("change_to") and likely:
        # "Change the 5 kg rice entry to 4 kg".
        return "correct_last"
    named = told.says("entries") or not told.numbers
    if intent in _MISTAKABLE and told.frame.items and named and told.says("old_before", "old_after"):
        # "Bournvita ki jagah horlicks likho".
        return "correct_last"
    if intent in _MISTAKABLE and len(told.frame.items) == 1 and told.is_not_but():
        return "correct_last"
    return "correct_last" if intent in _MISTAKABLE and told.says("mistaken") and told.numbers > 1 else None


def _of_goods(told: Told) -> str | None:
    """What became of goods: sold, bought, counted, spoilt, priced or asked for."""
    intent, frame = told.intent, told.frame
    if intent == "slow_products" and told.says("sells_most"):
        return "top_products"
    if intent in ("sales_report", "top_products") and told.says("sells_least"):
        return "slow_products"
    if told.sets_a_price():
        return "set_price"
    if intent == "set_stock" and any(item.quantity and (item.price or item.amount) for item in frame.items):
        # Nobody counts what goods were paid with: "mung dali sadhe tini kilo 125 dara re dela".
        handed = told.says("gave", "handed", "took_away")
        return "record_sale" if handed or told.chance("record_sale") >= LIKELY else intent
    if intent == "record_sale" and told.names_goods and told.says("asks_if_here") and not has_rupees(frame):
        return "check_stock"
    if intent == "record_sale" and frame.items and not frame.credit:
        return "transfer_stock" if told.goes_to_a_shop() else of_goods(frame, told.tokens, told.lexicon)
    if intent == "record_return" and not frame.items and frame.customer and told.numbers:
        # "Pammi bhain hazaar rupaye mor gayi".
        return "record_payment"
    if intent == "record_purchase":
        if frame.supplier is None and has_rupees(frame) and are_gone(frame, told.tokens, told.lexicon):
            # "Rin 3 vim 2 gaye, 110 aaye": what came is money.
            return "record_sale"
        bought = frame.supplier is not None and buys(frame.supplier, told.tokens, told.lexicon)
        return "record_sale" if bought or (frame.supplier is None and told.says("sold_off")) else intent
    return None


_RULES = (_of_times_and_prices, _of_money, _of_what_is_told_alone, _of_denials_and_shops, _of_entries, _of_goods)
"""In the order in which the first that tells something is believed."""


def is_firm(parse: Parse, told: str) -> bool:
    """Whether a cue and the model's own runner-up say the same, between two things that goods do."""
    chance = next((chance for name, chance in parse.ranking if name == told), 0.0)
    if told == "correct_last" and parse.intent not in groups.WRITES:
        return True
    return {parse.intent, told} <= _FIRM and chance >= POSSIBLE


def _in_scope(told: Told) -> str:
    """What a message means that is no shop's business to the model, where its words and its runner-up say so."""
    parse = told.parse
    if told.names_goods and told.says("asks_price"):
        return "check_price"
    if told.says("said") and told.says("written") and told.numbers == OLD_AND_NEW:
        # "Eleven I said, why did you write 21".
        return "correct_last"
    if told.names_goods and told.says("gone", "took_away") and told.numbers:
        return "record_sale"
    if told.names_goods and told.says("gave") and told.numbers and told.chance("record_sale") >= LIKELY:
        # "तीसचं आलं दिलं".
        return "record_sale"
    second, chance = next(((name, chance) for name, chance in parse.ranking if name != parse.intent), ("", 0.0))
    if second == "product_suggestions" and told.says("suggests"):
        return second
    if second == "switch_store" and chance >= LIKELY and told.says("opens") and told.says("own_store"):
        return second
    if second in _ASKED and chance >= _AS_LIKELY and parse.entities:
        # To answer costs nothing.
        return second
    named = any(entity.name == "customer" for entity in parse.entities)
    if second in groups.MONEY and chance >= LIKELY and named and told.numbers:
        return second
    return parse.intent


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
