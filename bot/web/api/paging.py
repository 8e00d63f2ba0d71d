"""Long lists, a page at a time: `limit` rows, and in `next` where to go on."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from fastapi import Query

from bot.web.api.fields import Shown

Limit = Annotated[int, Query(ge=1, le=200, description="Rows of a page.")]
After = Annotated[
    str | None,
    Query(alias="next", pattern=r"^[0-9]{1,18}$", max_length=18, description="`next` of the page before."),
]
Row = TypeVar("Row", bound=Shown)


class Page(Shown, Generic[Row]):
    """Rows, and the `next` of the page after them; null on the last."""

    data: list[Row]
    next: str | None = None


def page_of(rows: list[Row], cursors: list[int], limit: int) -> Page[Row]:
    """A page of at most `limit` of `rows`. Their places, `cursors`, have one more when more rows follow."""
    more = len(cursors) > limit
    return Page(data=rows[:limit], next=str(cursors[limit - 1]) if more else None)
