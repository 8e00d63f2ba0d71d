"""`price_advice`: which price to charge, with the reason, and the offer to set it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import wording
from actions.competitor_price import seen_lately
from actions.contract import Choice, Line, Measure, Outcome, Phrase, Refused, Reply, Request, Value
from actions.products import NamedProduct, find, offer_others, refused_unknown
from analytics.advise import price_now
from analytics.pricing.contract import PriceAdvice
from domain.catalogue.models import Product
from domain.stores import store as stores
from domain.values import ZERO_QUANTITY

_YES_NO = (Choice("yes", "choice.yes"), Choice("no", "choice.no"))


def price_advice(session: Session, request: Request) -> Outcome:
    """The price to charge, what of it stays, and why. Where it differs from today's, the outcome offers to set it.

    Raises Refused for no product and for one that is not known.
    """
    if not request.lines:
        raise Refused(Reply("refused.no_product"))
    found, unknown = find(session, request)
    if not found:
        raise refused_unknown(unknown)
    advised = [(named.product, price_now(session, named.product, request.now)) for named in found]
    if len(advised) > 1:
        lines = tuple(_line(product, advice) for product, advice in advised)
        return Outcome(Reply("price_advice.list", {"lines": lines, "notes": wording.not_found(unknown)}))
    return _one(session, request, found[0], advised[0][1])


def _line(product: Product, advice: PriceAdvice) -> Phrase:
    params: dict[str, Value] = {"product": wording.name(product), "price": advice.recommended}
    if advice.recommended == advice.current:
        return Phrase("price_advice.line_keep", params)
    return Phrase("price_advice.line", {**params, "current": advice.current})


def _one(session: Session, request: Request, named: NamedProduct, advice: PriceAdvice) -> Outcome:
    product = named.product
    others, choices = offer_others(session, [named])
    mrp = (Phrase("note.mrp", {"mrp": advice.mrp}),) if advice.mrp is not None and advice.reason != "at_mrp" else ()
    params: dict[str, Value] = {
        "product": wording.name(product),
        "price": advice.recommended,
        "margin": wording.percent(advice.margin),
        "reason": _reason(session, request, advice),
        "notes": (*mrp, *seen_lately(session, product, request.now), *others),
    }
    if advice.recommended == advice.current:
        return Outcome(Reply("price_advice.keep", params, choices))
    params["current"] = advice.current
    params["scenarios"] = _scenarios(product, advice) if request.channel != "sms" else ()
    offer = replace(
        request,
        intent="set_price",
        lines=(Line(named.line.text, product.sku, price=advice.recommended),),
        about_entry_id=None,
    )
    return Outcome(Reply("price_advice.change", params, _YES_NO), offer=offer)


def _reason(session: Session, request: Request, advice: PriceAdvice) -> Phrase:
    key = f"price_reason.{advice.reason}"
    if advice.reason == "keep":
        return Phrase(key, {"cost": advice.cost})
    if advice.reason == "raise_to_margin":
        target = stores.get(session, request.store_id).target_margin
        return Phrase(key, {"cost": advice.cost, "target_margin": wording.percent(target)})
    if advice.reason == "raise_within_history":
        return Phrase(key, {"highest": advice.highest})
    if advice.reason in ("lower_to_mrp", "at_mrp"):
        return Phrase(key, {"mrp": advice.mrp})
    return Phrase(key)


def _daily(product: Product, expected: Decimal) -> tuple[Measure, ...]:
    """What would sell a day; nothing where too little was sold to say."""
    about = wording.about(product, expected)
    return (about,) if about.quantity > ZERO_QUANTITY else ()


def _scenarios(product: Product, advice: PriceAdvice) -> tuple[Phrase, ...]:
    # Near the MRP two of the three may come to the same price: it is said once.
    apart = {scenario.price: scenario for scenario in reversed(advice.scenarios)}
    return tuple(
        Phrase(
            "price_advice.scenario",
            {
                "name": Phrase(f"scenario.{scenario.name}"),
                "price": scenario.price,
                "daily": _daily(product, scenario.expected_daily),
                "margin": wording.percent(scenario.margin),
            },
        )
        for scenario in reversed(apart.values())
    )
