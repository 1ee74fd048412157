"""The sounds of a word of any script, as near as a transliteration that knows no language can tell."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from anyascii import anyascii


def _table(text: str) -> dict[str, str]:
    """Letters and sounds in turn."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_ABJADS = {
    "Arabic": _table("""
        ا A  ب b  پ p  ت t  ث ts  ج Jg  چ C  ح h  خ x  د d  ذ dz  ر r  ز z  ژ Z  س s  ش S  ص s
        ض dz  ط t  ظ zd  غ g  ف f  ڤ v  ق q  ك k  گ g  ل l  م m  ن n  ه h  و OWvw  ي IY  ع *
        ء *  ٲ *
    """),  # noqa: RUF001
    "Hebrew": _table("""
        א *  ב bv  ג gJ  ד d  ה h  ו OWvw  ז z  ח hx  ט t  י IY  כ kx  ך kx  ל l  מ m  ם m  נ n
        ן n  ס s  ע *  פ pf  ף f  צ sC  ץ sC  ק k  ר r  ש Ss  ת t
    """),  # noqa: RUF001
}
"""The letters of scripts without short vowels, each with the sounds that it may be."""
VOWELLESS = frozenset(_ABJADS)
_LATIN = _table("""
    dsch J  tsch C  sch S  tch C  ch CkxS  ck k  dj J  dzh J  dh dz  gh g  kh x  ph f  sh S
    th ts  ts sC  tz sC  zh ZJ  b b  c k  d d  f f  g g  h h  j JZj  k k  l l  m m  n n
    p p  q q  r r  s s  t t  v v  w w  z z  a A  e E  i I  o O  u O  y I  ai Y  ay Y  ei Y
    ey Y  ae E  ee I  ie I  iy I  oe O  oo W  ou W  au W  uw W  yj I
""")
"""Letters of the Latin script, and letters that write one sound together."""
_UNITS = re.compile(
    r"(?P<w>aw)(?![aeiouy])|(?P<g>g)(?=[eiy])|(?P<c>c)(?=[eiy])|"
    + "|".join(sorted(_LATIN, key=len, reverse=True))
)
_IN_PLACE = {"w": "W", "g": "gJ", "c": "skC"}
_AS_WRITTEN = {
    "kana": _table("r rl  b bv  s sz  z zs  f fh"),
    "Hangul": _table("r rl  l rl  b bp  p pfb  k kg  g kg  t td  d td"),
    "Cyrillic": _table("g gh  gJ gh"),
    "Greek": _table("v vb"),
}
"""What the sounds of a transliteration stand for in scripts that do not tell them apart."""
INDIC = "Indic"
"""Scripts in which a consonant has the vowel a unless another is written."""
SYLLABIC = ("kana", "Hangul")
"""Scripts that put a vowel between consonants."""
_GREEK_PAIRS = {"μπ": "b", "ντ": "d", "γκ": "g", "γγ": "ng", "τζ": "j"}  # noqa: RUF001
_UNWRITTEN = re.compile("[ッっ]")
_ANUSVARA = re.compile(
    "[\u0902\u0982\u0a02\u0a70\u0a82\u0b02\u0c02\u0c82\u0d02](?![\u092a-\u092e\u09aa-\u09ae])"
)
_SCRIPTS = (
    *(("Latin", "a", "\u024f"), ("Greek", "\u0370", "\u03ff"), ("Cyrillic", "\u0400", "\u052f")),
    *(("Hebrew", "\u0590", "\u05ff"), ("Arabic", "\u0600", "\u06ff"), (INDIC, "\u0900", "\u0dff")),
    *(("kana", "\u3040", "\u30ff"), ("Han", "\u3400", "\u9fff"), ("Hangul", "\u1100", "\u11ff")),
    ("Hangul", "\uac00", "\ud7ff"),
)
VOWELS = frozenset("AEIOYW*")
"""Y and W are the long ones of Husayn and Zour; * is any vowel or none, such as an ayn or the first alif."""


class Pronunciation(NamedTuple):
    """The sounds of a word."""

    units: tuple[str, ...] = ()
    """In their order; where a letter may be one of several sounds, all of these."""
    script: str = ""


def is_vowel(unit: str) -> bool:
    """Whether a sound is a vowel, at least likely."""
    return unit[0] in VOWELS


def script_of(name: str) -> str:
    """The script of a name, which is that of its first letter; empty of one that is not among them."""
    return next((script for script, first, last in _SCRIPTS if first <= name[:1] <= last), "")


@lru_cache(maxsize=65_536)
def readings(word: str) -> tuple[Pronunciation, ...]:
    """The ways in which a folded word may sound; none of one with digits or without letters."""
    script = script_of(word)
    if not word or any(char.isdigit() for char in word):
        return ()
    if script in _ABJADS:
        return (Pronunciation(tuple(_abjad_units(word, script)), script),)
    ways = [_latin_units(letters, script) for letters in dict.fromkeys(_latin_spellings(word, script))]
    # Doubled letters count once, and PKK is no word.
    return tuple(
        Pronunciation(tuple(unit for unit, _ in groupby(units)), script)
        for units in ways
        if units and (script == INDIC or not VOWELS.isdisjoint(units))
    )


def _abjad_units(word: str, script: str) -> list[str]:
    letters = _ABJADS[script]
    units = [letters.get(letter, "") for letter in word]
    if units[0] == "A":
        units[0] = "*"
    last = word[-1]
    if len(units) > 1 and last in "هה":
        units[-1] = "A"
    elif last == "ي":
        units[-1] = "IYA"  # which it may be in Musa
    return [unit for unit in units if unit]


def _latin_spellings(word: str, script: str) -> Iterator[str]:
    """The word in Latin letters; also with v for w, without a silent h, and with Greek pairs as one sound."""
    spelt = word if word.isascii() else anyascii(_ANUSVARA.sub("n", _UNWRITTEN.sub("", word)))
    if script == "Greek":
        for pair, sound in _GREEK_PAIRS.items():
            word = word.replace(pair, sound)
        yield from _latin_spellings(word, "")
    latin = re.sub("[^a-z]", "", spelt.lower())
    latin = re.sub(r"\Ax", "s", latin).replace("x", "ks")
    for letters in (latin, latin.replace("w", "v")):
        yield re.sub("(?<=[a-z][aeiouy])h\\Z", "", letters)
        yield letters


def _latin_units(latin: str, script: str) -> list[str]:
    units = [_IN_PLACE.get(match.lastgroup or "") or _LATIN[match[0]] for match in _UNITS.finditer(latin)]
    as_written = _AS_WRITTEN.get(script, {})
    return [as_written.get(unit, unit) for unit in units]
