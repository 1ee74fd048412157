"""JSON values, as a URL would write them."""

from decimal import Decimal
from typing import Any

import pytest

from events.filtersets.json_values import BodyIssue, json_type_name, name_issues, to_query_texts
from events.rules.json_text import decode_json


def read(value: Any, takes: str, *, null_value: bool = False) -> tuple[list[str], list[tuple[str, str]]]:
    """The texts, and the place and code of what is wrong."""
    issues: list[BodyIssue] = []
    texts = to_query_texts("name", value, takes, "/w", issues, null_value=null_value)
    return texts, [issue[:2] for issue in issues]


@pytest.mark.parametrize(
    ("value", "takes", "texts"),
    [
        ("a", "string", ["a"]),
        (["a", "b"], "string", ["a", "b"]),
        (True, "boolean", ["true"]),
        ([False], "boolean", ["false"]),
        (Decimal("1.50"), "number", ["1.5"]),
        (Decimal(0), "number", ["0"]),
        ([Decimal(4)], "integer", ["4"]),
    ],
)
def test_values_are_texts_of_a_url(value: Any, takes: str, texts: list[str]) -> None:
    assert read(value, takes) == (texts, [])


@pytest.mark.parametrize(
    ("value", "takes", "texts", "place", "code"),
    [
        ([], "string", [], "/w", "empty"),
        (None, "string", [], "/w", "null"),
        (["a", None, 1], "string", ["a"], "/w/1", "null"),
        (True, "string", [], "/w", "wrong_type"),
        ("true", "boolean", [], "/w", "wrong_type"),
        (True, "number", [], "/w", "wrong_type"),
        (Decimal(1), "string", [], "/w", "wrong_type"),
        (Decimal(1), "boolean", [], "/w", "wrong_type"),
        ("1", "number", [], "/w", "wrong_type"),
        ("none", "number", [], "/w", "wrong_type"),
        ([["a"]], "string", [], "/w/0", "wrong_type"),
        ({}, "string", [], "/w", "wrong_type"),
        (Decimal("1e99"), "number", [], "/w", "invalid_number"),
        (Decimal("NaN"), "integer", [], "/w", "invalid_number"),
        (Decimal("1e99"), "string", [], "/w", "wrong_type"),
    ],
)
def test_the_first_of_another_type_is_pointed_at(
    value: Any, takes: str, texts: list[str], place: str, code: str
) -> None:
    assert read(value, takes) == (texts, [(place, code)])


def test_none_stands_for_what_is_empty_where_something_can_be() -> None:
    assert read(["none", Decimal(1)], "integer", null_value=True) == (["none", "1"], [])
    assert read("other", "integer", null_value=True) == ([], [("/w", "wrong_type")])
    for null_value, hint in (
        (True, "leave it out; “none” asks for what is empty."),
        (False, "leave it out."),
    ):
        issues: list[BodyIssue] = []
        to_query_texts("name", None, "string", "", issues, null_value=null_value)
        assert issues[0].detail == f"null is no value of “name”: {hint}"


def test_a_refusal_says_what_it_takes_and_what_this_is() -> None:
    issues: list[BodyIssue] = []
    to_query_texts("name", "x", "integer", "", issues)
    assert issues[0].detail == "“name” takes whole numbers; this is a string."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("null", "null"), ("true", "a boolean"), ('"a"', "a string"), ("[]", "an array")),
        *(("{}", "an object"), ("1", "a number")),
    ],
)
def test_types_have_names(text: str, name: str) -> None:
    assert json_type_name(decode_json(text)) == name


def test_names_that_nothing_reads_or_that_stand_twice_are_pointed_at() -> None:
    value = decode_json('{"form": 1, "frm": 2, "form": 3, "later": 4}')
    issues = list(name_issues(value, ["form"], "/w", "filter", ["later"]))
    assert [issue[:2] for issue in issues] == [("/w/form", "repeated"), ("/w/frm", "unknown_filter")]
    assert issues[1].detail == "There is no filter “frm” here. Did you mean “form”?"
    assert not list(name_issues(decode_json('{"form": 1}'), ["form"], "", "filter"))
