from hypothesis import given
from hypothesis import strategies as st

from events.rules.child_keys import child_key
from events.rules.text import ID_PATTERN


def test_a_key_joins_the_words() -> None:
    assert child_key(set(), "Killed", "U.S. troops") == "killed-u-s-troops"


def test_a_taken_key_is_numbered_from_two() -> None:
    assert child_key({"killed"}, "killed") == "killed-2"
    assert child_key({"killed", "killed-2"}, "killed") == "killed-3"


def test_a_long_key_keeps_its_number() -> None:
    key = child_key(set(), "word " * 20)
    assert len(key) == 79
    assert child_key({key}, "word " * 20) == key[:74] + "-2"
    assert child_key({"a" * 80}, "a" * 90) == "a" * 78 + "-2"


def test_words_without_a_latin_letter_give_a_number() -> None:
    assert child_key(set(), "العراق") == "1"
    assert child_key({"1", "2"}) == "3"


@given(st.lists(st.lists(st.text("aé 1-", max_size=50), max_size=3), max_size=12))
def test_keys_are_ids_and_never_given_twice(parts: list[list[str]]) -> None:
    taken: set[str] = set()
    for words in parts:
        key = child_key(taken, *words)
        assert key not in taken
        assert ID_PATTERN.match(key)
        assert len(key) <= 80
        taken.add(key)
