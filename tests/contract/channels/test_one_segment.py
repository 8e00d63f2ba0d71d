"""By SMS in Latin letters, which is how SMS is answered unless asked otherwise, replies fit one segment where they can."""

from __future__ import annotations

import pytest

from bot.channels import segments
from tests.contract.test_replies import REPLIES, TAGS, languages_of, rendered


@pytest.mark.parametrize("tag", [tag for tag in TAGS if languages_of(tag).script == "Latn"])
def test_nine_in_ten_take_one_segment_and_none_more_than_four(tag: str) -> None:
    known = [key for key in REPLIES if key in languages_of(tag).texts]
    taken = {key: segments.count(rendered(tag, key, "sms")) for key in known}
    longer = [key for key, number in taken.items() if number > 1]
    assert len(longer) <= len(taken) / 10, longer
    assert max(taken.values()) <= 4, [key for key, number in taken.items() if number > 4]
