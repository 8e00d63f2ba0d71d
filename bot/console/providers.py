"""Who says which agent somebody is: our own passwords, or another provider's word for an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from bot.console import PATH
from infra.settings import settings


class NotProven(Exception):
    """The provider did not say who it is, or what it said is not to be trusted. The message is for the log."""


class SignInProvider(Protocol):
    """Another place that signs agents in, such as Cognito. An account with the same address must exist here."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def begin(self) -> tuple[str, dict[str, Any]]:
        """The address to send the browser to, and what has to be kept until it comes back to `/console/login/back`."""
        ...

    def finish(self, given: Mapping[str, str], kept: Mapping[str, Any]) -> str:
        """The address of mail that is proven by the answer `given`. Raises NotProven."""
        ...


def elsewhere() -> SignInProvider | None:
    """The provider that the settings name (`OIDC_ISSUER`); None where our own passwords sign in."""
    from bot.console.oidc import Oidc

    chosen = settings()
    if not chosen.oidc_issuer:
        return None
    return Oidc(
        issuer=chosen.oidc_issuer,
        client_id=chosen.oidc_client_id or "",
        client_secret=chosen.oidc_client_secret or "",
        back=f"{chosen.public_url.rstrip('/')}{PATH}/login/back",
        name=chosen.oidc_name,
    )
