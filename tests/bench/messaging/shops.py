"""Who writes in a messaging benchmark and what: shops with their people, and sentences of every language, mixed."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import psycopg

from nlu.model.evaluate import read_sentences
from tests.bench.messaging.stack import Stack

SILENCING = frozenset({"opt_out", "opt_in", "talk_to_human", "out_of_scope", "set_language", "delete_my_data"})
"""Intents after which a person may get no answers, by right, or answers in one language only."""
DAYS = 7
"""Of sales behind each shop."""


def open_shops(stack: Stack, count: int, phones: int) -> list[str]:
    """Fill `count` demo shops and let `phones` people in all write for them; their numbers."""
    from domain.demo.fill import fill_missing
    from infra.database.session import close_engines

    fill_missing(count, DAYS)
    close_engines()
    numbers = [f"+9197{number:08d}" for number in range(1, phones + 1)]
    with stack.connect() as connection:
        thin_out(connection, seed=1)
        stores = [row[0] for row in connection.execute("SELECT id FROM stores ORDER BY id")]
        rows = [
            (stores[place % len(stores)], number, "Asha", "owner", datetime.now(UTC))
            for place, number in enumerate(numbers)
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO users (store_id, phone, name, role, created_at) VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                rows,
            )
    return numbers


def sentences(variety: int, seed: int) -> dict[str, list[str]]:
    """`variety` different messages (fewer where there are no more) of every intent, shuffled, by language.

    In its own script and in Latin letters count as one language: people write both.
    """
    told = {one.text: one.language.partition("-")[0] for one in read_sentences() if one.intent not in SILENCING}
    texts = sorted(told)
    random.Random(seed).shuffle(texts)
    by_language: dict[str, list[str]] = {}
    for text in texts[:variety]:
        by_language.setdefault(told[text], []).append(text)
    return by_language


def thin_out(connection: psycopg.Connection, seed: int) -> None:
    """Take a fifth of the goods off each shop's list, other ones in each: no two shops sell the same."""
    dice = random.Random(seed)
    rows = connection.execute("SELECT id FROM products ORDER BY id").fetchall()
    gone = [row[0] for row in rows if dice.random() < 0.2]
    connection.execute("UPDATE products SET active = false WHERE id = ANY(%s)", (gone,))


def hand_back(connection: psycopg.Connection) -> int:
    """Give the chats that were handed to a person back to the bot; how many. Nobody sits at the desk in a benchmark."""
    return connection.execute(
        "UPDATE conversations SET mode = 'bot', misunderstood = 0, question = NULL WHERE mode = 'human'"
    ).rowcount
