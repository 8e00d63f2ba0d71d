"""Asking the model server what a text means: Rasa's `POST /model/parse` over HTTP."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

import httpx

from nlu.contract import Entity, NluUnavailable, Parse


class RasaClient:
    """A model server at `url`. Parses of the last `remembered` texts are kept, since shops repeat themselves.

    One client may be shared by threads. Close it, or use it in a `with`.
    """

    def __init__(self, url: str, timeout: float = 5.0, remembered: int = 2048) -> None:
        self._http = httpx.Client(base_url=url.rstrip("/"), timeout=timeout, trust_env=False)
        self._remembered = remembered
        self._parses: OrderedDict[str, Parse] = OrderedDict()
        self._lock = threading.Lock()

    def parse(self, normalised: str) -> Parse:
        """What the model says of a normalised text.

        Raises NluUnavailable when the server does not answer in time, answers with an error, or with something that is
        no parse.
        """
        with self._lock:
            if normalised in self._parses:
                self._parses.move_to_end(normalised)
                return self._parses[normalised]
        parse = self._ask(normalised)
        with self._lock:
            self._parses[normalised] = parse
            while len(self._parses) > self._remembered:
                self._parses.popitem(last=False)
        return parse

    def _ask(self, normalised: str) -> Parse:
        try:
            response = self._http.post("/model/parse", json={"text": normalised})
            response.raise_for_status()
            return read_parse(response.json())
        except httpx.HTTPError as error:
            raise NluUnavailable(f"no answer from the NLU server: {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise NluUnavailable(f"the NLU server's answer is no parse: {error!r}") from error

    def forget(self) -> None:
        """Drop the remembered parses: a new model may say otherwise."""
        with self._lock:
            self._parses.clear()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> RasaClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_parse(answer: dict[str, Any]) -> Parse:
    """Rasa's JSON as a `Parse`. Raises KeyError, TypeError or ValueError when it is none."""
    intent = answer["intent"]
    entities = tuple(
        Entity(
            str(found["entity"]),
            int(found["start"]),
            int(found["end"]),
            str(found["value"]),
            float(found.get("confidence_entity", 1.0)),
        )
        for found in answer.get("entities", ())
    )
    ranking = tuple((str(rival["name"]), float(rival["confidence"])) for rival in answer.get("intent_ranking", ()))
    languages = tuple((str(one["name"]), float(one["confidence"])) for one in answer.get("language_ranking", ()))
    name = intent["name"]
    if name is None:
        raise ValueError("no model is loaded")
    unseen = answer.get("unfamiliar")
    unfamiliar = frozenset(int(start) for start in unseen) if unseen is not None else None
    return Parse(str(name), float(intent["confidence"]), ranking, entities, languages=languages, unfamiliar=unfamiliar)
