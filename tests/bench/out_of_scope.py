"""What is not for us: real messages of others' assistants, how many are recognised, and what the rest would do.

`vyapari bench out_of_scope --data DIR` reads `DIR/out_of_scope/*`: commands to voice assistants (`.tsv`: the message is
the last column, or of a row that starts with a domain and `IN:`, the one after it) and restaurant bookings (`.txt`: a
message a line). For in-scope messages taken for out of scope it reads `DIR/messages_dev.jsonl`.

Left out, because they are ours too, are messages in which every word is a greeting, a thank-you, a farewell, a yes or a
no, or a filler between them (`OURS`): "haan", "thik ache", "thank you goodbye". The rule looks at words alone, so that
no change of the model changes what is measured.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import regex

from bot.cli.demo_catalogue import demo_catalogue
from bot.cli.nlu_server import nlu_server
from nlu.contract import Heard
from nlu.model.client import RasaClient
from nlu.model.evaluate import NOW, Frame, Sentence, read_jsonl, writing_intents
from nlu.understand import understand

SEED = 7
THREADS = 3
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_'-]+")
OURS = frozenset(
    _WORD.findall(
        "haan han ha haa hanji ji yes yea yeah yep ya hya ho haan-ji sari aam aama "
        "no nahi nahin nahi. na naa nope illa illai vendam venda na-na "
        "ok okay okey k oke thik theek thikache ache acha accha achha hai barobar saru sahi right correct "
        "hello hi hey hii namaste namaskar nomoskar vanakkam kem cho swagat welcome varuga "
        "thanks thank you u thankyou dhanyavaad dhanyavad dhanyawad dhanyabad shukriya dhonnobad dhonnobaad nandri nanri "
        "abhar aabhar tamaro bye goodbye good night alvida see tata aavjo seri sundar daarun awesome great cool "
        "uh um oh hm hmm so much very a lot and bahut ane ar aur "
        "हाँ हां नहीं जी ठीक है धन्यवाद नमस्ते শুভ ধন্যবাদ হ্যাঁ না নমস্কার ঠিক আছে"
    )
)
"""Words of which a message that is ours may consist: product.md's greet, goodbye, thank, affirm, deny."""
FILLERS = frozenset(_WORD.findall("hai uh um oh hm hmm so much very a lot and bahut ane ar aur u you see tamaro"))
"""Words of `OURS` that make no message by themselves."""


@dataclass
class Row:
    """What came of one file's messages; all are numbers of messages but `taken`, intents with numbers."""

    messages: int = 0
    ours: int = 0
    """Left out, see `is_ours`; not in `messages`."""
    recognised: int = 0
    writes: int = 0
    """Understood as an intent that writes, and nothing would have been asked first."""
    asked: int = 0
    """Understood as an intent that writes, but asked first."""
    taken: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, Frame]] = field(default_factory=list)


def is_ours(text: str) -> bool:
    """Whether a message is nothing but politeness or an answer, which are in scope."""
    words = set(_WORD.findall(text.casefold()))
    return words <= OURS and not words <= FILLERS


