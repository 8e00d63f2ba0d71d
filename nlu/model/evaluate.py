"""How well messages are understood: intents and whole frames per language and channel, and what a mistake would do.

A frame is right when its intent is, every field that the right frame holds is equal, and nothing was invented. Fields
that a right frame may leave out (how a product was named, its unit, the payment) count only where it holds them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import yaml

from nlu.contract import Channel, Heard, Product
from nlu.lexicon import tag_of
from nlu.model import training_data
from nlu.model.train import ROOT
from nlu.names.roles import ROLES

TESTS = ROOT / "tests" / "languages"
INTENTS = Path(__file__).parent.parent / "intents.yml"
NOW = datetime.fromisoformat("2026-11-22T10:00:00+05:30")
"""When a test sentence is said that names no time of its own."""

Frame = Mapping[str, object]

# Never to be invented: a right frame without them means that they were not said.
_SAID = (*ROLES, "credit", "amount", "period", "date")
_ITEM_SAID = ("sku", "quantity", "price", "amount")
_NOT_FIELDS = ("text", "language", "script", "channel", "now", "intent", "items", "confirm")


class BadSentences(ValueError):
    """A file of test sentences that can't be read: its name, the line, and what is wrong with it."""


@dataclass(frozen=True)
class Sentence:
    """A test sentence and its right frame. `language` is a folder's name, BCP 47: `hi-Latn`."""

    text: str
    language: str
    intent: str
    frame: Frame
    channel: Channel = "whatsapp"
    now: datetime = NOW


@dataclass
class Row:
    """What came of the sentences of one language and channel; all are numbers of sentences."""

    sentences: int = 0
    intents: int = 0
    frames: int = 0
    written_wrong: int = 0
    """Not right, of an intent that writes, and nothing would have been asked first."""
    needless: int = 0
    """Right, but asked first."""


@dataclass(frozen=True)
class Miss:
    """A sentence whose frame is not right, and the fields at fault (`intent` first)."""

    sentence: Sentence
    got: Frame
    fields: tuple[str, ...]


@dataclass
class Table:
    """The rows by language and channel, all together, and every miss."""

    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    @property
    def total(self) -> Row:
        """The rows added up."""
        total = Row()
        for row in self.rows.values():
            for name, value in vars(row).items():
                setattr(total, name, getattr(total, name) + value)
        return total

    @property
    def confusions(self) -> list[tuple[tuple[str, str], int]]:
        """Right and understood intent, and how often, the most frequent first."""
        pairs = Counter((miss.sentence.intent, str(miss.got.get("intent"))) for miss in self.misses)
        return [(pair, count) for pair, count in pairs.most_common() if pair[0] != pair[1]]


def evaluate(
    sentences: Iterable[Sentence], understand: Callable[[Sentence], Frame], writes: frozenset[str] | None = None
) -> Table:
    """What `understand` makes of the sentences. `writes`: the intents that change the books, as in `intents.yml`."""
    changing = writing_intents() if writes is None else writes
    table = Table()
    for sentence in sentences:
        got = understand(sentence)
        wrong = faults(sentence, got)
        asked = got.get("confirm") is True
        row = table.rows.setdefault((sentence.language, sentence.channel), Row())
        row.sentences += 1
        row.intents += "intent" not in wrong
        row.frames += not wrong
        row.written_wrong += bool(wrong) and not asked and got.get("intent") in changing
        row.needless += not wrong and asked and not sentence.frame.get("confirm")
        if wrong:
            table.misses.append(Miss(sentence, got, wrong))
    return table


def faults(sentence: Sentence, got: Frame) -> tuple[str, ...]:
    """The fields in which `got` is not the right frame; of items `items` or `items[0].price`. Empty when it is right."""
    right = sentence.frame
    wrong = [] if got.get("intent") == sentence.intent else ["intent"]
    wrong += _item_faults(_items(right), _items(got))
    held = [name for name in right if name not in _NOT_FIELDS]
    invented = [name for name in _SAID if name not in right and got.get(name)]
    wrong += [name for name in held if not _same(name, right[name], got.get(name))] + invented
    return tuple(wrong)


def _items(frame: Frame) -> Sequence[Mapping[str, object]]:
    items = frame.get("items")
    return items if isinstance(items, Sequence) else ()


def _item_faults(right: Sequence[Mapping[str, object]], got: Sequence[Mapping[str, object]]) -> list[str]:
    if len(right) != len(got):
        return ["items"]
    wrong = []
    for index, (mine, theirs) in enumerate(zip(right, got, strict=True)):
        for name in dict.fromkeys([*mine, *_ITEM_SAID]):
            if name in mine:
                fits = _same(name, mine[name], theirs.get(name))
            else:
                # A quantity may follow from an amount and the store's price.
                fits = theirs.get(name) is None or (name == "quantity" and "amount" in mine)
            if not fits:
                wrong.append(f"items[{index}].{name}")
    return wrong


