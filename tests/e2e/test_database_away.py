"""While PostgreSQL is away the webhook answers 503, keeps nothing, and works again by itself."""

from __future__ import annotations

import pytest

from infra.settings import settings
from tests.e2e import desk
from tests.e2e.stand_ins.twilio_api import TwilioApi
from tests.unit.bot.mail import inbox


def test_the_webhook_answers_503_and_recovers(
    store: int, web: str, twilio: TwilioApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = desk.form("SALE MAGGI 5")
    with monkeypatch.context() as away:
        away.setenv("DATABASE_URL", "postgresql://vyapari_app@127.0.0.1:9/vyapari")
        settings.cache_clear()
        answer = desk.post(web, fields)
        assert answer.status_code == 503
        assert "psycopg" not in answer.text
        assert "Retry-After" in answer.headers
    settings.cache_clear()
    assert inbox() == []
    assert desk.post(web, fields).status_code == 200
    assert len(inbox()) == 1
