"""Differences between two revisions of a record, as JSON and in words."""

import json
from typing import Any

from events.records.differences import Difference, is_reference

_MAX_VALUE_LENGTH = 80


def describe_difference(difference: Difference) -> dict[str, Any]:
    """Returns one difference with a sentence."""
    part = "/".join(difference.path[: difference.parts[-1][0] + 1]) if difference.parts else None
    was, now = _without_references(difference.was), _without_references(difference.now)
    return {
        "path": list(difference.path),
        "part": part,
        "was": was,
        "now": now,
        "sentence": _sentence(difference),
    }


def _without_references(value: Any) -> Any:
    """The value with references as `actors/iraq`."""
    if is_reference(value):
        return value["ref"]
    if isinstance(value, dict):
        return {name: _without_references(member) for name, member in value.items()}
    return [_without_references(item) for item in value] if isinstance(value, list) else value


def _sentence(difference: Difference) -> str:
    location = _location_text(difference)
    if difference.is_part:
        if difference.was is None or difference.now is None:
            return f"{location} was {'added' if difference.was is None else 'taken out'}."
        return f"{location} was {_value_text(difference.was)} and is {_value_text(difference.now)}."
    was, now = _value_text(difference.was), _value_text(difference.now)
    if difference.was is None:
        return f"{location} is now {now}; there was none."
    if difference.now is None:
        return f"{location} was {was}; there is none now."
    return f"{location} was {was} and is {now}."


def _location_text(difference: Difference) -> str:
    """The path of a difference, the innermost first: `Count of “initiator-iraq” in participants`."""
    places = {place for place, _ in difference.parts}
    words = [
        f"“{name}” in" if place in places else f"{name.replace('_', ' ')} of"
        for place, name in enumerate(difference.path)
    ]
    location = " ".join(reversed(words)).rsplit(" ", 1)[0]
    return location[:1].upper() + location[1:]


def _value_text(value: Any) -> str:
    plain = _without_references(value)
    text = f"“{plain}”" if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    return text if len(text) <= _MAX_VALUE_LENGTH else f"{text[: _MAX_VALUE_LENGTH - 1]}…"
