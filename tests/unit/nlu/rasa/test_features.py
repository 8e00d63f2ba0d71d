from nlu.rasa.features import features_of, nameless

WORDS = [("ramesh", "Ramesh"), ("ne", "ne"), ("0", "5"), ("gud", "good"), ("de", "day"), ("lia", "liya")]


def test_names_of_a_kind_are_one_word() -> None:
    said = nameless(WORDS, [(0, 1, "customer"), (3, 5, "product")])
    assert [word for _, word in said] == ["anycustomer", "ne", "5", "anyproduct", "liya"]
    other = [("sita", "Sita"), ("ne", "ne"), ("0", "5"), ("lks", "lux"), ("lia", "liya")]
    assert nameless(other, [(0, 1, "customer"), (3, 4, "product")]) == said


def test_a_message_without_names_stays_as_it_is() -> None:
    assert nameless(WORDS, []) == WORDS


def test_features_without_names_tell_no_name() -> None:
    said = nameless(WORDS, [(3, 5, "product")])
    told = {name for name, _ in features_of([key for key, _ in said], [word for _, word in said])}
    assert "w:anyproduct" in told
    assert not {name for name in told if "gud" in name or "good" in name}
