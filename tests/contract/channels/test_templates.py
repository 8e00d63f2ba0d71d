"""What WhatsApp must approve keeps its rules, is handed in once, and is used once it is approved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from bot.channels.twilio import content
from bot.channels.twilio.content import LIMIT, Template, as_question, as_template, find_template, one_line, problems
from bot.cli import app
from bot.contract import Button
from infra.settings import settings
from tests.e2e.stand_ins.server import Handler, serving

GOOD = Template("alert.x", "UTILITY", {"en": "News: {{1}} Of {{2}}, write back."}, ("Maggi low", "today"))


def test_ours_keep_the_rules() -> None:
    assert [line for template in content.templates().values() for line in problems(template)] == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{{1}} are low, {{2}} said.", "begin nor end"),
        ("Low: {{1}}, by {{2}}", "begin nor end"),
        ("Low: {{1}} {{2}} said.", "next to each other"),
        ("Low: {{1}}{{2}} said.", "next to each other"),
        ("Low: {{1}} and more.", "variables are"),
        ("Low: {{1}} of {{3}} more.", "variables are"),
        ("Low: {{1}} of {{2}} " + "x" * LIMIT, "characters"),
    ],
)
def test_what_whatsapp_refuses_is_found(body: str, why: str) -> None:
    found = problems(replace(GOOD, bodies={"en": body}))
    assert any(why in line for line in found), found


@pytest.mark.parametrize("sample", ["two\nlines", "a     b", "a\tb"])
def test_a_value_that_whatsapp_refuses_is_found(sample: str) -> None:
    assert problems(replace(GOOD, samples=(sample, "today")))
    assert not problems(replace(GOOD, samples=(one_line(sample), "today")))


def test_a_category_that_there_is_not() -> None:
    assert problems(replace(GOOD, category="NEWS"))


@pytest.mark.parametrize(
    ("kind", "key", "name"),
    [
        ("alert", "alert.low_stock", "alert.*"),
        ("notice", "notice.reminder", "notice.*"),
        ("reply", "record_sale.done", "answer"),
        ("agent", "agent", "answer"),
        ("alert", "other.kind", None),
    ],
)
def test_the_template_of_a_message(kind: str, key: str, name: str | None) -> None:
    found = find_template(kind, key)
    assert (found.name if found else None) == name


@pytest.mark.usefixtures("twilio")
def test_a_message_fills_its_template_in_its_language() -> None:
    content.save_sids(
        {
            "alert.*": {
                "en": {"sid": "HXen", "status": "approved"},
                "hi": {"sid": "HXhi", "status": "approved"},
                "ta": {"sid": "HXta", "status": "pending"},
            }
        }
    )
    text = "Running low:\nMaggi 70 g:   5 left\nSugar"
    for language, sid in (("en", "HXen"), ("hi", "HXhi"), ("ta", "HXen"), ("or", "HXen"), ("hi-Latn", "HXen")):
        filled = as_template("alert", "alert.low_stock", language, text)
        assert filled is not None
        assert (filled.sid, filled.variables) == (sid, {"1": "Running low: Maggi 70 g: 5 left; Sugar"})
    long = as_template("alert", "alert.low_stock", "en", "x" * 2000)
    assert long is not None
    body = content.templates()["alert.*"].bodies["en"]
    assert len(body.replace("{{1}}", long.variables["1"])) <= LIMIT
    assert as_template("alert", "other.kind", "en", text) is None


@pytest.mark.usefixtures("twilio")
def test_a_text_too_long_for_buttons_is_not_forced_into_them() -> None:
    content.save_sids({"buttons.1": {"en": {"sid": "HX1", "status": "approved"}}})
    undo = (Button("undo", "Undo"),)
    assert as_question("x" * LIMIT, undo, ()) is not None
    assert as_question("x" * (LIMIT + 1), undo, ()) is None
    assert as_question("x", undo * 2, ()) is None


class Api:
    """Twilio's Content API: remembers what it was handed, and says what WhatsApp is told to say."""

    def __init__(self) -> None:
        self.created: list[dict[str, object]] = []
        self.submitted: list[dict[str, object]] = []
        self.says = "approved"


@pytest.fixture
def api(twilio: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    state = Api()

    class Content(Handler):
        def do_POST(self) -> None:  # noqa: N802, the name is http.server's
            posted = json.loads(self.body() or b"{}")
            if self.path == "/v1/Content":
                state.created.append(posted)
                self.answer(201, json.dumps({"sid": f"HX{len(state.created):032x}"}).encode())
            else:
                state.submitted.append(posted)
                self.answer(201, json.dumps({"status": "received"}).encode())

        def do_GET(self) -> None:  # noqa: N802
            said = {"status": state.says, "rejection_reason": "INVALID" if state.says == "rejected" else ""}
            self.answer(200, json.dumps({"whatsapp": said}).encode())

    with serving(Content) as port:
        monkeypatch.setenv("TWILIO_API_URL", f"http://127.0.0.1:{port}")
        settings.cache_clear()
        yield state


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["templates", *arguments])
    return result.exit_code, result.output


def test_templates_are_handed_in_once_and_used_once_approved(api: Api) -> None:
    code, said = run("submit")
    assert code == 0, said
    names = [str(posted["friendly_name"]) for posted in api.created]
    assert len(names) == len(set(names)) == sum(len(one.bodies) for one in content.templates().values())
    assert {posted["category"] for posted in api.submitted} == {"UTILITY"}
    assert len(api.submitted) == len(names) - 13
    quick = next(posted for posted in api.created if posted["friendly_name"] == "buttons_2_en")
    assert quick["types"] == {
        "twilio/quick-reply": {
            "body": "{{1}}",
            "actions": [
                {"type": "QUICK_REPLY", "title": "{{2}}", "id": "{{3}}"},
                {"type": "QUICK_REPLY", "title": "{{4}}", "id": "{{5}}"},
            ],
        }
    }
    picker = next(posted for posted in api.created if posted["friendly_name"] == "list_4_en")
    types = picker["types"]
    assert isinstance(types, dict)
    assert types["twilio/list-picker"]["button"] == "{{2}}"
    assert types["twilio/list-picker"]["items"][3] == {"item": "{{9}}", "id": "{{10}}"}
    assert as_template("alert", "alert.low_stock", "en", "x") is None
    assert run("submit")[0] == 0
    assert len(api.created) == len(names)
    assert run("check")[0] == 0
    assert as_template("alert", "alert.low_stock", "en", "x") is not None
    api.says = "rejected"
    code, said = run("check")
    assert code == 1
    assert "rejected  INVALID" in said
    assert as_template("alert", "alert.low_stock", "en", "x") is None


def test_check_names_replies_without_a_dlt_template(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, exotel_sms: object
) -> None:
    assert run("check")[0] == 0
    path = f"{tmp_path}/dlt.yml"
    with open(path, "w") as file:  # noqa: PTH123
        file.write('record_sale.*: "1107111111111111111"\n')
    code, said = run("check")
    assert code == 1
    assert "no template for help" in said
    assert "no template for record_sale.done" not in said
