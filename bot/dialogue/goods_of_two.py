"""Goods of two customers told in one message: some are sold for cash, then somebody takes others on credit. Pure."""

from __future__ import annotations

from nlu.contract import Understanding


def may_be(heard: Understanding) -> bool:
    """Whether a sale on credit names goods before the customer and goods after: "2 maggi becha aur Ramesh ko 5 kilo atta udhaar".

    A frame has one customer, so all of it would be written on the account: that is asked about first.
    """
    frame = heard.frame
    if frame.intent != "record_sale" or not frame.credit or frame.customer is None:
        return False
    said = heard.normalised.casefold()
    customer = said.find(frame.customer.casefold())
    places, end = [], 0
    for item in frame.items:
        place = said.find(item.text.casefold(), end)
        if not item.text or place < 0:
            return False
        places.append(place)
        end = place + len(item.text)
    return customer >= 0 and any(place < customer for place in places) and any(place > customer for place in places)


def names_two(heard: Understanding) -> bool:
    """Whether what writes on an account names two people: "Ramesh ko 2 maggi aur Sita ko 3 coke udhaar"."""
    if heard.frame.intent not in ("record_sale", "record_credit", "record_payment"):
        return False
    return len({entity.value.casefold() for entity in heard.parse.entities if entity.name == "customer"}) > 1