def _same(name: str, right: object, got: object) -> bool:
    if right is None or got is None:
        return right is got
    if isinstance(right, bool) or isinstance(got, bool):
        return right is got
    if name in ROLES or name == "text":
        return str(right).casefold().split() == str(got).casefold().split()
    try:
        return Decimal(str(right)) == Decimal(str(got))
    except InvalidOperation:
        return str(right) == str(got)


def writing_intents() -> frozenset[str]:
    """The intents of `intents.yml` that change something."""
    return frozenset(row["name"] for row in yaml.safe_load(INTENTS.read_text(encoding="utf-8")) if row["writes"])


def read_sentences(folder: Path = TESTS, *, only_taught: bool = True) -> Iterator[Sentence]:
    """The test sentences under `folder`, of the taught languages or all: `<language>/<intent>.yml`, a list of frames with `text`.

    Raises `BadSentences`.
    """
    for path in training_data.files(folder, only_taught=only_taught):
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(rows, list) or not all(isinstance(row, dict) and "text" in row for row in rows):
            raise BadSentences(f"{path}: not a list of sentences with `text`")
        for row in rows:
            # Unquoted, `on:` is true to YAML.
            if not all(isinstance(name, str) for name in row):
                raise BadSentences(f"{path}: {row['text']!r} has a field whose name is to be quoted")
            yield _sentence(row, path.parent.name, path.stem)


def read_jsonl(path: Path) -> Iterator[Sentence]:
    """Sentences of a file of JSON lines with `text`, `intent`, `language`, `script`. Raises `BadSentences`."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield _sentence(row, tag_of(str(row["language"]), row.get("script")), str(row["intent"]))
        except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise BadSentences(f"{path}, line {number}: {error!r}") from error


def _sentence(row: Mapping[str, object], language: str, intent: str) -> Sentence:
    now = datetime.fromisoformat(str(row["now"])) if "now" in row else NOW
    channel: Channel = "sms" if row.get("channel") == "sms" else "whatsapp"
    return Sentence(str(row["text"]), language, intent, row, channel, now)


def render(table: Table, misses: int = 0) -> str:
    """The table as lines of text: a row a language and channel, the confusions, and the first `misses` misses."""
    head = (
        f"{'language':10} {'channel':9} {'n':>5} {'intent':>7} {'frame':>7} {'written wrong':>14} {'needless asks':>14}"
    )
    lines = [head]
    for (language, channel), row in [*sorted(table.rows.items()), (("all", ""), table.total)]:
        shares = f"{_share(row.intents, row.sentences)} {_share(row.frames, row.sentences)}"
        lines.append(f"{language:10} {channel:9} {row.sentences:5} {shares} {row.written_wrong:14} {row.needless:14}")
    lines += [f"  {right} understood as {got}: {count}" for (right, got), count in table.confusions]
    for miss in table.misses[:misses]:
        lines.append(f"  {miss.sentence.language} {miss.sentence.text!r}: {', '.join(miss.fields)}")
        lines.append(f"    {json.dumps(miss.got, ensure_ascii=False)}")
    return "\n".join(lines)


def _is_wanted(folder: str, languages: tuple[str, ...]) -> bool:
    named = {tag_of(code, script) for code, _, script in (name.partition("-") for name in languages) if script}
    return not languages or folder in named or folder.partition("-")[0] in languages


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:6.1f}%" if whole else "      -"


def run(
    url: str,
    sentences: Path | None,
    catalogue: tuple[Product, ...],
    misses: int = 0,
    languages: tuple[str, ...] = (),
) -> Table:
    """Evaluate with the model server at `url` on `tests/languages`, or on a file of JSON lines; print and return it.

    `languages`: only these, `bn` for both of its scripts, `bn-Latn` for one; `bn-Beng` is the folder `bn`.

    Raises `BadSentences`, and `nlu.contract.NluUnavailable` when the server does not answer.
    """
    from nlu.model.client import RasaClient
    from nlu.understand import understand

    client = RasaClient(url)

    def frame_of(sentence: Sentence) -> Frame:
        heard = Heard(sentence.text, sentence.now, sentence.channel)
        return understand(heard, catalogue, client).frame.as_dict()

    read = read_jsonl(sentences) if sentences else read_sentences()
    try:
        table = evaluate((one for one in read if _is_wanted(one.language, languages)), frame_of)
    finally:
        client.close()
    sys.stdout.write(render(table, misses) + "\n")
    return table
