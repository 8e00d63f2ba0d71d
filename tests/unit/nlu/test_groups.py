from pathlib import Path

import yaml

from nlu import groups

INTENTS = yaml.safe_load((Path(groups.__file__).parent / "intents.yml").read_text(encoding="utf-8"))


def test_what_writes_is_what_the_catalogue_of_intents_says() -> None:
    assert {intent["name"] for intent in INTENTS if intent["writes"]} == groups.WRITES


def test_groups_name_only_known_intents() -> None:
    known = {intent["name"] for intent in INTENTS}
    named = {name for group in vars(groups).values() if isinstance(group, frozenset) for name in group}
    assert named <= known
