"""JSON as others write it: what is ambiguous is kept to be refused, numbers stay exact."""

import json
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

MAX_NAME_LENGTH = 200


class JsonError(ValueError):
    """A text that is no JSON; the message is one sentence that says where it breaks."""


class JsonObject(dict[str, Any]):
    """An object, with the names that stand in it more than once."""

    repeated: tuple[str, ...] = ()


def decode_json(text: str) -> Any:
    """Read JSON: objects as `Object`, numbers as exact decimals. Raises: JsonError. Source: RFC 8259."""
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_int=_number, parse_float=_number, parse_constant=_number
        )
    except json.JSONDecodeError as error:
        told = error.msg.removesuffix(" at").removesuffix(" starting")
        where = f"line {error.lineno}, column {error.colno}"
        raise JsonError(f"The body is no JSON, as {where} shows: {told[0].lower()}{told[1:]}.") from error
    except RecursionError as error:
        raise JsonError("The body is nested too deeply to be read.") from error


def json_pointer(whole: str, step: str | int) -> str:
    """The JSON pointer to a member of what another points to. Source: RFC 6901."""
    if isinstance(step, str) and len(step) > MAX_NAME_LENGTH:
        return whole  # nobody needs it back that looks at what it is in
    plain = str(step).encode("utf-8", "replace").decode()
    return f"{whole}/{plain.replace('~', '~0').replace('/', '~1')}"


def plain_number(number: Decimal) -> str:
    """The number as people write it; empty where no program that reads JSON could be sure of it.

    Source: RFC 7493, section 2.2.
    """
    if not number.is_finite() or abs(number.adjusted()) > 20 or Decimal(repr(float(number))) != number:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = JsonObject(pairs)
    if len(found) < len(pairs):
        counted = Counter(name for name, _ in pairs)
        found.repeated = tuple(name for name, times in counted.items() if times > 1)
    return found


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        return Decimal("NaN")
