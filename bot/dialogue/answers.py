"""What a message says to the open question: a button, a number, "haan", the missing word itself, or something else. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.dialogue import told
from bot.dialogue.filling import SAID, WORD, Products, amend, choose, fill
from bot.dialogue.requests import Draft, named
from bot.dialogue.state import Question
from nlu.contract import Product, Understanding
from nlu.lexicon import languages, lexicon_of
from nlu.spelling.fold import fold
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise

SURE = 0.5
"""A model that is less sure than this of another intent has not heard a change of subject."""
_NO = frozenset({"deny", "cancel", "undo"})
_SMALL_TALK = frozenset({"out_of_scope", "affirm", "deny", "cancel"})


@dataclass(frozen=True)
class Filled:
    """The draft with the answer in it. It may lack more, or be unusual now."""

    draft: Draft


@dataclass(frozen=True)
class Amended:
    """The draft with a value changed while a yes was waited for. `by_denial`: said with a no, so a yes is still due."""

    draft: Draft
    by_denial: bool


@dataclass(frozen=True)
class Accepted:
    """Yes."""


@dataclass(frozen=True)
class Declined:
    """No: leave it. `by_undo`: by a wish to take back what is not written yet; `by_cancel`: by a wish to leave it all."""

    by_undo: bool = False
    by_cancel: bool = False


@dataclass(frozen=True)
class Picked:
    """One of a menu's choices."""

    id: str


@dataclass(frozen=True)
class Elsewhere:
    """Something else altogether: the subject has changed."""


@dataclass(frozen=True)
class Unclear:
    """No answer, and nothing else either."""


@dataclass(frozen=True)
class Told:
    """What an action asked for: the draft with the answer."""

    draft: Draft


Answer: TypeAlias = "Told | Filled | Amended | Accepted | Declined | Picked | Elsewhere | Unclear"


def read_button(question: Question, button: str, products: Products) -> Answer | None:
    """What a tapped button says to the question; None when it belongs to another message."""
    if question.kind in ("confirm", "offer") and button in ("yes", "no"):
        return Accepted() if button == "yes" else Declined()
    if question.kind in ("asked", "wanted") and button in question.options:
        said = told.button(question, button)
        return Told(said) if said is not None else Declined()
    sku = button.removeprefix("sku:")
    if question.kind in ("choice", "missing") and sku in question.options and sku in products:
        return Filled(choose(question, sku, products))
    return Picked(button) if question.kind in ("menu", "offer") and button in question.options else None


def read(question: Question, heard: Understanding, products: Products) -> Answer:
    """What a message says to the question."""
    if question.kind == "menu":
        picked = _numbered(question, heard) or _named(question, heard)
        return Picked(picked) if picked is not None else Elsewhere()
    if question.kind == "wanted":
        wanted = told.of_wanted(question, heard, _numbered(question, heard))
        return Told(wanted) if wanted is not None else Elsewhere()
    if question.insists and _tells_of_expense(heard):
        return Elsewhere()
    if question.kind == "asked":
        return _read_told(question, heard)
    if question.kind in ("confirm", "offer"):
        return _read_yes_no(question, heard, products)
    if heard.frame.intent in _NO and _is_sure(heard):
        return _declined(heard)
    picked = _numbered(question, heard)
    if picked is not None and picked in products:
        return Filled(choose(question, picked, products))
    if _stands_alone(question, heard):
        return Elsewhere()
    if question.kind == "choice":
        sku = _chosen(question, heard, products)
        return Filled(choose(question, sku, products, SAID)) if sku is not None else _elsewhere_or_unclear(heard)
    filled = fill(question, heard, products)
    return Filled(filled) if filled is not None else _elsewhere_or_unclear(heard)


def _declined(heard: Understanding) -> Declined:
    return Declined(by_undo=heard.frame.intent == "undo", by_cancel=heard.frame.intent == "cancel")


def _is_sure(heard: Understanding) -> bool:
    return heard.parse.source != "model" or heard.parse.confidence >= SURE


def _read_yes_no(question: Question, heard: Understanding, products: Products) -> Answer:
    intent = heard.frame.intent
    if heard.answer in ("1", "2"):
        return Accepted() if heard.answer == "1" else Declined()
    if intent == "affirm" and _is_sure(heard):
        return Accepted()
    if question.kind == "offer" and (picked := _numbered(question, heard) or _named(question, heard)):
        return Picked(picked)
    if question.kind == "confirm" and question.field == "amount":
        paid = _read_paid(question, heard, products)
        if paid is not None:
            return paid
    if question.kind == "confirm" and intent in ("correct_last", *_NO, *_SMALL_TALK):
        amended = amend(question.draft, heard, products)
        if amended is not None:
            return Amended(amended, by_denial=intent != "correct_last")
    if intent in _NO and _is_sure(heard):
        return _declined(heard)
    return _elsewhere_or_unclear(heard)


