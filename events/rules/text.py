"""Text: ids and keys of child rows, quotations at their offsets, sentences."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import count

from events.rules.words import fold, strip_signs

Offsets = tuple[int, int]

ID_LIMIT = 80
BLOCK = "\u2588"
"""What stands for each code point that was redacted."""
ID_PATTERN = re.compile(r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def slugify_id(text: str, limit: int = ID_LIMIT) -> str:
    """An id made of the text's words that fit into the limit; empty if the text has no letter for one.

    A first word that is too long by itself is cut.
    """
    words = re.findall(r"[a-z0-9]+", fold(text))
    slug = "-".join(words)
    if len(slug) <= limit:
        return slug
    whole, hyphen, _ = slug[: limit + 1].rpartition("-")
    return whole if hyphen else slug[:limit]


class QuotationError(ValueError):
    """A quotation that does not stand at one place in a text; the message says where, or what is near it."""


def find_quotation(
    text: str, quote: str, *, within: Sequence[Offsets] | None = None, nth: int | None = None
) -> Offsets:
    """The offsets of a quotation that stands verbatim in a text, wholly inside one of the spans `within`.

    `nth`, from 1, chooses among several places. Offsets count Unicode code points from 0, the end excluded.
    Raises: QuotationError. Source: codebook 9; W3C Web Annotation, TextQuoteSelector and
    TextPositionSelector.
    """
    if not quote:
        raise QuotationError("The quotation is empty.")
    spans = [(0, len(text))] if within is None else within
    everywhere = list(quotation_offsets(text, quote))
    places = [
        (start, end)
        for start, end in everywhere
        if any(first <= start and end <= last for first, last in spans)
    ]
    if not places and everywhere:
        outside = _excerpts(text, everywhere)
        raise QuotationError(f"The quotation stands only outside the parts given: {outside}.")
    if not places:
        passages = [text[start:end] for start, end in nearest_passages(text, quote, spans)]
        hint = f" Nearest: {'; '.join(map(_shortened, passages))}." if passages else ""
        raise QuotationError(f"Not verbatim in the text: {_shortened(quote)}.{hint}")
    shown = _excerpts(text, places)
    if nth is None and len(places) > 1:
        raise QuotationError(f"The quotation stands at {len(places)} places, say which: {shown}.")
    if nth is not None and not 1 <= nth <= len(places):
        raise QuotationError(f"There is no place {nth}; the quotation stands at these: {shown}.")
    return places[(nth or 1) - 1]


def quotation_offsets(text: str, quote: str) -> Iterator[Offsets]:
    """The offsets of every place of the quotation; those of `aa` in `aaa` overlap."""
    start = text.find(quote)
    while start >= 0:
        yield start, start + len(quote)
        start = text.find(quote, start + 1)


def nearest_passages(text: str, quote: str, spans: Sequence[Offsets] | None = None) -> list[Offsets]:
    """The offsets of up to three passages that are most similar to the quotation, best first.

    Words in common, counted in linear time, choose the few passages that are worth comparing.
    """
    quote = quote[:300]
    quote_words = Counter(word for word, _, _ in _words(quote, 0, len(quote)))
    passages: list[tuple[int, int, int]] = []
    for first, last in [(0, len(text))] if spans is None else spans:
        words = list(_words(text, first, last))
        size = min(quote_words.total(), len(words))
        window: Counter[str] = Counter()
        shared = 0
        for i, (word, _, end) in enumerate(words):
            shared += window[word] < quote_words[word]
            window[word] += 1
            if i >= size:
                left = words[i - size][0]
                window[left] -= 1
                shared -= window[left] < quote_words[left]
            if shared and i >= size - 1:
                passages.append((-shared, words[i - size + 1][1], end))
    ranked = sorted(
        (-SequenceMatcher(None, quote, text[start:end][:300], autojunk=False).ratio(), start, end)
        for _, start, end in sorted(passages)[:20]
    )
    nearest: dict[str, Offsets] = {}
    for negative_ratio, start, end in ranked:
        if negative_ratio <= -0.6 and all(end <= first or last <= start for first, last in nearest.values()):
            nearest.setdefault(text[start:end], (start, end))
    return [_without_outer_signs(text, *offsets, like=quote) for offsets in list(nearest.values())[:3]]


def _without_outer_signs(text: str, start: int, end: int, like: str) -> Offsets:
    """The offsets of a passage without signs at its ends that the quotation does not have."""
    first, last = strip_signs(text, start, end)
    return first if like[0].isalnum() else start, last if like[-1].isalnum() else end


def _words(text: str, first: int, last: int) -> Iterator[tuple[str, int, int]]:
    """The words between two offsets in the form that is compared, each with its own offsets."""
    for match in re.compile(r"\S+").finditer(text, first, last):
        if word := "".join(char for char in match[0].casefold() if char.isalnum()):
            yield word, match.start(), match.end()


def has_letters(text: str) -> bool:
    """Whether a text has a letter or a digit of any script, or a block in place of a redacted one."""
    return any(char.isalnum() or char == BLOCK for char in text)


def quote_value(text: str) -> str:
    """A value as a message quotes it: short, and without what cannot be printed."""
    plain = "".join(char if char.isprintable() else "�" for char in text[:60])
    return f"“{plain}…”" if len(text) > 60 else f"“{plain}”"


def _shortened(passage: str) -> str:
    passage = passage.replace("\n", " ")
    return f'"{passage}"' if len(passage) <= 120 else f'"{passage[:119]}…"'


def _excerpts(text: str, places: Sequence[Offsets]) -> str:
    """The first five places, numbered, each with some of the text around it."""
    excerpts = []
    for number, (start, end) in enumerate(places[:5], start=1):
        before, after = text[max(0, start - 30) : start], text[end : end + 30]
        excerpts.append(f"({number}) …{before}[{text[start:end][:40]}]{after}…")
    if len(places) > 5:
        excerpts.append(f"and {len(places) - 5} more")
    return "; ".join(excerpts).replace("\n", " ")


# Words before a name or a number: no sentence ends with them.
_TITLES = {
    *("mr", "mrs", "ms", "dr", "prof", "st", "rev", "hon", "gen", "lt", "col", "maj", "sgt", "cpl"),
    *("capt", "cmdr", "brig", "adm", "gov", "sen", "rep", "pres", "e.g", "i.e", "cf", "vs"),
}
# Words that end a sentence only if the next word is one that often begins a sentence.
_ABBREVIATIONS = {
    *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    *("jr", "sr", "inc", "ltd", "co", "corp", "bros", "etc", "approx"),
}
_SENTENCE_STARTERS = {
    *("the", "a", "an", "this", "that", "these", "those", "it", "he", "she", "they", "we", "i"),
    *("his", "her", "their", "its", "there", "in", "on", "at", "after", "before", "but", "and"),
    *("however", "while", "when", "as", "if", "for", "from", "with", "since", "some", "many"),
}
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_OPENERS = "\"'([{\u201c\u2018\u00ab\u201e"
_CLOSERS = "\"')]}\u201d\u2019\u00bb"


def sentences(text: str, start: int = 0) -> list[Offsets]:
    """The offsets of each sentence; no sentence goes over the end of a line.

    `start` is where the text begins in a longer one, and is added to every offset. Closing quotes
    after a full stop belong to its sentence, and so do signs that stand by themselves.
    """
    spans: list[Offsets] = []
    for line in re.finditer(r"[^\r\n]+", text):
        words = list(re.compile(r"\S+").finditer(text, line.start(), line.end()))
        first, earlier = 0, len(spans)
        for i, word in enumerate(words):
            if i + 1 == len(words) or _ends_sentence(word[0], words[i + 1][0]):
                begin = words[first].start()
                if len(spans) > earlier and not any(map(str.isalnum, text[begin : word.end()])):
                    begin = spans.pop()[0] - start
                spans.append((start + begin, start + word.end()))
                first = i + 1
    return spans


def _ends_sentence(word: str, following: str) -> bool:
    """Whether the first of two words is the last of its sentence."""
    word = word.rstrip(_CLOSERS)
    following = following.lstrip(_OPENERS)
    if not word.endswith((".", "!", "?", "…", "؟", "\u06d4")) or following[:1].islower():
        return False
    if not word.endswith(".") or word.endswith(".."):
        return True
    word = word[:-1].lstrip(_OPENERS)
    if word.casefold() in _TITLES:
        return False
    if word.casefold() in _ABBREVIATIONS or _INITIALS.fullmatch(word):
        return following.rstrip(",").casefold() in _SENTENCE_STARTERS
    return word != "No" or not following[:1].isdigit()


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
