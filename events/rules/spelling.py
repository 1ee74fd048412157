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
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        before, last, row = row, before, [i + 1]
        for j, wanted in enumerate(other):
            cost = min(before[j] + (letter != wanted), before[j + 1] + 1, row[j] + 1)
            if i and j and letter == other[j - 1] and one[i - 1] == wanted:
                cost = min(cost, last[j - 1] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return row[-1]


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
