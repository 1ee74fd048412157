"""Days, months and years in a typed line, as the API writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from events.pages.typed_words import MONTHS

_YEARS = range(1500, 2200)
_DAYS = range(1, 32)
MAX_WORDS = 4


@dataclass(frozen=True, slots=True)
class TypedDate:
    """So many words that say a day, a month or a year."""

    words: int
    edtf: str
    """As the API takes it; empty for a month of whatever year."""
    month: int = 0


def read_date(words: Sequence[str]) -> TypedDate | None:
    """Returns the date that these words begin with; None if they begin with something else."""
    first = words[0]
    if _is_edtf(first):
        return TypedDate(1, first)
    if (number := _day(first)) and (month := _month(words[1:])):
        year = _year(words, 1 + month[0])
        return TypedDate(2 + month[0], f"{year}-{month[1]:02}-{number:02}") if year else None
    if month := _month(words):
        count, number = month
        if year := _year(words, count):
            return TypedDate(count + 1, f"{year}-{number:02}")
        if (day := _day(words[count]) if len(words) > count else 0) and (year := _year(words, count + 1)):
            return TypedDate(count + 2, f"{year}-{number:02}-{day:02}")
        return TypedDate(count, "", number)
    return None


def _is_edtf(word: str) -> bool:
    parts = word.split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
        return False
    if int(parts[0]) not in _YEARS or len(parts) > 3 or any(len(part) != 2 for part in parts[1:]):
        return False
    try:
        date(*map(int, [*parts, "1", "1"][:3]))
    except ValueError:
        return False
    return True


def _year(words: Sequence[str], place: int) -> str:
    word = words[place] if len(words) > place else ""
    return word if len(word) == 4 and _is_edtf(word) else ""


def _day(word: str) -> int:
    digits = word[:-2] if word.endswith(("st", "nd", "rd", "th")) else word
    return int(digits) if digits.isascii() and digits.isdigit() and int(digits) in _DAYS else 0


def _month(words: Sequence[str]) -> tuple[int, int] | None:
    """How many words name a month, and its number."""
    for count in (2, 1):
        if number := MONTHS.get(" ".join(words[:count])) if len(words) >= count else None:
            return count, number
    return None
