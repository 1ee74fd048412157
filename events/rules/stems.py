"""Stems: what the forms of one word have in common, in the language of a text."""

import re
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

from events.rules.words import fold, is_spaceless, word_form, word_offsets

_SIGN = "\u00a7"
_LATIN = (
    *("english", "french", "german", "spanish", "italian", "portuguese", "dutch", "turkish", "indonesian"),
    *("swedish", "danish", "norwegian", "finnish", "hungarian", "romanian", "polish", "czech", "catalan"),
)
_CODES = {
    **dict(zip("en fr de es it pt nl tr id sv da no fi hu ro pl cs ca".split(), _LATIN, strict=True)),  # noqa: SIM905
    "nb": "norwegian",
    "nn": "norwegian",
    "ru": "russian",
    "el": "greek",
    "hi": "hindi",
    "ta": "tamil",
    "hy": "armenian",
    "fa": "persian",
    "ar": "arabic",
    "he": "hebrew",
}
"""Languages whose stems are known, by their codes."""
_SCRIPTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("a", "\u024f", _LATIN),
    ("\u0370", "\u03ff", ("greek",)),
    ("\u0400", "\u052f", ("russian",)),
    ("\u0531", "\u058f", ("armenian",)),
    ("\u05d0", "\u05ea", ("hebrew",)),
    ("\u0620", "\u06ff", ("arabic", "persian")),
    ("\u0900", "\u097f", ("hindi",)),
    ("\u0b80", "\u0bff", ("tamil",)),
)
"""The first and last letter of scripts, and their languages; the first is taken where none is given."""
MIN_STEMMED = 3
# Prefixes that Arabic and Hebrew write with the word that follows: and, so, in, like, for, the.
_ARABIC_ARTICLE = re.compile(r"\A[وف]?(?:[بك]?ال|لل)(?=\w{3})")
_ARABIC_PREFIX = re.compile(r"\A[وفبكل](?=\w{3})")
_HEBREW_PREFIX = re.compile(r"\A[והבלמשכ](?=\w{3})")


def text_stems(text: str, language: str) -> list[tuple[str, tuple[int, int]]]:
    """The stems of the words of a text in its language, or the likeliest one, with their offsets."""
    given = _CODES.get(language.partition("-")[0].lower())
    if language and not given:
        return []
    stems = []
    for start, end in word_offsets(text):
        word = word_form(text[start:end])
        known = _languages(word)
        if known and (language_of_word := given if given in known else "" if given else known[0]):
            stems += [(stem, (start, end)) for stem in _stems(word, language_of_word, in_text=True)]
    return stems


def query_stems(text: str) -> set[str]:
    """The stems of one word of a query, in every language that is written with its letters.

    A language that no text has finds nothing: a stem is marked by its language.
    """
    word = word_form(text)
    return {stem for language in _languages(word) for stem in _stems(word, language, in_text=False)}


def _languages(word: str) -> tuple[str, ...]:
    if len(word) < MIN_STEMMED or not word.isalpha() or is_spaceless(word):
        return ()
    for first, last, languages in _SCRIPTS:
        if first <= word[0] <= last:
            return languages
    return ()


@lru_cache(maxsize=65_536)
def _stems(word: str, language: str, *, in_text: bool) -> tuple[str, ...]:
    """The stems of a word; of one in a text with prefixes that may belong to it also those without them."""
    if language in ("arabic", "hebrew"):
        word = fold(word)
        forms = _arabic_forms(word, in_text) if language == "arabic" else _hebrew_forms(word, in_text)
    else:
        forms = {fold(_stemmer(language).stemWord(word))}
    return tuple(f"{_SIGN}{language}{_SIGN}{form}" for form in sorted(forms) if form)


def _arabic_forms(word: str, in_text: bool) -> set[str]:
    if word.endswith("الله") or word == "لله":
        return {"الله"}
    forms = {_ARABIC_ARTICLE.sub("", word)}
    if in_text:
        shorter = _ARABIC_PREFIX.sub("", word)
        forms |= {word, shorter, _ARABIC_ARTICLE.sub("", shorter)}
    return forms


def _hebrew_forms(word: str, in_text: bool) -> set[str]:
    shorter = _HEBREW_PREFIX.sub("", word)
    return {word, shorter, _HEBREW_PREFIX.sub("", shorter)} if in_text else {word}


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(language)
