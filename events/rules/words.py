"""Words: how texts of each script are folded into the words by which names and full text are compared."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

MAX_WORD_LENGTH = 100
JOINED = "\u2040"
"""Begins what a text writes with a hyphen, an apostrophe or a space in it, as one word."""

# Marks that are no letters: accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic, variants of
# one sign. All others, such as vowel signs of Indic scripts, Thai tones and the voicing of kana, are letters.
_MARKS = (
    *("\u0300-\u036f", "\u1ab0-\u1aff", "\u1dc0-\u1dff", "\u20d0-\u20ff", "\ufe20-\ufe2f", "\u0483-\u0489"),
    *("\u2de0-\u2dff", "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7", "\u0610-\u061a", "\u064b-\u065f"),
    *("\u0670", "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed", "\u08ca-\u08e1\u08e3-\u08ff"),
    *("\u0711", "\u0730-\u074a", "\ufe00-\ufe0f", "\u180b-\u180f", "\U000e0100-\U000e01ef"),
)
# Signs inside a word that some writers leave out: apostrophes, the modifier letters (U+02B0 to U+02FF) that
# transliterate hamza and ayn, the Arabic tatweel, geresh and gershayim.
_SIGNS = "'`\u00b4\u2018\u2019\u201b\u2032\uff07\u02b0-\u02ff\u0640\u05f3\u05f4"
_IGNORED = re.compile(f"[{''.join(_MARKS)}{_SIGNS}]")
_LETTERS = {
    "Latin": {
        **dict(zip("øłđħ\u0131ðŧŋə", "oldhidtna", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    },
    # What habit or a Persian, Urdu or Kurdish keyboard interchanges.
    "Arabic": {"ٱ": "ا", "ى": "ي", "ة": "ه", "ۀ": "ه", "ک": "ك", "ی": "ي", "ھ": "ه", "ہ": "ه", "ە": "ه"},  # noqa: RUF001
}
"""Letters that Unicode does not decompose, by their script, and what each is compared as."""
_PLAIN = {letter: plain for letters in _LETTERS.values() for letter, plain in letters.items()}
_SEATS_OF_HAMZA = str.maketrans({"ؤ": "و", "ئ": "ي"})
# A word that begins with alif, hamza and lam has no article; some are often written without the hamza.
_HAMZA = "\u0672"
"""A letter with hamza that decomposes into no others, for the first of such words."""
_NO_ARTICLE = re.compile(
    r"(?<![\w\u064b-\u065f\u0670])(?P<before>[وف]?[بكل]?(?:ال|لل)?)"
    r"(?:[أإآ](?=[\u064b-\u065f]*ل)|\u0627(?=ل(?:ماني|باني[اهة]|باني(?:ون|ين)|يزابيث|يكس|كسند|كترون|اسكا|ماتي"
    r"|فريد|فونس|برت|(?:ياس|هام)\b)))"
)
# Before و and ي the seat of a hamza differs from country to country; and two of them are often one.
_UNSTEADY_ARABIC = re.compile(r"[ؤئء]+(?=[وي])|([وي])(?=\1)|[ؤئ](?=[ؤئء])")

_SPACELESS = (
    *("\u0e01-\u0e3a", "\u0e40-\u0e4e", "\u0e80-\u0ecf", "\u0edc-\u0edf"),
    *("\u1000-\u103f", "\u104c-\u108f", "\u109a-\u109f", "\uaa60-\uaa7f", "\ua9e0-\ua9ef", "\ua9fa-\ua9ff"),
    *("\u1780-\u17d3", "\u17d7", "\u17dc\u17dd"),
    *("\u3005-\u3007", "\u3031-\u3035", "\u3041-\u3096\u3099\u309a\u309d-\u309f"),
    *("\u30a1-\u30fa", "\u30fc-\u30ff"),
    *("\u31f0-\u31ff", "\u3400-\u4dbf", "\u4e00-\u9fff", "\uf900-\ufaff", "\uff66-\uff9f"),
    *("\u1100-\u11ff", "\u3131-\u318e", "\ua960-\ua97c", "\uac00-\ud7fb", "\U00020000-\U000323af"),
)
"""Thai and Lao, Myanmar, Khmer, kana, Han and Hangul: words are not divided, or carry what follows them."""
_SPACELESS_RUN = re.compile(f"[{''.join(_SPACELESS)}]+")
_UNIT = re.compile("[\u1100-\u115f][\u1160-\u11a7]*[\u11a8-\u11ff]*|.[\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
"""Characters that may be composed into one."""

_HYPHENS = "\u2010-\u2015\u2212-"
_SPACE = "\u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?![0\u0660\u06f0])\d{{1,3}}(?:([.,'\u2019\u066c\u060c{_SPACE}])\d{{3}}(?:\1\d{{3}})*(?!\d|\1\d)"
    rf"|(?:,\d{{2}})+,\d{{3}}(?!\d|,\d))"
)
"""A number with signs between its thousands, or lakhs."""
_SPACED_NUMBER = re.compile(r"(?<![\w.,])(?![0\u0660\u06f0])\d{1,3}(?: \d{3})+(?![\d.,]*\d)")
_INITIALS = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?(?P<more>(?=[^\W\d_]))?")
GERSHAYIM = re.compile('(?<=[\u05d0-\u05ea])["\u201c\u201d\u201f](?=[\u05d0-\u05ea])')
"""A quotation mark that a Hebrew abbreviation is written with."""
# al-, el- and, before the letter that it becomes, ar-Ramadi, ez-Zor, ash-Shaab.
_LATIN_ARTICLE = re.compile(
    rf"(?<!\w)[ae](?:(sh|th|dh|[nrsdtz])[{_HYPHENS}](?=\1))(?=\w{{3}})", re.IGNORECASE
)
_ARTICLES = {"al", "el", "ال"}
_SHORTEST_WITH_ARTICLE = 4
# The English possessive, but not the hamza of Ra's.
_POSSESSIVE = re.compile(r"(?<=[^\W\d_]{3})['\u2019\u02bc\uff07]s\b", re.IGNORECASE)
# French, Italian and Catalan.
_ELISION = re.compile(
    r"\A(?:[ldjmtscn]|(?:jus|lors|puis|quoi|quel)?qu|(?:de|da|ne|su|a|co)ll|un|quest|quell)['\u2019]"
    r"(?=h?[aeiouyàâäéèêëîïôöùûü]\w)",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"[^\s/{_HYPHENS}]+")
"""Text between characters that end a word: the folding of either side does not depend on the other."""
_COMPOUND = re.compile(rf"[^\s/{_HYPHENS}]+(?:[{_HYPHENS}][^\s/{_HYPHENS}]+)+")

Offsets = tuple[int, int]


def name_key(text: str) -> str:
    """The key by which names are compared; different spellings of a name share it.

    Accents, vowel points, apostrophes, punctuation, case and the Arabic article do not count, whether it is
    a word of its own or the beginning of one.
    """
    words = [_without_article(word) for word in _divided(_prepared(text))]
    return " ".join([word for word in words if word not in _ARTICLES] or words)


def search_words(text: str) -> list[str]:
    """The words by which full text is searched: as in `name_key`; `Iraq's` and `U.S.` are Iraq and US.

    Scripts without spaces give every two characters that follow each other, and the last one.
    """
    return [word for word, _ in search_word_offsets(text)]


def query_words(text: str) -> tuple[list[str], bool]:
    """The words that a text must hold side by side to match; and whether the last is only a beginning.

    That is so of one character of a script without spaces; more of them are found by every two.
    """
    words = [word for run in _runs(text) for word in (run[:-1] if len(run) > 1 else run)]
    words = [word for word in words if word not in _ARTICLES] or words
    return words, bool(words) and len(words[-1]) == 1 and is_spaceless(words[-1])


def is_spaceless(word: str) -> bool:
    """Whether a word is of a script whose words are not divided by spaces, or Hangul."""
    return bool(_SPACELESS_RUN.match(word))


def _runs(text: str) -> Iterator[list[str]]:
    """The words of a text, those of a run of characters without spaces together."""
    end = None
    run: list[str] = []
    for word, offsets in search_word_offsets(text):
        spaceless = is_spaceless(word)
        if run and not (spaceless and end is not None and offsets[0] < end):
            yield run
            run = []
        run.append(word)
        end = offsets[1] if spaceless else None
    if run:
        yield run


def search_word_offsets(text: str) -> list[tuple[str, Offsets]]:
    """The words of `search_words`, each with its offsets in the text."""
    prepared = _prepared(text)
    words = [
        word
        for token in _TOKEN.finditer(prepared)
        if (offsets := strip_signs(prepared, *token.span()))
        for word in _token_words(prepared, *offsets)
    ]
    return [(word, offsets) for word, offsets in words if word not in _ARTICLES] or words


def word_offsets(text: str) -> Iterator[Offsets]:
    """The offsets of the words of a text, each with what is written with it."""
    prepared = _prepared(text)
    for token in _TOKEN.finditer(prepared):
        start, end = strip_signs(prepared, *token.span())
        if start < end:
            yield start, end


def word_form(token: str) -> str:
    """A word as it is written, in lower case, without what is elided before it or a possessive behind it."""
    form = unicodedata.normalize("NFC", _ELISION.sub("", _POSSESSIVE.sub("", token))).lower()
    return _IGNORED.sub("", form)


def joined_words(text: str) -> Iterator[tuple[str, Offsets]]:
    """What the text writes with hyphens, apostrophes or spaces as one word: of cease-fire, l'Irak, 1 500."""
    prepared = _prepared(text)
    for match in _COMPOUND.finditer(prepared):
        tokens = [token.span() for token in _TOKEN.finditer(prepared, *match.span())]
        spans = {(tokens[0][0], tokens[-1][1]), *((one[0], other[1]) for one, other in pairwise(tokens))}
        for start, end in sorted(spans):
            whole = "".join(_folded_words(re.sub(f"[{_HYPHENS}]", "", prepared[start:end])))
            if not whole.isdecimal():
                yield whole[:MAX_WORD_LENGTH], strip_signs(prepared, start, end)
    for token in _TOKEN.finditer(prepared):
        start, end = strip_signs(prepared, *token.span())
        if _ELISION.match(prepared[start:end]):
            yield "".join(_folded_words(prepared[start:end]))[:MAX_WORD_LENGTH], (start, end)
    for match in _SPACED_NUMBER.finditer(prepared):
        yield fold(match[0].replace(" ", "")), match.span()


