"""JSON that others write: repeated names are reported, and numbers stay exact."""

import json
from collections import Counter
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

MAX_NAME_LENGTH = 200


class JsonError(ValueError):
    """A text that is no JSON; the message is one sentence that names the place of the error."""


class JsonObject(dict[str, Any]):
    """An object, with the names that occur in it more than once."""

    repeated: tuple[str, ...] = ()


def decode_json(text: str) -> Any:
    """Read JSON: objects as `JsonObject`, numbers as exact decimals. Raises: JsonError. Source: RFC 8259."""
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_int=_number, parse_float=_number, parse_constant=_number
        )
    except json.JSONDecodeError as error:
        why = error.msg.removesuffix(" at").removesuffix(" starting")
        where = f"line {error.lineno}, column {error.colno}"
        raise JsonError(f"The body is no JSON, as {where} shows: {why[0].lower()}{why[1:]}.") from error
    except RecursionError as error:
        raise JsonError("The body is nested too deeply to be read.") from error


def json_digest(value: Any) -> str:
    """SHA-256 of a value as JSON, whatever the order of members."""
    return sha256(json.dumps(value, default=str, sort_keys=True).encode()).hexdigest()


def json_pointer(whole: str, step: str | int) -> str:
    """The JSON pointer to a member of the value at a pointer. Source: RFC 6901."""
    if isinstance(step, str) and len(step) > MAX_NAME_LENGTH:
        return whole  # enough to find so long a name, which need not be repeated
    plain = str(step).encode("utf-8", "replace").decode()
    return f"{whole}/{plain.replace('~', '~0').replace('/', '~1')}"


def plain_number(number: Decimal) -> str:
    """The number as people write it; empty for a number that not every JSON parser reads exactly.

    Source: RFC 7493, section 2.2.
    """
    if not number.is_finite() or abs(number.adjusted()) > 20 or Decimal(repr(float(number))) != number:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    value = JsonObject(pairs)
    if len(value) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        value.repeated = tuple(name for name, count in counts.items() if count > 1)
    return value


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        return Decimal("NaN")
