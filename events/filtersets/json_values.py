"""JSON values as parameters have them: read into the texts of a URL, so that both mean the same."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from events.filtersets.values import NOTHING, nearest, shown
from events.rules.json_text import Object, plain_number, pointer

_TAKES = {
    "string": "strings",
    "integer": "whole numbers",
    "number": "numbers",
    "boolean": "true or false",
}


class Mistake(NamedTuple):
    """What is wrong somewhere in a body, with its JSON pointer."""

    pointer: str
    code: str
    detail: str


def unfit_names(
    found: Object, known: Collection[str], where: str, what: str, passed: Collection[str] = ()
) -> Iterator[Mistake]:
    """What is wrong with the names of an object's members: given twice, or read by nothing."""
    for name in found.repeated:
        yield Mistake(pointer(where, name), "repeated", f"{shown(name)} stands in one object more than once.")
    for name in found:
        if name not in known and name not in passed:
            told = f"There is no {what} {shown(name)} here.{nearest(name, known)}"
            yield Mistake(pointer(where, name), f"unknown_{what}", told)


def read_texts(
    name: str, value: Any, takes: str, where: str, mistakes: list[Mistake], *, none: bool = False
) -> list[str]:
    """One value or several as a URL would have them; up to the first that is none of the type."""
    if value == []:
        mistakes.append(Mistake(where, "empty", f"“{name}” has no value; leave it out or give one."))
    texts = []
    for place, one in enumerate(value) if isinstance(value, list) else [(None, value)]:
        text = _text(one, takes, none=none)
        if text is None:
            at = where if place is None else pointer(where, place)
            mistakes.append(Mistake(at, *_refusal(name, one, takes, none=none)))
            break
        texts.append(text)
    return texts


def _refusal(name: str, value: Any, takes: str, *, none: bool) -> tuple[str, str]:
    """The code and the sentence for a value that a parameter does not take."""
    if value is None:
        empty = f"; “{NOTHING}” asks for what is empty" if none else ""
        return "null", f"null is no value of “{name}”: leave it out{empty}."
    if isinstance(value, Decimal) and takes in ("integer", "number"):
        return "invalid_number", "This is no number that JSON carries exactly: 15 digits are safe."
    return "wrong_type", f"“{name}” takes {_TAKES[takes]}; this is {kind_of(value)}."


def _text(value: Any, takes: str, *, none: bool) -> str | None:
    match value:
        case bool():
            return str(value).lower() if takes == "boolean" else None
        case Decimal():
            return (plain_number(value) or None) if takes in ("integer", "number") else None
        case str():
            return value if takes == "string" or (none and value == NOTHING) else None
    return None


def kind_of(value: Any) -> str:
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
