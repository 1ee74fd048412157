"""Where two JSON documents differ: exactly, but for two ways to write one moment."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def differences(expected: Any, actual: Any, path: str = "") -> Iterator[str]:
    """Each place at which they differ, with what is there."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name in sorted(expected.keys() | actual.keys()):
            if name not in actual:
                yield f"{path}.{name}: lost; it is {expected[name]!r}"
            elif name not in expected:
                yield f"{path}.{name}: added: {actual[name]!r}"
            else:
                yield from differences(expected[name], actual[name], f"{path}.{name}")
    elif isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield f"{path}: {len(actual)} items instead of {len(expected)}"
        for number, (one, other) in enumerate(zip(expected, actual, strict=False)):
            yield from differences(one, other, f"{path}[{number}]")
    elif not same(expected, actual):
        yield f"{path}: {actual!r} instead of {expected!r}"


def same(one: Any, other: Any) -> bool:
    """Whether two values are one: 33 and 33.0 are for JSON, true and 1 are not."""
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return one is other
    if isinstance(one, str) and isinstance(other, str) and one != other:
        return bool(MOMENT.fullmatch(one) and MOMENT.fullmatch(other)) and (
            datetime.fromisoformat(one) == datetime.fromisoformat(other)
        )
    return bool(one == other)
