"""What is left of a name in any script, so that بغداد, Багдад and Baghdad can be compared."""

import re

from events.rules.text import name_key

_LETTERS = (
    # Arabic with its Persian letters; what only carries a vowel, ayn and hamza say nothing.
    ("بتثجحخدذرزسشصضطظغفقكلمنهپچژگ", "bttghhddrzsssdtzgfkklmnhbsgg"),
    ("בגדהזחטכךלמםנןסצץפףקרשת", "bgdhzhthhlmmnnsssffkrst"),
    ("βγδζθκλμνξπρσςτφχψ", "fgdztklmnkbrsstfhb"),
    ("бвгджзклмнпрстфхцчшщ", "bfgdgzklmnbrstfhssss"),
    ("bcdfghjklmnpqrstvxz", "bkdfghgklmnbkrstfkz"),
)
_CONSONANTS = {
    letter: heard for letters, bones in _LETTERS for letter, heard in zip(letters, bones, strict=True)
}
_DIGRAPH_CONSONANTS = {
    "sch": "s",
    "tch": "s",
    "dh": "d",
    "gh": "g",
    "kh": "h",
    "sh": "s",
    "th": "t",
    "ch": "s",
    "zh": "g",
    "ph": "f",
    "dj": "g",
    "ts": "s",
    "tz": "s",
}
_DIGRAPHS = re.compile("|".join(_DIGRAPH_CONSONANTS))
_SCRIPTS = (
    ("a", "z"),
    ("\u0391", "\u03ff"),
    ("\u0400", "\u04ff"),
    ("\u0590", "\u05ff"),
    ("\u0600", "\u06ff"),
)
"""Latin, Greek, Cyrillic, Hebrew and Arabic."""
_MIN_CONSONANTS = 3


def consonant_key(name: str) -> str:
    """The consonants of a name as one letter each, doubled ones once; empty where they are too few to tell.

    Words are not divided: scripts differ in what they join.
    """
    plain = _DIGRAPHS.sub(lambda found: _DIGRAPH_CONSONANTS[found[0]], name_key(name))
    heard = ("".join(_CONSONANTS.get(letter, "") for letter in word) for word in plain.split())
    letters = "".join(word.removesuffix("h") for word in heard)  # what ends many a word only to be written
    kept = [letter for place, letter in enumerate(letters) if letters[place - 1 : place] != letter]
    return "".join(kept) if len(kept) >= _MIN_CONSONANTS else ""


def script_of(name: str) -> int:
    """A number for the script of a name: that of its first letter in one that is known, else -1."""
    for letter in name_key(name):
        for number, (first, last) in enumerate(_SCRIPTS):
            if first <= letter <= last:
                return number
    return -1
