"""A file that came with a message: told by its type, and fetched from nowhere but its provider."""

from __future__ import annotations

import base64
import binascii
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx
import regex

from bot.providers import SIMULATOR
from domain.conversations.models import Inbound
from infra.settings import settings
from infra.telemetry import log

MAX_BYTES = 4 * 1024 * 1024
MOST_FILES = 10
"""Of one message: Twilio's own limit."""
PATIENCE = 20.0
"""Seconds that a file may take in all."""
READABLE = frozenset(
    {
        "text/csv",
        "text/plain",
        "text/tab-separated-values",
        "text/comma-separated-values",
        "application/csv",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/octet-stream",
    }
)
"""Types under which price lists come; what it is, the content says."""
TWILIO = "api.twilio.com"
_TWILIO_PATH = regex.compile(r"/2010-04-01/Accounts/[A-Za-z0-9]+/Messages/[A-Za-z0-9]+/Media/[A-Za-z0-9]+")
_CDN = ".twiliocdn.com"
_BUCKET = ("s3-external-1.amazonaws.com", "/media.twiliocdn.com/")
_HOPS = 3


class NotFetched(Exception):
    """The file could not be had: another address than the provider's, too large, too slow, gone."""


@dataclass(frozen=True)
class Media:
    """What came with a message beside its words."""

    content_type: str
    where: str
    """The provider's address of it, or the content itself from the simulator."""
    provider: str

    @property
    def readable(self) -> bool:
        """Whether it may be a price list."""
        return self.content_type in READABLE


def of(inbound: Inbound) -> Media | None:
    """The file, picture, voice note or place that came with a message; None for words alone."""
    first = next(iter(files(inbound)), None)
    if first is not None or not inbound.raw.get("Latitude") or inbound.body.strip():
        return first
    return Media("location", "", inbound.provider)


def files(inbound: Inbound) -> list[Media]:
    """Every file, picture and voice note that came with a message, in the sender's order."""
    raw: dict[str, Any] = inbound.raw
    if inbound.provider == SIMULATOR:
        file = raw.get("file")
        return [Media(_plain(file.get("type")), str(file.get("content", "")), SIMULATOR)] if file else []
    said = str(raw.get("NumMedia") or "0")
    count = min(int(said), MOST_FILES) if said.isdecimal() else 0
    return [
        Media(_plain(raw.get(f"MediaContentType{place}")), str(raw.get(f"MediaUrl{place}") or ""), inbound.provider)
        for place in range(count)
    ]


def _plain(content_type: object) -> str:
    """`audio/ogg` of `audio/ogg; codecs=opus`."""
    return str(content_type or "").partition(";")[0].strip().lower()


def fetch(media: Media, most: int = MAX_BYTES) -> bytes:
    """The content, of at most `most` bytes. Raises NotFetched."""
    if media.provider == SIMULATOR:
        try:
            return base64.b64decode(media.where, validate=True)[: most + 1]
        except binascii.Error as error:
            raise NotFetched("not base64") from error
    try:
        return _fetch_from_twilio(media.where, most)
    except httpx.HTTPError as error:
        raise NotFetched(f"{type(error).__name__}: {error}") from error


def twilio_address(url: str) -> str:
    """Where a media URL of Twilio's is asked for: TWILIO_API_URL's place when that is set. Raises NotFetched for any other."""
    asked, base = urlsplit(url), settings().twilio_api_url
    plain = asked.scheme == "https" and asked.netloc == TWILIO and not asked.query
    here = urlsplit(base.rstrip("/")) if base else None
    own = here is not None and (asked.scheme, asked.netloc) == (here.scheme, here.netloc)
    if not (plain or own) or not _TWILIO_PATH.fullmatch(asked.path):
        raise NotFetched("not an address of Twilio's media")
    if here is None:
        return url
    return urlunsplit((here.scheme, here.netloc, here.path + asked.path, "", ""))


def _fetch_from_twilio(url: str, most: int) -> bytes:
    now = settings()
    deadline = time.monotonic() + PATIENCE
    address = twilio_address(url)
    # Twilio sends on to its store by a signed address, which must not see our credentials.
    auth: httpx.BasicAuth | None = httpx.BasicAuth(str(now.twilio_account_sid), str(now.twilio_auth_token))
    with httpx.Client(timeout=now.twilio_timeout_seconds, follow_redirects=False) as client:
        for _ in range(_HOPS):
            with client.stream("GET", address, auth=auth) as response:
                if not response.is_redirect:
                    response.raise_for_status()
                    return _read(response, deadline, most)
                address = _sent_on_to(urljoin(address, response.headers.get("Location", "")))
            auth = None
    raise NotFetched("sent on too often")


def _sent_on_to(url: str) -> str:
    target = urlsplit(url)
    own = target.netloc.endswith(_CDN) or (target.netloc == _BUCKET[0] and target.path.startswith(_BUCKET[1]))
    if target.scheme != "https" or not own:
        raise NotFetched(f"sent on to {target.netloc}")
    return url


def _read(response: httpx.Response, deadline: float, most: int) -> bytes:
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > most:
            raise NotFetched("too large")
        if time.monotonic() > deadline:
            raise NotFetched("too slow")
    log().info("file fetched", bytes=len(content))
    return bytes(content)
