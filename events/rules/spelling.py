"""Words that are spelt nearly alike, and the pieces by which they are found; names that sound alike."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from events.rules.words import name_key

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


_LETTERS = (
    # Arabic with its Persian letters; carriers of vowels, ayn and hamza are left out.
    ("بتثجحخدذرزسشصضطظغفقكلمنهپچژگ", "bttghhddrzsssdtzgfkklmnhbsgg"),
    ("בגדהזחטכךלמםנןסצץפףקרשת", "bgdhzhthhlmmnnsssffkrst"),
    ("βγδζθκλμνξπρσςτφχψ", "fgdztklmnkbrsstfhb"),
    ("бвгджзклмнпрстфхцчшщ", "bfgdgzklmnbrstfhssss"),
    ("bcdfghjklmnpqrstvxz", "bkdfghgklmnbkrstfkz"),
)
_CONSONANTS = {
    letter: consonant
    for letters, consonants in _LETTERS
    for letter, consonant in zip(letters, consonants, strict=True)
}
_DIGRAPH_LETTERS = ("sch", "tch", "dh", "gh", "kh", "sh", "th", "ch", "zh", "ph", "dj", "ts", "tz")
_DIGRAPH_CONSONANTS = dict(zip(_DIGRAPH_LETTERS, "ssdghstsgfgss", strict=True))
_DIGRAPHS = re.compile("|".join(_DIGRAPH_CONSONANTS))
_SCRIPTS = (
    ("a", "z"),
    *(("\u0391", "\u03ff"), ("\u0400", "\u04ff"), ("\u0590", "\u05ff"), ("\u0600", "\u06ff")),
)
"""Latin, Greek, Cyrillic, Hebrew and Arabic."""
_MIN_CONSONANTS = 3


def consonant_key(name: str) -> str:
    """The consonants of a name as one letter each, doubled ones once; empty where they are too few.

    Words are not divided: scripts differ in what they join.
    """
    plain = _DIGRAPHS.sub(lambda match: _DIGRAPH_CONSONANTS[match[0]], name_key(name))
    words = ("".join(_CONSONANTS.get(letter, "") for letter in word) for word in plain.split())
    consonants = "".join(word.removesuffix("h") for word in words)  # often silent at the end of a word
    key = "".join(consonant for consonant, _ in groupby(consonants))
    return key if len(key) >= _MIN_CONSONANTS else ""


def script_of(name: str) -> int:
    """The index in _SCRIPTS of the script of a name, which is that of its first letter in one; else -1."""
    for letter in name_key(name):
        for number, (first, last) in enumerate(_SCRIPTS):
            if first <= letter <= last:
                return number
    return -1
