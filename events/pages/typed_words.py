"""Words that people type into the search box, in English and Arabic, and what they ask the API for.

The table is beside this file. `stop` are words that only make a question of a line: full text would look for
each. Months stand there as Iraq, Syria and Lebanon call them; Django knows their other names.
"""

import csv
from collections import defaultdict
from pathlib import Path

from django.utils import dates
from django.utils.translation import override


def _read_words() -> dict[str, dict[str, str]]:
    """The value of each word, by kind."""
    words: dict[str, dict[str, str]] = defaultdict(dict)
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words[row["kind"]] |= dict.fromkeys(row["words"].split(), row["value"])
    return words


def _read_months() -> dict[str, int]:
    months = {name.replace("_", " "): int(number) for name, number in _WORDS["month"].items()}
    for language in ("en", "ar"):
        with override(language):
            for names in (dates.MONTHS, dates.MONTHS_3):
                months |= {str(name).casefold(): number for number, name in names.items()}
    return months


_WORDS = _read_words()
STOP_WORDS = frozenset(_WORDS["stop"])
MEASURES = _WORDS["measure"]
"""The measures that words ask for."""
EVENT_TYPES = _WORDS["event_type"]
"""The types of events that words name."""
MONTHS = _read_months()
"""The number of each month by its names, of one word or two."""