def _read_paid(question: Question, heard: Understanding, products: Products) -> Answer | None:
    """What is said, beside yes and no, to whether all that is owed was paid: how much it was, or that somebody else paid."""
    request, frame = question.draft.request, heard.frame
    other = named(frame.customer)
    if other is not None and request.customer is not None and other.key != request.customer.key:
        if frame.amount is not None or frame.items or frame.intent not in (*_NO, "correct_last", request.intent):
            return Elsewhere()
        told = {name: said for name, said in request.told.items() if name != "customer"}
        return Filled(replace(question.draft, request=replace(request, customer=other, amount=None, told=told)))
    if _stands_alone(question, heard):
        return Elsewhere()
    part = fill(question, heard, products)
    return Filled(part) if part is not None else None


def _read_told(question: Question, heard: Understanding) -> Answer:
    said = told.button(question, picked) if (picked := _numbered(question, heard)) else told.answer(question, heard)
    if said is not None:
        return Told(said)
    if picked is not None or (heard.frame.intent in _NO and _is_sure(heard)):
        return Declined() if picked is not None else _declined(heard)
    if question.field == "customer" and heard.frame.intent == "affirm" and _is_sure(heard):
        # "Is it Suresh driver, or somebody new?": a yes is to the one who was named.
        known = [option for option in question.options if option.isdecimal()]
        if len(known) == 1 and (only := told.button(question, known[0])) is not None:
            return Told(only)
    if question.shape == "yes" and heard.frame.intent == "affirm" and _is_sure(heard):
        return Told(told.put(question, "yes"))
    if question.shape == "name" and not _stands_alone(question, heard) and (name := told.as_name(heard)):
        return Told(told.put(question, name))
    return _elsewhere_or_unclear(heard)


def _elsewhere_or_unclear(heard: Understanding) -> Answer:
    other = _is_sure(heard) and heard.frame.intent not in _SMALL_TALK and heard.answer is None
    return Elsewhere() if other else Unclear()


def _tells_of_expense(heard: Understanding) -> bool:
    """Whether a message tells of what the shop itself pays for: the 100 of "100 ka petrol dala" is no quantity that was asked."""
    # In any language: "bijli bill" is said in many.
    everybodys = lexicon_of(*(language.code for language in languages() if language.ready))
    return bool(everybodys.table("expenses").occurrences(tokenise(heard.normalised)))


def _stands_alone(question: Question, heard: Understanding) -> bool:
    """Whether a message is surely a request of its own, and no answer: "Ramesh ka kitna baaki hai" to "On whose account?".

    A name or a product with hardly another word is an answer, whatever the model takes it for.
    """
    frame, asked = heard.frame, question.draft.request
    if question.field == "customer" and frame.intent == asked.intent and frame.customer is not None:
        # "Ramesh ne 200 diye" to "Who paid the 50?" tells of another payment, other goods of another sale.
        others = {item.sku for item in frame.items if item.sku} - {line.sku for line in asked.lines}
        paid = asked.amount.value if asked.amount is not None and not asked.lines else None
        return bool(others) or (paid is not None and frame.amount is not None and frame.amount != paid)
    if frame.intent in _SMALL_TALK or frame.intent in ("correct_last", asked.intent):
        return False
    if heard.parse.source == "command":
        return True
    names = [item.text for item in frame.items] + [frame.customer or "", frame.supplier or "", frame.shop or ""]
    named = sum(len(name.split()) for name in names)
    words = [word for word in heard.normalised.split() if WORD.search(word)]
    return _is_sure(heard) and (named > 0 or frame.period is not None) and len(words) > named + 1


def _numbered(question: Question, heard: Understanding) -> str | None:
    """The option that a bare number picks."""
    answer = heard.answer
    if answer is None or not answer.isdecimal() or not 1 <= int(answer) <= len(question.options):
        return None
    return question.options[int(answer) - 1]


def _named(question: Question, heard: Understanding) -> str | None:
    """The choice of a menu that is named and nothing more: "maggi 280 g"."""
    items = heard.frame.items
    bare = len(items) == 1 and heard.parse.intent == "out_of_scope" and items[0].quantity is None
    return f"sku:{items[0].sku}" if bare and f"sku:{items[0].sku}" in question.options else None


def _chosen(question: Question, heard: Understanding, products: Products) -> str | None:
    """The product that a message picks, by its name, or by what tells it from the other options."""
    items = heard.frame.items
    skus = {item.sku for item in items if item.sku is not None}
    if len(skus) == 1:
        [sku] = skus
        # "maggi" alone names another product after all; "3 coke becha" is another sale.
        bare = len(items) == 1 and items[0].quantity is None and items[0].price is None
        return sku if sku in question.options or bare else None
    return _narrowed(question.options, heard.normalised, products) if not skus else None


def _narrowed(options: tuple[str, ...], said: str, products: Products) -> str | None:
    """The one option that the words tell from the others: its pack ("70 gram"), its price ("10 wala"), a word of its name."""
    words = {_key(word) for word in said.split()}
    told = {sku: _telling(products[sku]) for sku in options if sku in products}
    shared = set.intersection(*told.values()) if told else set()
    hits = [sku for sku, own in told.items() if (own - shared) & words]
    return hits[0] if len(hits) == 1 else None


def _telling(product: Product) -> set[str]:
    text = f"{product.name} {product.brand} {product.pack} {product.price.normalize():f}"
    return {_key(word) for word in normalise(text).split() if any(character.isalnum() for character in word)}


def _key(word: str) -> str:
    return word if word.isdecimal() else fold(word)
