"""Words that are spelt nearly alike, and the pieces by which they are found."""

from collections.abc import Iterable, Iterator

MIN_LENGTH, LONG_LENGTH = 4, 8
"""Words shorter than the first count as spelt right; words as long as the second may have two typos."""


def max_typos(word: str) -> int:
    """How many typos a word may have."""
    return 0 if len(word) < MIN_LENGTH else 1 if len(word) < LONG_LENGTH else 2


def pieces(word: str) -> list[str]:
    """The word cut into one piece more than it may have typos: so many typos leave one piece whole.

    Each piece begins with the length of the word and its own number.
    Source: Li, Deng, Wang, Feng: Pass-Join, VLDB 2011.
    """
    return [
        f"{len(word)}.{number}.{word[start:end]}" for number, start, end in _cuts(len(word), max_typos(word))
    ]


def near_pieces(word: str) -> set[str]:
    """The pieces of which every word that is spelt nearly like this one has at least one."""
    typos = max_typos(word)
    return {
        f"{length}.{number}.{piece}"
        for length in range(max(MIN_LENGTH, len(word) - typos), len(word) + typos + 1)
        for number, start, end in _cuts(length, max_typos("x" * length))
        for shift in _shifts(number, max_typos("x" * length), len(word) - length)
        if start + shift >= 0 and end + shift <= len(word)
        for piece in _with_swapped_ends(word, start + shift, end + shift)
    }


def _shifts(number: int, typos: int, longer: int) -> range:
    """How far right a piece can stand in a word that is so much longer.

    One whole piece has at most as many typos before it as pieces, and likewise behind it: each letter too
    many or missing moves it by one. Source: multi-match-aware selection, ibid.
    """
    behind = typos - number
    return range(max(-number, longer - behind), min(number, longer + behind) + 1)


def _with_swapped_ends(word: str, start: int, end: int) -> Iterator[str]:
    """The piece, and the piece with one of its ends swapped with its neighbour in the next piece."""
    yield word[start:end]
    if start:
        yield word[start - 1] + word[start + 1 : end]
    if end < len(word):
        yield word[start : end - 1] + word[end]


def edit_distance(one: str, other: str, most: int) -> int:
    """How many letters are missing, too many, wrong or swapped; `most` + 1 stands for any more.

    Source: optimal string alignment (Damerau 1964, restricted).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    if not most:
        return int(one != other)
    start = 0
    for one_letter, other_letter in zip(one, other, strict=False):
        if one_letter != other_letter:
            break
        start += 1
    one, other = one[start:], other[start:]
    if not one or not other:
        return len(one) + len(other)
    # The first letters differ, so the typo is here: with so few typos, to try each is less work than
    # to fill a table.
    ways = [(one[1:], other[1:]), (one[1:], other), (one, other[1:])]
    if one[:2] == other[1::-1]:
        ways.append((one[2:], other[2:]))
    if most == 1:
        return 1 if any(left == right for left, right in ways) else 2
    return 1 + min(edit_distance(*way, most - 1) for way in ways)


def nearest_words(word: str, known: Iterable[str], most: int) -> list[str]:
    """The known words that are spelt nearly like a word, nearest first."""
    typos, letters = max_typos(word), set(word)
    near = []
    for other in known:
        # A typo removes one letter and adds one: few words that share a piece pass this.
        if len(letters.difference(other)) > typos or len(set(other).difference(letters)) > typos:
            continue
        allowed = min(typos, max_typos(other))
        if 0 < (distance := edit_distance(word, other, allowed)) <= allowed:
            near.append((distance, other))
    return [other for _, other in sorted(near)[:most]]


def _cuts(length: int, typos: int) -> Iterator[tuple[int, int, int]]:
    """The number, start and end of each piece of a word of this length."""
    count = typos + 1
    for number in range(count):
        yield number, length * number // count, length * (number + 1) // count
