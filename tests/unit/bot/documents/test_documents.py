"""Documents in every language: no box, no broken letter, figures that are figures.

`pytest tests/unit/bot/documents --basetemp=FOLDER` leaves the files of every language there, to be looked at.
"""

from __future__ import annotations

import subprocess
import sys
import warnings
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
import regex
import uharfbuzz
from PIL import Image

from actions.contract import Chart, Column, Document, Measure, Phrase, QrCode, RawFile, Table, Value
from actions.replies.reports import REPORTS
from bot.documents import fonts
from bot.documents.make import TYPES, make
from bot.documents.words import Words
from bot.replies.render import say
from bot.replies.texts import languages
from domain.values import Money, Quantity

AT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
TAGS = sorted(languages())
DAYS = tuple(date(2026, 11, 1) + timedelta(days=i) for i in range(22))
NAMES = {
    "Deva": "कृष्णा काकू",
    "Beng": "সুমিত্রা দি",
    "Gujr": "પ્રવીણભાઈ",
    "Guru": "ਕ੍ਰਿਸ਼ਨ ਸਿੰਘ",
    "Knda": "ಶ್ರೀಕೃಷ್ಣ",
    "Mlym": "കൃഷ്ണൻകുട്ടി",
    "Orya": "ଶ୍ରୀକୃଷ୍ଣ",
    "Taml": "லக்ஷ்மி அக்கா",
    "Telu": "శ్రీనివాసరావు",
}
"""A customer of every script, with conjuncts and vowel signs before their consonants."""
DOTTED_CIRCLE = 0x25CC
"""What a shaper puts under a sign that has no letter."""


def words_in(tag: str) -> Words:
    return Words(tag.partition("-")[0], languages()[tag].script, "Lakshmi Kirana")


def sample(form: str) -> Document:
    names = tuple(NAMES.values())
    table = Table(
        Phrase("report.by_product"),
        (Column(Phrase("column.product")), Column(Phrase("column.quantity"), True), Column("CGST", True)),
        (
            ("Sugar", Measure(Quantity("12.5"), "kg"), Money("1250.50")),
            ("Tea", Measure(Quantity("0.25"), "kg"), Money(120)),
            ("=1+1", None, None),
            *((name, Measure(Quantity(2), "pc"), Money(30)) for name in names),
        ),
        (Phrase("column.total"), None, Money("1640.50")),
    )
    bars = Chart(Phrase("column.profit"), "bars", names, tuple(Decimal(10 * i + 5) for i in range(len(names))))
    line = Chart(Phrase("report.by_day"), "line", DAYS, tuple(Decimal(1000 + i * 37 % 200) for i in range(22)))
    parts = (line, bars, table) if form != "png" else (bars,)
    title = Phrase("report.heading", dict(REPORTS["report.heading"]))
    return Document("sales", form, title, parts)  # type: ignore[arg-type]


def shaped(text: str, script: str) -> list[str]:
    """The words of `text` that no font of ours draws, or that it draws broken."""
    bad = []
    for path in (fonts.LATIN, *fonts.needed(text, script)):
        face = uharfbuzz.Face(path.read_bytes())
        font = uharfbuzz.Font(face)
        own = fonts.letters(path)
        circle = font.get_nominal_glyph(DOTTED_CIRCLE)
        for word in text.split():
            if not {ord(letter) for letter in word} <= own:
                continue
            buffer = uharfbuzz.Buffer()
            buffer.add_str(word)
            buffer.guess_segment_properties()
            uharfbuzz.shape(font, buffer)
            glyphs = {info.codepoint for info in buffer.glyph_infos}
            if 0 in glyphs or (circle and circle in glyphs):
                bad.append(word)
    return bad


def test_a_sign_without_a_letter_would_be_found() -> None:
    assert shaped("\u093f", "Deva") == ["\u093f"]
    assert shaped("कृष्णा", "Deva") == []


@pytest.mark.parametrize("tag", TAGS)
def test_every_word_of_a_languages_documents_is_drawn_whole(tag: str) -> None:
    words = words_in(tag)
    values: list[Value] = [Phrase(key, params) for key, params in REPORTS.items()]
    values += [Phrase(key) for key in ("period.this_month", "period.yesterday", "unit.kg")]
    values += [date(2026, month, 3) for month in range(1, 13)]
    values += [Measure(Quantity("0.25"), unit) for unit in ("kg", "l")]
    for value in (*values, *NAMES.values()):
        letters = regex.findall(r"[\p{L}\p{M}\p{N}]", say(value, words.language, words.script))
        assert regex.findall(r"[\p{L}\p{M}\p{N}]", words.say(value)) == letters, "a font draws every letter of it"
    assert shaped(" ".join([*map(words.say, values), *NAMES.values()]), words.script) == []


