"""Who says which agent somebody is: our own passwords, or another provider's word for an address."""

from __future__ import annotations

from bot.console import PATH
from bot.console.contract import SignInProvider
from bot.console.oidc import Oidc
from infra.settings import settings


def elsewhere() -> SignInProvider | None:
    """The provider that the settings name (`OIDC_ISSUER`); None where our own passwords sign in."""
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
