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
