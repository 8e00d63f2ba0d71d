"""Fill a shop, open every page on a desktop and on a phone in each language, and write what is seen.

`python -m tests.e2e.pictures FOLDER [--only NAME]`: files `<page>-<language>-<width>.png`. With `docs --readme` the pictures
that README shows are made anew.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.browser import open_browser
from tests.e2e.own_servers import own_servers
from tests.e2e.pictures import console, readme, retailer, shops
from tests.serving import serve_web

WIDTHS = {1280: 900, 360: 740}
"""Of a desktop and of a small phone, with their heights."""
PATIENCE_MS = 60_000
SETS = (
    (console.PAGES, ("en", "hi")),
    (retailer.PAGES, ("en", "hi", "ta")),
    (retailer.ONE_LOOK, ("bn", "gu", "kn", "ml", "mr", "or", "pa", "te")),
)


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="pages whose name has one of these words in it, by commas")
    parser.add_argument("--readme", action="store_true", help="only those that README shows")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory(prefix="vyapari-pictures-") as name, own_servers(Path(name)):
        stage = shops.fill()
        with serve_web() as url, open_browser() as browser:
            if options.readme:
                readme.make(browser, stage, url, options.folder)
                return
            for pages, languages in SETS:
                for page in (page for page in pages if any(word in page for word in options.only.split(","))):
                    for language in languages:
                        take(browser, stage, url, options.folder, page, language)


def take(browser: Browser, stage: shops.Stage, url: str, folder: Path, name: str, language: str) -> None:
    """One page in one language, in both widths."""
    opener = {**console.PAGES, **retailer.PAGES}[name]
    for width, height in WIDTHS.items():
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=f"{language}-IN",
            timezone_id="Asia/Kolkata",
            java_script_enabled=name not in retailer.WITHOUT_SCRIPTS,
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        opener(page, url, stage, language)
        over = page.evaluate("document.documentElement.scrollWidth") - width
        print(f"{name} {language} {width}" + (f": {over} px too wide" if over > 0 else ""), flush=True)
        page.screenshot(path=folder / f"{name}-{language}-{width}.png", full_page=True)
        context.close()


if __name__ == "__main__":
    main()
