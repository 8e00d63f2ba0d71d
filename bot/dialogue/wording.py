"""A question as a reply: its words by key, its choices. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.contract import Choice, Line, Measure, Phrase, Reply, Request, Value
from actions.wording import short
from bot.dialogue.requests import Draft
from bot.dialogue.state import Question
from domain.sales.rules import settle
from domain.values import ZERO_MONEY, Money
from nlu.contract import Product

Products = Mapping[str, Product]
YES_NO = (Choice("yes", "choice.yes"), Choice("no", "choice.no"))
_ASK_PRODUCT = {"record_sale": "dialogue.ask_product_sold", "record_purchase": "dialogue.ask_product_bought"}
_ASK_CUSTOMER = {
    "record_sale": "dialogue.ask_customer_credit",
    "record_credit": "dialogue.ask_customer_credit",
    "record_payment": "dialogue.ask_customer_paid",
}


def phrase(question: Question, products: Products) -> Reply:
    """How the question is put. Raises KeyError for a kind that asks nothing (`offer`, `menu`)."""
    request = question.draft.request
    line = request.lines[question.line] if question.line < len(request.lines) else Line(text="")
    if question.kind == "confirm":
        return Reply(_confirm_key(question.draft), {"summary": summarise(request, products)}, YES_NO)
    names = tuple(products[sku].name for sku in question.options if sku in products)
    choices = tuple(
        Choice(f"sku:{sku}", "choice.product", {"product": products[sku].name})
        for sku in question.options
        if sku in products
    )
    if question.kind == "choice":
        return Reply("dialogue.choose", {"text": line.text, "options": names}, choices)
    if question.field == "product":
        if not line.text:
            return Reply(_ASK_PRODUCT.get(request.intent, "dialogue.ask_product"))
        return Reply("dialogue.unknown_product", {"text": line.text, "options": names}, choices)
    product = products.get(line.sku or "")
    named = {"product": short(product.name) if product else line.text}
    customer = {"customer": request.customer.name if request.customer else ""}
    return {
        "quantity": Reply("dialogue.ask_quantity", named),
        "price": Reply("dialogue.ask_price", named),
        "customer": Reply(_ASK_CUSTOMER.get(request.intent, "dialogue.ask_customer")),
        "amount": Reply("dialogue.ask_amount", customer),
    }[question.field or ""]


def left(*, to_undo: bool, keeps: bool, apart: bool) -> Reply:
    """How it is said that a question was left: see `decisions.Close`."""
    if keeps:
        return Reply("delete_my_data.kept")
    if to_undo:
        return Reply("dialogue.left_not_undone")
    return Reply("dialogue.left_apart" if apart else "dialogue.left")


def _confirm_key(draft: Draft) -> str:
    if "unusual_price" in draft.doubts:
        return "dialogue.confirm_price"
    if "unusual_quantity" in draft.doubts:
        return "dialogue.confirm_quantity"
    return "dialogue.confirm_one_customer" if "two_customers" in draft.doubts else "dialogue.confirm"


def summarise(request: Request, products: Products) -> Value:
    """What would be written, in the shop's words."""
    if request.intent == "record_sale" and request.credit and request.customer is not None:
        if request.paid is not None:
            return _part_paid(request, request.customer.name, request.paid, products)
        if not request.lines:
            # Without goods it is written on the account, and is no sale.
            request = replace(request, intent="record_credit")
    priced = request.intent in ("set_price", "competitor_price")
    lines = tuple(_line(line, products, priced=priced) for line in request.lines)
    key, customer = request.intent, request.customer.name if request.customer else None
    if key == "record_sale" and request.credit:
        key = "record_sale_credit"
    if key == "record_sale" and not request.lines:
        return Phrase("entry.record_sale_total", {"total": request.amount})
    values: dict[str, Value] = {
        "lines": lines,
        "customer": customer,
        "supplier": request.supplier.name if request.supplier else None,
        "amount": request.amount,
    }
    return Phrase(f"summary.{key}", {name: values[name] for name in _SHOWN.get(key, ())})


def _part_paid(request: Request, customer: str, paid: Money, products: Products) -> tuple[Phrase, ...]:
    """A sale on credit of which a part is paid at once: what is sold for how much, what is paid, what is left to pay."""
    worth = [_worth(line, products) for line in request.lines]
    total = request.amount if request.amount is not None else sum(worth, ZERO_MONEY)
    sold = Phrase("entry.record_sale_total", {"total": total})
    if request.lines:
        # So that the sum can be seen: with a price of its own, or a total said for all, a line tells enough.
        told = [line.price is not None or request.amount is not None for line in request.lines]
        lines = (
            _line(line if enough else replace(line, amount=amount), products, priced=False)
            for line, amount, enough in zip(request.lines, worth, told, strict=True)
        )
        sold = Phrase("summary.record_sale", {"lines": tuple(lines), "customer": customer})
    settlement = settle(total, credit=True, paid=paid)
    left = Phrase("summary.record_credit", {"customer": customer, "amount": settlement.left})
    parts = (sold, Phrase("summary.record_payment", {"customer": customer, "amount": paid}))
    return (*parts, left) if settlement.on_credit else parts


def _worth(line: Line, products: Products) -> Money:
    """What a line comes to at the price that was said, else at the store's."""
    if line.amount is not None or line.quantity is None:
        return line.amount or ZERO_MONEY
    product = products.get(line.sku or "")
    price = line.price or (Money(product.price) if product is not None else ZERO_MONEY)
    return price * line.quantity


_SHOWN: dict[str, tuple[str, ...]] = {
    "record_sale": ("lines", "customer"),
    "record_sale_credit": ("lines", "customer"),
    "record_return": ("lines", "customer"),
    "record_purchase": ("lines", "supplier"),
    "record_wastage": ("lines",),
    "set_stock": ("lines",),
    "set_price": ("lines",),
    "record_credit": ("customer", "amount"),
    "record_payment": ("customer", "amount"),
    "send_reminder": ("customer",),
    "create_order": ("lines", "supplier"),
    "competitor_price": ("lines",),
    "correct_last": ("lines", "amount", "customer"),
}


def _line(line: Line, products: Products, *, priced: bool) -> Phrase:
    product = products.get(line.sku or "")
    name = short(product.name) if product else line.text
    if priced:
        return Phrase("summary.line_price", {"product": name, "price": line.price})
    measure = Measure(line.quantity, product.unit if product else "") if line.quantity is not None else None
    return Phrase("summary.line", {"quantity": measure, "product": name, "price": line.price, "amount": line.amount})
