"""JSON values of parameters: read into the texts of a URL, so that both mean the same."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from events.filtersets.foreign_parameters import unknown_names
from events.filtersets.values import NULL_KEYWORD, quote_value
from events.rules.json_text import JsonObject, json_pointer, plain_number

_TYPE_NAMES = {
    "string": "strings",
    "integer": "whole numbers",
    "number": "numbers",
    "boolean": "true or false",
}
_JSON_TYPES = {type(None): "null", bool: "a boolean", str: "a string", list: "an array", dict: "an object"}


class BodyIssue(NamedTuple):
    """An error in a body, with the JSON pointer to its place."""

    pointer: str
    code: str
    detail: str


def name_issues(
    value: JsonObject, known: Collection[str], where: str, what: str, ignored: Collection[str] = ()
) -> Iterator[BodyIssue]:
    """The errors in the names of an object's members: names that stand in it twice, or that nothing reads."""
    for name in value.repeated:
        message = f"{quote_value(name)} stands in one object more than once."
        yield BodyIssue(json_pointer(where, name), "repeated", message)
    for name, message in unknown_names((name for name in value if name not in ignored), known, what):
        yield BodyIssue(json_pointer(where, name), f"unknown_{what}", message)


def to_query_texts(
    name: str, value: Any, takes: str, where: str, issues: list[BodyIssue], *, null_value: bool = False
) -> list[str]:
    """The texts that a URL would have for one value or several, up to the first of another type."""
    if value == []:
        issues.append(BodyIssue(where, "empty", f"“{name}” has no value; leave it out or give one."))
    texts = []
    for index, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
        text = _as_text(item, takes, null_value=null_value)
        if text is None:
            pointer = where if index is None else json_pointer(where, index)
            issues.append(BodyIssue(pointer, *_type_issue(name, item, takes, null_value=null_value)))
            break
        texts.append(text)
    return texts


def _type_issue(name: str, value: Any, takes: str, *, null_value: bool) -> tuple[str, str]:
    """The code and the message for a value that a parameter does not take."""
    if value is None:
        hint = f"; “{NULL_KEYWORD}” asks for what is empty" if null_value else ""
        return "null", f"null is no value of “{name}”: leave it out{hint}."
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
    """The type of a JSON value, with its article."""
    return next((name for type_, name in _JSON_TYPES.items() if isinstance(value, type_)), "a number")
