"""What two revisions of a record hold differently, as the public reads it."""

import json
from typing import Any

from events.records.differences import Difference, is_reference

_MAX_VALUE_LENGTH = 80


def describe_difference(found: Difference) -> dict[str, Any]:
    """One difference with a sentence in words."""
    part = "/".join(found.path[: found.parts[-1][0] + 1]) if found.parts else None
    was, now = _without_references(found.was), _without_references(found.now)
    return {"path": list(found.path), "part": part, "was": was, "now": now, "sentence": _sentence(found)}


def _without_references(value: Any) -> Any:
    """The value with references as `actors/iraq`."""
    if is_reference(value):
        return value["ref"]
    if isinstance(value, dict):
        return {name: _without_references(one) for name, one in value.items()}
    return [_without_references(one) for one in value] if isinstance(value, list) else value


def _sentence(found: Difference) -> str:
    where = _location_text(found)
    if found.is_part:
        if found.was is None or found.now is None:
            return f"{where} was {'added' if found.was is None else 'taken out'}."
        return f"{where} was {_value_text(found.was)} and is {_value_text(found.now)}."
    was, now = _value_text(found.was), _value_text(found.now)
    if found.was is None:
        return f"{where} is now {now}; there was none."
    if found.now is None:
        return f"{where} was {was}; there is none now."
    return f"{where} was {was} and is {now}."


def _location_text(found: Difference) -> str:
    """What differs, the innermost first: `count of initiator-iraq in participants`."""
    places = {place for place, _ in found.parts}
    words = []
    for place, name in enumerate(found.path):
        named = f"“{name}”" if place in places else name.replace("_", " ")
        words.append(f"{named} in" if place in places else f"{named} of")
    spoken = " ".join(reversed(words))
    return _capital(spoken.rsplit(" ", 1)[0])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _value_text(value: Any) -> str:
    plain = _without_references(value)
    text = f"“{plain}”" if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    return text if len(text) <= _MAX_VALUE_LENGTH else f"{text[: _MAX_VALUE_LENGTH - 1]}…"
