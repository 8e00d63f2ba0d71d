"""The webhook of point-of-sale programs: a batch of receipts, each in the books once by its number."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from bot.web.api.caller import ByKeyOrSignature, Caller
from bot.web.api.fields import Body, Moment, Shown
from bot.web.api.sales import NewSale, of_entry, request_of
from bot.web.api.writing import books, carry_out
from bot.web.problems import Problem
from domain.access import rules
from domain.access import store as access
from infra import clock

router = APIRouter(prefix="/pos", tags=["point of sale"])


class Receipt(NewSale):
    """A receipt of a till: a sale with a number of its own and its time."""

    number: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$", examples=["T1-000123"])]
    sold_at: Moment


class Batch(Body):
    """Receipts in any order, new ones and ones sent before."""

    receipts: list[Receipt] = Field(min_length=1, max_length=100)


class ReceiptResult(Shown):
    """What became of a receipt."""

    number: str
    status: Literal["recorded", "known", "other_content", "refused", "busy"]
    """`known`: in the books before, as it is here. `other_content`: another receipt has that number. `refused`: not written,
    `code` and `detail` say why; sending it again mended is fine. `busy`: being written by another request, send it again."""
    sale_id: int | None = None
    entry_id: int | None = None
    code: str | None = None
    detail: str | None = None


class BatchResult(Shown):
    """What became of each receipt, in the order sent."""

    results: list[ReceiptResult]


@router.post("/sales")
def take_receipts(caller: ByKeyOrSignature, batch: Batch) -> BatchResult:
    """Write receipts into the books, each in a transaction of its own and once by its number, however often it is sent."""
    return BatchResult(results=[_take(caller, receipt) for receipt in batch.receipts])


def _take(caller: Caller, receipt: Receipt) -> ReceiptResult:
    number = receipt.number
    content = rules.hash_of(json.dumps(receipt.model_dump(mode="json"), sort_keys=True).encode())
    try:
        with books(caller) as session:
            if not access.claim_receipt(session, caller.store_id, number):
                return ReceiptResult(number=number, status="busy")
            known = access.receipt(session, caller.store_id, number)
            if known is not None:
                sale_id = of_entry(session, known.entry_id).id
                status: Literal["known", "other_content"] = (
                    "known" if known.content_hash == content else "other_content"
                )
                return ReceiptResult(number=number, status=status, sale_id=sale_id, entry_id=known.entry_id)
            _, entry_id = carry_out(session, request_of(session, caller, receipt))
            access.keep_receipt(session, caller.store_id, number, content, entry_id, clock.now())
            sale_id = of_entry(session, entry_id).id
    except Problem as problem:
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return ReceiptResult(number=number, status="refused", code=problem.code, detail=problem.detail)
    return ReceiptResult(number=number, status="recorded", sale_id=sale_id, entry_id=entry_id)
