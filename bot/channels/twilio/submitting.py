"""Handing templates to Twilio, and asking what WhatsApp said of them. https://www.twilio.com/docs/content/content-api-resources"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from twilio.rest import Client

from bot.channels.twilio.content import FALLBACK, Template, friendly_name

CONTENT = "https://content.twilio.com/v1/Content"
_JSON = {"Content-Type": "application/json"}


class ContentError(Exception):
    """Twilio refused a template; one line that says which and why."""


def create(client: Client, template: Template, language: str) -> str:
    """Have Twilio keep the template in `language`; its ContentSid. Raises ContentError."""
    samples = {str(number): value for number, value in enumerate(template.samples, 1)}
    body = {
        "friendly_name": friendly_name(template.name, language),
        "language": language,
        "variables": samples,
        "types": _types(template, template.bodies[language]),
    }
    return str(_ask(client, "POST", CONTENT, body)["sid"])


def submit(client: Client, template: Template, language: str, sid: str) -> str:
    """Ask WhatsApp to approve it; the status, `received` or `pending` at first. Raises ContentError."""
    body = {"name": friendly_name(template.name, language), "category": template.category}
    return str(_ask(client, "POST", f"{CONTENT}/{sid}/ApprovalRequests/whatsapp", body).get("status", "received"))


def status(client: Client, sid: str) -> tuple[str, str]:
    """What WhatsApp says of it now (`approved`, `pending`, `rejected` …), and why not. Raises ContentError."""
    said = _ask(client, "GET", f"{CONTENT}/{sid}/ApprovalRequests", None).get("whatsapp") or {}
    return str(said.get("status", "unsubmitted")), str(said.get("rejection_reason") or "")


def needs_approval(template: Template) -> bool:
    """Whether it is said outside the 24 hours; questions to tap are not."""
    return not template.asks


def languages(template: Template) -> tuple[str, ...]:
    """In which languages the account keeps it."""
    return tuple(template.bodies) if needs_approval(template) else (FALLBACK,)


def _types(template: Template, body: str) -> dict[str, Any]:
    if template.buttons:
        actions = [{"type": "QUICK_REPLY", **_pair(2 * number, "title")} for number in range(1, template.buttons + 1)]
        return {"twilio/quick-reply": {"body": body, "actions": actions}}
    if template.rows:
        items = [_pair(2 * number + 1, "item") for number in range(1, template.rows + 1)]
        return {"twilio/list-picker": {"body": body, "button": "{{2}}", "items": items}}
    return {"twilio/text": {"body": body}}


def _pair(first: int, title: str) -> dict[str, str]:
    return {title: f"{{{{{first}}}}}", "id": f"{{{{{first + 1}}}}}"}


def _ask(client: Client, method: str, url: str, body: dict[str, Any] | None) -> dict[str, Any]:
    answer = client.request(method, url, data=body, headers=_JSON if body is not None else None)
    try:
        content = json.loads(answer.text)
    except ValueError:
        content = {}
    if answer.status_code not in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED):
        raise ContentError(f"{url.removeprefix(CONTENT)}: {answer.status_code} {content.get('message', '')}".strip())
    return dict(content)
