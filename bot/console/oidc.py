"""Another provider's sign-in by OpenID Connect: the authorization code flow with PKCE (OpenID Connect Core 3.1, RFC 7636)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt

from bot.console.contract import NotProven

ALGORITHMS = ("RS256", "ES256")
"""Of the token's signature. Never `none`, never one that is made with our own secret."""
CLOCKS_DIFFER = 60
"""Seconds by which the provider's clock may."""
TIMEOUT = 5.0


@dataclass(frozen=True)
class Oidc:
    """A provider, by its issuer's address, that knows us by an id and a secret."""

    issuer: str
    client_id: str
    client_secret: str
    back: str
    """The address of ours to which it sends the browser back, as registered with it."""
    name: str

    def begin(self) -> tuple[str, dict[str, Any]]:
        """The provider's page, and what binds its answer to this browser. Raises NotProven while the provider is away."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self.client_id,
                "redirect_uri": self.back,
                "scope": "openid email",
                "state": state,
                "nonce": nonce,
                "code_challenge": challenge_of(verifier),
                "code_challenge_method": "S256",
            }
        )
        where = self._describe()["authorization_endpoint"]
        return f"{where}{'&' if '?' in where else '?'}{query}", {"state": state, "nonce": nonce, "verifier": verifier}

    def finish(self, given: Mapping[str, str], kept: Mapping[str, Any]) -> str:
        """The verified address of mail in the provider's signed answer. Raises NotProven."""
        if "error" in given:
            raise NotProven(f"the provider says {given['error'][:80]}")
        if not hmac.compare_digest(given.get("state", "").encode(), str(kept.get("state")).encode()):
            raise NotProven("the answer belongs to another browser's question")
        if not given.get("code"):
            raise NotProven("no code came back")
        about = self._describe()
        claims = self._read(self._redeem(about, given["code"], str(kept["verifier"])), about)
        if not hmac.compare_digest(str(claims.get("nonce")).encode(), str(kept.get("nonce")).encode()):
            raise NotProven("the token is another question's")
        # Cognito writes some booleans as strings.
        if claims.get("email_verified") not in (True, "true") or not claims.get("email"):
            raise NotProven("the provider has not verified an address")
        return str(claims["email"])

    def _describe(self) -> dict[str, Any]:
        about = _fetch("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if str(about.get("issuer")).rstrip("/") != self.issuer.rstrip("/"):
            raise NotProven("the provider calls itself something else")
        return about

    def _redeem(self, about: Mapping[str, Any], code: str, verifier: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "client_id": self.client_id,
            "code_verifier": verifier,
        }
        answer = _fetch("POST", about["token_endpoint"], data=form, auth=(self.client_id, self.client_secret))
        if not isinstance(answer.get("id_token"), str):
            raise NotProven("no token came back")
        return str(answer["id_token"])

    def _read(self, token: str, about: Mapping[str, Any]) -> dict[str, Any]:
        keys = jwt.PyJWKSet.from_dict(_fetch("GET", about["jwks_uri"]))
        try:
            wanted = jwt.get_unverified_header(token).get("kid")
            key = next((key for key in keys.keys if key.key_id == wanted), None)
            if key is None:
                raise NotProven("the token is signed with an unknown key")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                audience=self.client_id,
                issuer=about["issuer"],
                leeway=CLOCKS_DIFFER,
                options={"require": ["exp", "iat", "iss", "aud"]},
            )
        except jwt.PyJWTError as error:
            raise NotProven(f"the token does not hold: {error}") from error
        return claims


def challenge_of(verifier: str) -> str:
    """What the provider keeps of the secret that only this browser's attempt has (RFC 7636, 4.2)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _fetch(method: str, url: str, **more: Any) -> dict[str, Any]:
    try:
        answer = httpx.request(method, url, timeout=TIMEOUT, headers={"Accept": "application/json"}, **more)
        answer.raise_for_status()
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise NotProven(f"the provider does not answer: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise NotProven("the provider answers nonsense")
    return found
