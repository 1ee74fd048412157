"""Wordings held against the quotations that they are said to stand in."""

import re
from collections.abc import Iterable
from decimal import Decimal

from events.rules.words import fold

_SEPARATOR = re.compile(r"(?<=\d)[.,'\u2019\u066c\u060c\s](?=\d{3}(?!\d))")
_QUOTES = re.compile('["\u201c-\u201f\u00ab\u00bb\u2039\u203a\u300c-\u300f]')
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SCALES = tuple(Decimal(10) ** power for power in (0, 2, 3, 5, 6, 7, 9, 12))
"""Hundreds, thousands, lakhs, millions, crores and so on, which texts write as a word behind the number."""


def stands_in(wording: str, quotations: Iterable[str]) -> bool:
    """Whether one of the quotations has these words; space, quotation marks, case and digits do not count."""
    plain = _plain(wording)
    edges = (r"(?<!\d)" if plain[:1].isdigit() else "", r"(?!\d)" if plain[-1:].isdigit() else "")
    pattern = re.compile(edges[0] + re.escape(plain) + edges[1])
    return any(pattern.search(_plain(quotation)) for quotation in quotations)


def numbers_in(text: str) -> set[Decimal]:
    """The numbers that a text writes in digits, without separators of thousands."""
    return {Decimal(number) for number in _NUMBER.findall(_plain(text))}


def says_another_number(text: str, *numbers: Decimal | None) -> bool:
    """Whether the text writes numbers in digits, and none of these; 1.5 may stand before “million”."""
    written = numbers_in(text)
    known = {number for number in numbers if number is not None}
    return bool(written and known) and not any(one * scale in known for one in written for scale in _SCALES)


def _plain(text: str) -> str:
    return " ".join(_SEPARATOR.sub("", _QUOTES.sub("", fold(text))).split())