@pytest.mark.parametrize("tag", TAGS)
def test_pdf_chart_and_excel_in_every_language(tag: str, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        # matplotlib warns of a letter that none of its fonts has.
        warnings.simplefilter("error", UserWarning)
        pdf, chart, sheet = (make(sample(form), words_in(tag), AT) for form in ("pdf", "png", "excel"))
    for made in (pdf, chart, sheet):
        (tmp_path / f"{tag}-{made.name}").write_bytes(made.content)
    assert [made.type for made in (pdf, chart, sheet)] == [TYPES["pdf"], TYPES["png"], TYPES["xlsx"]]
    document = pypdfium2.PdfDocument(pdf.content)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "Lakshmi Kirana" in text
    assert "1,640.50" in text
    with Image.open(BytesIO(chart.content)) as image:
        assert image.size == (1040, 582)
    assert len(chart.content) < 150_000
    assert openpyxl.load_workbook(BytesIO(sheet.content)).worksheets[0].max_row == 3 + 12 + 1


def test_a_pdf_is_the_same_for_the_same_figures() -> None:
    first, second = (make(sample("pdf"), words_in("ta"), AT).content for _ in range(2))
    assert first == second


def test_figures_in_excel_are_figures_and_no_text_is_a_formula() -> None:
    book = openpyxl.load_workbook(BytesIO(make(sample("excel"), words_in("en"), AT).content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[4]] == ["Sugar", 12.5, 1250.5]
    assert [cell.number_format for cell in sheet[4]][1:] == ['#,##0.### "kg"', "#,##0.00"]
    assert [cell.number_format for cell in sheet[5]][1:] == ['#,##0.### "kg"', "#,##0.00"]
    assert (sheet["A6"].value, sheet["A6"].data_type) == ("=1+1", "s")
    assert [cell.value for cell in sheet[16]] == ["Total", None, 1640.5]


def test_a_zip_holds_its_files_and_a_pdf_to_read() -> None:
    document = Document(
        "my-data", "zip", Phrase("report.my_data"), (*sample("pdf").parts, RawFile("sales.csv", b"id\r\n"))
    )
    with zipfile.ZipFile(BytesIO(make(document, words_in("hi"), AT).content)) as bundle:
        assert bundle.namelist() == ["my-data.pdf", "sales.csv"]
        assert bundle.read("sales.csv") == b"id\r\n"
        assert bundle.read("my-data.pdf").startswith(b"%PDF")


def test_a_code_is_a_picture_with_room_around_it() -> None:
    made = make(QrCode("pay", "upi://pay?pa=asha@upi&pn=Asha&am=250.50&cu=INR"), words_in("en"), AT)
    with Image.open(BytesIO(made.content)) as image:
        assert (made.name, image.width == image.height) == ("pay.png", True)
        # ISO/IEC 18004: four modules of nothing on every side.
        assert {image.convert("L").getpixel((x, y)) for x in range(32) for y in range(image.height)} == {255}
        assert image.convert("L").getpixel((33, 33)) == 0


def test_what_no_font_has_is_left_out_and_never_a_box() -> None:
    assert fonts.drawable("Ramesh 🛒 भाई") == "Ramesh  भाई"
    assert fonts.drawable("🛒") == "?"
    assert fonts.drawable("") == ""


def test_a_long_table_is_drawn_in_time_and_goes_over_pages() -> None:
    rows = tuple((f"Product {i} {NAMES['Taml']}", Money(i)) for i in range(600))
    table = Table(
        Phrase("report.stock"), (Column(Phrase("column.product")), Column(Phrase("column.value"), True)), rows
    )
    begun = datetime.now(UTC)
    made = make(Document("stock", "pdf", Phrase("report.stock"), (table,)), words_in("ta"), AT)
    assert (datetime.now(UTC) - begun).total_seconds() < 20
    with BytesIO(made.content) as file:
        document = pypdfium2.PdfDocument(file)
        assert len(document) > 10
        document.close()


def test_a_worker_starts_without_what_draws() -> None:
    """matplotlib, fpdf2, openpyxl and boto3 take a second together: whoever makes no file does not wait for them."""
    heavy = ("matplotlib", "fpdf", "openpyxl", "boto3", "segno", "fontTools")
    ask = f"import sys, bot.worker, bot.delivery; print([name for name in {heavy!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