def read(path: Path) -> list[str]:
    """The messages of a file of `out_of_scope`, each once, in order."""
    texts = (_message(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [text for text in dict.fromkeys(texts) if text]


def _message(line: str) -> str:
    columns = line.split("\t")
    if len(columns) > 2 and columns[1].startswith("IN:"):
        return columns[2].strip()
    return columns[-1].strip()


def tally(messages: Iterable[tuple[str, Frame]], writes: frozenset[str]) -> Row:
    """Count what became of messages that are not for us, given the frame of each."""
    row = Row()
    for text, frame in messages:
        intent = str(frame.get("intent"))
        row.messages += 1
        if intent == "out_of_scope":
            row.recognised += 1
            continue
        row.taken[intent] += 1
        asked = frame.get("confirm") is True
        row.writes += intent in writes and not asked
        row.asked += intent in writes and asked
        row.misses.append((text, frame))
    return row


def total(rows: Iterable[Row]) -> Row:
    """The rows added up, without their misses."""
    out = Row()
    for row in rows:
        out.messages += row.messages
        out.ours += row.ours
        out.recognised += row.recognised
        out.writes += row.writes
        out.asked += row.asked
        out.taken += row.taken
    return out


def run(arguments: list[str]) -> None:
    """Print, per file, how many messages are recognised, and how many in-scope ones are taken for out of scope."""
    options = _parser().parse_args(arguments)
    folder = options.data / "out_of_scope"
    dev = options.data / "messages_dev.jsonl"
    if not folder.is_dir() or not dev.is_file():
        raise SystemExit(f"bench out_of_scope: {options.data} has no out_of_scope/ or no messages_dev.jsonl")
    writes = writing_intents()
    sentences = list(read_jsonl(dev))
    with nlu_server() as url, RasaClient(url) as client, ThreadPoolExecutor(THREADS) as pool:
        catalogue = demo_catalogue()

        def frame_of(heard: Heard) -> Frame:
            return understand(heard, catalogue, client).frame.as_dict()

        rows = {}
        for path in sorted(folder.iterdir()):
            texts = read(path)
            wanted = [text for text in texts if not is_ours(text)]
            chosen = sample(wanted, options.limit)
            frames = pool.map(frame_of, (Heard(text, NOW, "whatsapp") for text in chosen))
            rows[path.name] = tally(zip(chosen, frames, strict=True), writes)
            rows[path.name].ours = len(texts) - len(wanted)
        frames = pool.map(frame_of, (Heard(one.text, one.now, one.channel) for one in sentences))
        heard = list(zip(sentences, frames, strict=True))
    outside = [(one.text, frame) for one, frame in heard if one.intent == "out_of_scope"]
    rows[dev.name] = tally(outside, writes)
    lines = [*render(rows, options.misses), *in_scope([pair for pair in heard if pair[0].intent != "out_of_scope"])]
    sys.stdout.write("\n".join(lines) + "\n")


def sample(texts: Sequence[str], limit: int) -> list[str]:
    """`limit` of the messages, always the same ones, in order; all of them when `limit` is 0."""
    if not limit or limit >= len(texts):
        return list(texts)
    chosen = sorted(random.Random(SEED).sample(range(len(texts)), limit))
    return [texts[index] for index in chosen]


def render(rows: dict[str, Row], misses: int) -> Iterator[str]:
    """A line a file, what was taken for which intents, and the first `misses` misses of each."""
    yield f"{'file':26} {'n':>5} {'left out':>8} {'recognised':>11} {'write at once':>14} {'write if yes':>13}"
    for name, row in [*rows.items(), ("all", total(rows.values()))]:
        share = 100 * row.recognised / row.messages if row.messages else 100.0
        written = 100 * row.writes / row.messages if row.messages else 0.0
        yield (
            f"{name:26} {row.messages:5} {row.ours:8} {share:10.1f}% {row.writes:5} ({written:4.2f}%) {row.asked:13}"
        )
        if row.taken:
            yield "    taken for: " + ", ".join(f"{intent} {count}" for intent, count in row.taken.most_common())
        for text, frame in row.misses[:misses]:
            yield f"    {text!r}\n      {json.dumps(frame, ensure_ascii=False)}"


def in_scope(heard: Sequence[tuple[Sentence, Frame]]) -> Iterator[str]:
    """How many in-scope messages are taken for out of scope, and which."""
    lost = [one.text for one, frame in heard if frame.get("intent") == "out_of_scope"]
    yield f"in scope, taken for out of scope: {len(lost)} of {len(heard)} ({100 * len(lost) / max(1, len(heard)):.1f}%)"
    yield from (f"    {text!r}" for text in lost)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vyapari bench out_of_scope", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with out_of_scope/ and messages_dev.jsonl")
    parser.add_argument("--limit", type=int, default=0, help="only so many messages of a file, always the same")
    parser.add_argument("--misses", type=int, default=0, help="show so many misses of a file")
    return parser
