"""JSON that others write."""

from decimal import Decimal

import pytest

from events.rules.json_text import (
    MAX_NAME_LENGTH,
    JsonError,
    JsonObject,
    decode_json,
    json_digest,
    json_pointer,
    plain_number,
)


def test_numbers_stay_exact_and_repeated_names_are_reported() -> None:
    value = decode_json('{"a": 0.1, "b": [10000000000000000000001], "a": 2, "c": {"d": true}}')
    assert value == {"a": Decimal(2), "b": [Decimal("10000000000000000000001")], "c": {"d": True}}
    assert (value.repeated, value["c"].repeated) == (("a",), ())
    assert isinstance(value["c"], JsonObject)


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "1e999999999999999999999"])
def test_what_is_no_number_is_read_as_none(text: str) -> None:
    assert not decode_json(text).is_finite()
    assert plain_number(decode_json(text)) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a" 1}', "line 1, column 6 shows: expecting ':' delimiter."),
        ("\n[1] 2", "line 2, column 5 shows: extra data."),
        ('["a', "line 1, column 2 shows: unterminated string."),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(JsonError) as refused:
        decode_json(text)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("step", "pointer"),
    [("a", "/x/a"), (3, "/x/3"), ("a/b~c", "/x/a~1b~0c"), ("\ud800", "/x/?"), ("n" * 200, f"/x/{'n' * 200}")],
)
def test_a_pointer_names_the_place_of_a_member(step: str | int, pointer: str) -> None:
    assert json_pointer("/x", step) == pointer


def test_a_pointer_leaves_out_a_name_that_is_too_long() -> None:
    assert MAX_NAME_LENGTH == 200
    assert json_pointer("/x", "n" * 201) == "/x"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1", "1"),
        ("1.50", "1.5"),
        ("100", "100"),
        ("1e2", "100"),
        ("-0.25", "-0.25"),
        ("0.1", "0.1"),
        ("1e20", "1" + "0" * 20),
        ("1e-20", "0." + "0" * 19 + "1"),
        ("1e21", ""),
        ("1e-21", ""),
        ("9007199254740993", ""),
        ("0.1000000000000000000001", ""),
        ("Infinity", ""),
    ],
)
def test_a_number_is_written_as_people_do_if_every_parser_reads_it_exactly(number: str, text: str) -> None:
    assert plain_number(Decimal(number)) == text


def test_a_digest_tells_values_apart_and_not_the_order_of_members() -> None:
    assert json_digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert json_digest({"b": 2, "a": 1}) == json_digest({"a": 1, "b": 2})
    assert json_digest(["a", "b"]) != json_digest(["b", "a"])
    assert json_digest(("a", 1)) == json_digest(["a", 1])
    assert json_digest({"of": Decimal("1.50")}) == json_digest({"of": "1.50"})
