"""What to do about a provider's error code: a table a provider, `<provider>/codes.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Literal, get_args

import yaml

Remedy = Literal[
    "retry",  # it may pass: again in a while
    "slow_down",  # we were too fast: again, after a longer wait
    "template",  # as an approved template, else by the other channel
    "other_channel",  # this channel can't reach the person
    "stop",  # the person wants nothing more from us
    "give_up",  # nothing would help
]
RETRYABLE = frozenset({"retry", "slow_down"})


@dataclass(frozen=True)
class Code:
    """What an error code means."""

    remedy: Remedy
    why: str
    support: bool = False
    """A person has to mend something: a setting, a template, the account."""


UNKNOWN = Code("give_up", "a code that we don't know")
_BY_STATUS = {
    HTTPStatus.UNAUTHORIZED: Code("other_channel", "the credentials are wrong", support=True),
    HTTPStatus.PAYMENT_REQUIRED: Code("other_channel", "the account has no credit", support=True),
    HTTPStatus.FORBIDDEN: Code("other_channel", "the account may not do this", support=True),
    HTTPStatus.REQUEST_TIMEOUT: Code("retry", "the provider did not answer in time"),
    HTTPStatus.TOO_MANY_REQUESTS: Code("slow_down", "too many requests"),
}


def meaning(provider: str, code: str, status: int | None = None) -> Code:
    """What `code` of `provider` means; where its table does not say, what the HTTP `status` of the answer does.

    A code that is an HTTP status itself, as Exotel's are, is read as one. Never raises.
    """
    known = table(provider).get(code)
    if known is not None:
        return known
    status = status or (int(code) if code.isdecimal() and len(code) == 3 else None)
    if status is None:
        return UNKNOWN
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Code("retry", "the provider is in trouble")
    return _BY_STATUS.get(HTTPStatus(status), UNKNOWN) if status in set(HTTPStatus) else UNKNOWN


@cache
def table(provider: str) -> Mapping[str, Code]:
    """The codes of `provider`; none where it has no table. Raises ValueError for a table that is wrong."""
    path = Path(__file__).parent / provider / "codes.yml"
    if not path.exists():
        return {}
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    for code, row in rows.items():
        if row["do"] not in get_args(Remedy):
            raise ValueError(f"{path.name}: {code}: no such remedy: {row['do']}")
    return {str(code): Code(row["do"], row["why"], bool(row.get("support"))) for code, row in rows.items()}
