"""A picture of a real conversation: `make screenshot`, while `make run` runs with its demo store."""

from __future__ import annotations

import sys

from playwright.sync_api import Page, expect

from bot.cli import running
from tests.e2e.browser import open_browser

SAID = (
    "5 maggi aur 2 kilo chini becha",
    "लक्स का दाम क्या रखूँ",
    "Ramesh ko 1 kilo dal udhaar di",
)
ANSWER_MS = 30_000


def take(path: str) -> None:
    """Talk to the stack that runs, as the first demo shop's owner, and save the page to `path`."""
    stack = running.find()
    assert stack is not None, "nothing runs: start it with `make run`"
    with open_browser() as browser:
        page = browser.new_page(
            viewport={"width": 1180, "height": 916}, device_scale_factor=2, locale="en-IN", timezone_id="Asia/Kolkata"
        )
        page.goto(f"{stack.web_url}/simulator")
        expect(page.locator("#state")).to_have_text("online")
        # The first message of a new worker also loads the shop's catalogue: not what the picture is about.
        page.get_by_text("SMS", exact=True).click()
        _say(page, "HELP")
        page.get_by_text("WhatsApp", exact=True).click()
        for words in SAID:
            _say(page, words)
        page.locator(".row.mine", has_text=SAID[0]).last.locator(".bubble").click()
        page.locator("#chat").evaluate("chat => { chat.scrollTop = chat.scrollHeight }")
        page.mouse.move(0, 0)
        page.screenshot(path=path)


def _say(page: Page, words: str) -> None:
    answered = page.locator(".row.theirs").count() + 1
    page.get_by_label("Message", exact=True).fill(words)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".row.theirs")).to_have_count(answered, timeout=ANSWER_MS)
    expect(page.locator(".dots")).to_have_count(0, timeout=ANSWER_MS)


if __name__ == "__main__":
    take(sys.argv[1])