def fold(text: str) -> str:
    """The text in lower case without accents, vowel points, apostrophes and invisible characters."""
    if text.isascii():
        return _IGNORED.sub("", text).lower()  # the same result, several times as fast
    text = text.replace("\u00b4", "'")  # which NFKC makes a space and an accent
    for _ in range(2):  # since what stood apart may now be composed, and lower case brings new marks
        text = _NO_ARTICLE.sub(rf"\g<before>{_HAMZA}", unicodedata.normalize("NFKC", text)).translate(_FOLDED)
    return _UNSTEADY_ARABIC.sub("", _UNSTEADY_ARABIC.sub("", text).translate(_SEATS_OF_HAMZA))


class _FoldedCharacters(dict[int, str]):
    """What each character is compared as."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in "ؤئ":
            folded = char  # since `_UNSTEADY_ARABIC` needs it
        elif unicodedata.category(char) == "Cf" or _IGNORED.match(char):
            folded = ""
        elif (digit := unicodedata.decimal(char, None)) is not None:
            folded = str(digit)
        else:
            parts = unicodedata.normalize("NFKD", char)
            plain = _IGNORED.sub("", parts)
            plain = char if plain == parts else plain
            folded = "".join(_PLAIN.get(one, one) for one in plain.casefold())
        self[code] = folded
        return folded


_FOLDED = _FoldedCharacters()


@lru_cache(maxsize=8)  # words, joined words and stems are read from one text after another
def _prepared(text: str) -> str:
    """A text of the same length, with what is one word held together by characters that are ignored."""
    text = GERSHAYIM.sub("\u2060", text)
    text = _NUMBER.sub(lambda match: re.sub(r"\D", "\u2060", match[0]), text)
    text = _INITIALS.sub(_joined_initials, text)
    return _LATIN_ARTICLE.sub(lambda match: " " * len(match[0]), text)


def _joined_initials(match: re.Match[str]) -> str:
    """U.S. as one word; of V.V.Putin the initials as one and the name as another."""
    initials = match[0].replace(".", "\u2060")
    return f"{initials[:-1]} " if match["more"] is not None and match[0].endswith(".") else initials


def _token_words(text: str, start: int, end: int) -> Iterator[tuple[str, Offsets]]:
    """The words of a text between two offsets, where no space is: those of its runs of one kind of script."""
    place = start
    for run in _SPACELESS_RUN.finditer(text, start, end):
        yield from ((word, (place, run.start())) for word in _words_of(text[place : run.start()]))
        yield from _character_pairs(text, *run.span())
        place = run.end()
    yield from ((word, strip_signs(text, place, end)) for word in _words_of(text[place:end]))


def _character_pairs(text: str, start: int, end: int) -> Iterator[tuple[str, Offsets]]:
    """Every two characters that follow each other, and the last, each with its offsets."""
    units = [
        (char, unit.span()) for unit in _UNIT.finditer(text, start, end) for char in fold(unit[0]) if char
    ]
    for (one, (first, _)), (other, (_, last)) in pairwise(units):
        yield one + other, (first, last)
    if units:
        yield units[-1]


@lru_cache(maxsize=32_768)
def _words_of(token: str) -> tuple[str, ...]:
    elided = _ELISION.sub("", _POSSESSIVE.sub("", token))
    return tuple(_without_article(word)[:MAX_WORD_LENGTH] for word in _divided(elided))


def _folded_words(token: str) -> list[str]:
    return _divided(_POSSESSIVE.sub("", token))


def _divided(text: str) -> list[str]:
    """The folded words of a text, divided by all that is no letter."""
    folded = fold(text)
    return "".join(char if is_word_character(char) else " " for char in folded).split()


def is_word_character(char: str) -> bool:
    """Whether a character is a letter, a digit or a mark that is written with one."""
    return char.isalnum() or (char > "\u02ff" and unicodedata.category(char)[0] == "M")


def strip_signs(text: str, start: int, end: int) -> Offsets:
    """The offsets of a token without the signs at its ends."""
    while start < end and not is_word_character(text[start]):
        start += 1
    while end > start and not is_word_character(text[end - 1]):
        end -= 1
    return start, end


def _without_article(word: str) -> str:
    if word.startswith(f"{_HAMZA}ل") and len(word) <= _SHORTEST_WITH_ARTICLE:
        return (
            f"\u0627{word[1:]}"  # too short to be taken for one with an article, so the hamza may be left out
        )
    # More than once, or a word that begins with these letters would change with every pass.
    while word.startswith("ال") and len(word) > _SHORTEST_WITH_ARTICLE and not word.startswith("الله"):
        word = word[2:]
    return word
