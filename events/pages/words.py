"""Words for people: labels of vocabularies, numbers and times, in the active language."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language_info, gettext, gettext_lazy

from events import choices
from events.choices.base import Vocabulary
from events.choices.countries import COUNTRY_CHOICES
from events.choices.plover import MODE_CHOICES

_COUNTRIES = dict(COUNTRY_CHOICES)
_QUALIFIED = {
    "exact": gettext_lazy("%(n)s"),
    "about": gettext_lazy("about %(n)s"),
    "estimated": gettext_lazy("an estimated %(n)s"),
    "nearly": gettext_lazy("nearly %(n)s"),
    "more_than": gettext_lazy("more than %(n)s"),
    "at_least": gettext_lazy("at least %(n)s"),
    "up_to": gettext_lazy("up to %(n)s"),
    "fewer_than": gettext_lazy("fewer than %(n)s"),
}
"""How a number reads with each of the qualifiers that have one number; the others are words of their own."""


@cache
def _labels(vocabulary: str) -> dict[str, str]:
    words: Any = MODE_CHOICES if vocabulary == "Mode" else getattr(choices, vocabulary).choices
    return {str(value): str(label) for value, label in words}


def label(value: str | None, vocabulary: str) -> str:
    """Returns the label of a word of a vocabulary, such as `Factuality`; empty without one."""
    return gettext(_labels(vocabulary).get(value, value)) if value else ""


def collection_name(collection: str) -> str:
    """Returns what the pages call a collection: locations are places."""
    return gettext("Places") if collection == "locations" else label(collection, "Collection")


def definition(value: str | None, vocabulary: str) -> str:
    """Returns what a word of a vocabulary means; empty without one."""
    words: type[Vocabulary] = getattr(choices, vocabulary)
    return gettext(words(value).definition) if value in words.values else ""


def quad_class(value: int) -> str:
    """Returns the class of PLOVER that a number stands for."""
    return gettext(str(choices.QuadClass(value).label))


def title(record: dict[str, Any]) -> str:
    """Returns what a record is called: its title, name or proposition."""
    return next((record[name] for name in ("title", "name", "proposition") if record.get(name)), record["id"])


def country_name(code: str | None) -> str:
    """Returns the name of a country; empty without a code."""
    return gettext(_COUNTRIES.get(code, code)) if code else ""


def language_name(tag: str | None) -> str:
    """Returns the name of a language, by its tag in BCP 47; the tag itself where Django has no name."""
    try:
        return str(get_language_info(tag)["name_translated"]) if tag else ""
    except KeyError:
        return tag or ""


def number(value: Any) -> str:
    """Returns a number with its thousands apart."""
    return "" if value is None else number_format(value, force_grouping=True)


def day(text: str) -> str:
    """Returns a day, `2024-10-19`, as people write it."""
    return date_format(date.fromisoformat(text), "j F Y")


def moment(text: str) -> str:
    """Returns a time of the API, `2024-10-19T08:30:00Z`, as people write it."""
    return date_format(datetime.fromisoformat(text).astimezone(UTC), "j F Y, H:i") + " UTC"


def figure_words(figure: dict[str, Any]) -> str:
    """Returns the number of a figure as it was reported: `about 180`, `8 to 12`, `scores (at least 40)`."""
    value, low, high, qualifier = (figure[name] for name in ("value", "low", "high", "qualifier"))
    bounds = {"low": number(low), "high": number(high), "n": number(value)}
    if qualifier in _QUALIFIED and value is not None:
        return str(_QUALIFIED[qualifier]) % bounds
    if value is not None and low is not None and high is not None:
        return gettext("%(n)s (%(low)s to %(high)s)") % bounds
    if low is not None and high is not None:
        return bounds["n"] or gettext("%(low)s to %(high)s") % bounds
    word = label(qualifier, "Qualifier").lower()
    if low is not None:
        return gettext("%(word)s (at least %(low)s)") % (bounds | {"word": word})
    if high is not None:
        return gettext("%(word)s (at most %(high)s)") % (bounds | {"word": word})
    return bounds["n"] or word
