"""A consonant key of names in any script, by which بغداد, Багдад and Baghdad can be compared."""

import re
from itertools import groupby

from events.rules.text import name_key

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
