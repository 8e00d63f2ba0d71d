"""In the place of an OpenID Connect provider: signs in whoever it is told to, and checks what it is asked."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.console.oidc import challenge_of
from tests.e2e.stand_ins.server import Handler, serving

CLIENT, SECRET = "console", "a shared secret"


@dataclass
class OidcProvider:
    """Who is signed in there, and what is wrong with its answers on purpose."""

    url: str = ""
    email: str = "asha@example.in"
    claims: dict[str, Any] = field(default_factory=dict)
    """In the place of the token's own."""
    algorithm: str = "RS256"
    kid: str = "one"
    refuses: bool = False
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    signing_key: Any = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorize(self, query: dict[str, str]) -> str:
        """The address that the browser is sent back to."""
        assert (query["response_type"], query["client_id"]) == ("code", CLIENT)
        assert query["code_challenge_method"] == "S256"
        if self.refuses:
            return f"{query['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': query['state']})}"
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def redeem(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens for a code, once; None for whoever has no right to them."""
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or authorization != f"Basic {known}" or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        if challenge_of(form["code_verifier"]) != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= {"sub": "1", "email": self.email, "email_verified": True, **self.claims}
        token = jwt.encode(claims, self.signing_key or self.key, self.algorithm, headers={"kid": self.kid})
        return {"id_token": token, "access_token": "x", "token_type": "Bearer"}

    @contextmanager
    def up(self) -> Iterator[None]:
        """Answer until the block ends."""
        provider = self

        class Pages(Handler):
            def do_GET(self) -> None:  # noqa: N802, the name is http.server's
                self.answer(*provider.show(self.path))

            def do_POST(self) -> None:  # noqa: N802, the name is http.server's
                form = {name: values[0] for name, values in parse_qs((self.body() or b"").decode()).items()}
                answer = provider.redeem(form, self.headers.get("Authorization", ""))
                self.answer(200 if answer else 400, json.dumps(answer or {"error": "invalid_grant"}).encode())

        with serving(Pages) as port:
            self.url = f"http://127.0.0.1:{port}"
            yield

    def show(self, path: str) -> tuple[int, bytes]:
        """Status and body of a page."""
        parts = urlsplit(path)
        if parts.path == "/.well-known/openid-configuration":
            about = {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
            }
            return 200, json.dumps(about).encode()
        if parts.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return 200, json.dumps({"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}).encode()
        return 404, b"{}"
