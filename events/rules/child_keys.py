"""Keys that identify a child within its record."""

from collections.abc import Container
from itertools import count

from events.rules.text import ID_LIMIT, slugify_id


def child_key(taken: Container[str], *words: str) -> str:
    """A key made of words, numbered from 2 if it is taken, at most 80 characters long.

    Words without a letter that an id may have give a bare number.
    """
    base = slugify_id(" ".join(words))
    if not base:
        return next(key for key in map(str, count(1)) if key not in taken)
    if base not in taken:
        return base
    suffixes = (f"-{number}" for number in count(2))
    keys = (slugify_id(base, ID_LIMIT - len(suffix)) + suffix for suffix in suffixes)
    return next(key for key in keys if key not in taken)
