"""The pictures of both pages that README shows, as they are today."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.e2e.pictures import console, retailer
from tests.e2e.pictures.console import Opener
from tests.e2e.pictures.shops import Stage

GROUND = (200, 210, 206)
"""Between two pictures."""
GAP, COLUMNS, COLUMN = 24, 3, 1650
PHONE = 360


def make(browser: Browser, stage: Stage, url: str, folder: Path) -> None:
    """Write them into `folder`."""

    def shoot(
        opener: Opener, language: str, width: int, height: int, scale: float, *, whole: bool = False
    ) -> Image.Image:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            locale=f"{language}-IN",
            timezone_id="Asia/Kolkata",
        )
        page = context.new_page()
        opener(page, url, stage, language)
        taken = page.screenshot(full_page=whole)
        context.close()
        return Image.open(BytesIO(taken)).convert("RGB")

    pictures = {
        "console-inbox": shoot(console.path(""), "en", 1280, 720, 1.5),
        "console-takeover": shoot(console.chat("taken"), "en", 1280, 860, 1.5),
        "dashboard": beside(
            shoot(retailer.signed_in, "en", 1280, 1000, 1), shoot(retailer.signed_in, "hi", PHONE, 857, 1000 / 857)
        ),
        "dashboard-tamil": columns(shoot(retailer.signed_in, "ta", PHONE, 740, 1.5, whole=True)),
    }
    for name, picture in pictures.items():
        # Few colours, and those that are rare are kept: the red of what expired.
        few = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(folder / f"{name}.png", optimize=True)


def beside(*pictures: Image.Image) -> Image.Image:
    """Pictures side by side."""
    width = sum(picture.width + GAP for picture in pictures) - GAP
    sheet = Image.new("RGB", (width, max(picture.height for picture in pictures)), GROUND)
    left = 0
    for picture in pictures:
        sheet.paste(picture, (left, 0))
        left += picture.width + GAP
    return sheet


def columns(tall: Image.Image) -> Image.Image:
    """The beginning of a long page in columns."""
    return beside(*(tall.crop((0, top, tall.width, top + COLUMN)) for top in range(0, COLUMNS * COLUMN, COLUMN)))
