"""Words that are spelt nearly alike, and how they are found among many."""

from collections.abc import Iterable, Iterator

SHORTEST, LONG = 4, 8
"""Shorter words are never taken for misspelt; words as long as this may differ twice."""


def tolerance(word: str) -> int:
    """How many letters of a word may be wrong."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2


def pieces(word: str) -> list[str]:
    """The word cut into one piece more than it may have mistakes: so many mistakes leave one piece whole.

    Each piece says the length of the word and its own number.
    Source: Li, Deng, Wang, Feng: Pass-Join, VLDB 2011.
    """
    return [
        f"{len(word)}.{number}.{word[start:end]}" for number, start, end in _cuts(len(word), tolerance(word))
    ]


def near_pieces(word: str) -> set[str]:
    """The pieces of which a word that is spelt nearly so has at least one."""
    most = tolerance(word)
    # Two neighbours changed round are one mistake, but can lie in two pieces.
    turned = [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)]
    return {
        f"{length}.{number}.{spelling[start + shift : end + shift]}"
        for spelling in (word, *turned)
        for length in range(max(SHORTEST, len(word) - most), len(word) + most + 1)
        for number, start, end in _cuts(length, tolerance("x" * length))
        for shift in range(-most, most + 1)
        if start + shift >= 0 and end + shift <= len(word)
    }


def distance(one: str, other: str, most: int) -> int:
    """How many letters are missing, too many, wrong or changed round; one more than most is many.

    Source: optimal string alignment (Damerau 1964, restricted).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    if not most:
        return int(one != other)
    start = 0
    for letter, wanted in zip(one, other, strict=False):
        if letter != wanted:
            break
        start += 1
    one, other = one[start:], other[start:]
    if not one or not other:
        return len(one) + len(other)
    # Their first letters differ, so the mistake is here: with so few of them, to try each is less
    # work than to fill a table.
    ways = [(one[1:], other[1:]), (one[1:], other), (one, other[1:])]
    if one[:2] == other[1::-1]:
        ways.append((one[2:], other[2:]))
    return 1 + min(distance(*way, most - 1) for way in ways)


def nearest_words(word: str, known: Iterable[str], most: int) -> list[str]:
    """The words that are spelt nearly so, nearest first."""
    mine = tolerance(word)
    found = []
    for other in known:
        allowed = min(mine, tolerance(other))
        if 0 < (far := distance(word, other, allowed)) <= allowed:
            found.append((far, other))
    return [other for _, other in sorted(found)[:most]]


def _cuts(length: int, mistakes: int) -> Iterator[tuple[int, int, int]]:
    """The number, start and end of each piece of a word of this length."""
    count = mistakes + 1
    for number in range(count):
        yield number, length * number // count, length * (number + 1) // count
