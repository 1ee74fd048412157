"""JSON values as parameters have them: read into the texts of a URL, so that both mean the same."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from events.filtersets.values import NULL_KEYWORD, did_you_mean, quote_value
from events.rules.json_text import JsonObject, json_pointer, plain_number

_TYPE_NAMES = {
    "string": "strings",
    "integer": "whole numbers",
    "number": "numbers",
    "boolean": "true or false",
}


class BodyIssue(NamedTuple):
    """What is wrong somewhere in a body, with its JSON pointer."""

    pointer: str
    code: str
    detail: str


def name_issues(
    found: JsonObject, known: Collection[str], where: str, what: str, passed: Collection[str] = ()
) -> Iterator[BodyIssue]:
    """What is wrong with the names of an object's members: given twice, or read by nothing."""
    for name in found.repeated:
        yield BodyIssue(
            json_pointer(where, name), "repeated", f"{quote_value(name)} stands in one object more than once."
        )
    for name in found:
        if name not in known and name not in passed:
            told = f"There is no {what} {quote_value(name)} here.{did_you_mean(name, known)}"
            yield BodyIssue(json_pointer(where, name), f"unknown_{what}", told)


def to_query_texts(
    name: str, value: Any, takes: str, where: str, issues: list[BodyIssue], *, null_value: bool = False
) -> list[str]:
    """One value or several as a URL would have them; up to the first that is none of the type."""
    if value == []:
        issues.append(BodyIssue(where, "empty", f"“{name}” has no value; leave it out or give one."))
    texts = []
    for place, one in enumerate(value) if isinstance(value, list) else [(None, value)]:
        text = _as_text(one, takes, null_value=null_value)
        if text is None:
            at = where if place is None else json_pointer(where, place)
            issues.append(BodyIssue(at, *_type_issue(name, one, takes, null_value=null_value)))
            break
        texts.append(text)
    return texts


def _type_issue(name: str, value: Any, takes: str, *, null_value: bool) -> tuple[str, str]:
    """The code and the sentence for a value that a parameter does not take."""
    if value is None:
        empty = f"; “{NULL_KEYWORD}” asks for what is empty" if null_value else ""
        return "null", f"null is no value of “{name}”: leave it out{empty}."
    if isinstance(value, Decimal) and takes in ("integer", "number"):
        return "invalid_number", "This is no number that JSON carries exactly: 15 digits are safe."
    return "wrong_type", f"“{name}” takes {_TYPE_NAMES[takes]}; this is {json_type_name(value)}."


def _as_text(value: Any, takes: str, *, null_value: bool) -> str | None:
    match value:
        case bool():
            return str(value).lower() if takes == "boolean" else None
        case Decimal():
            return (plain_number(value) or None) if takes in ("integer", "number") else None
        case str():
            return value if takes == "string" or (null_value and value == NULL_KEYWORD) else None
    return None


def json_type_name(value: Any) -> str:
    """What a JSON value is, in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case str():
            return "a string"
        case list():
            return "an array"
        case dict():
            return "an object"
    return "a number"
