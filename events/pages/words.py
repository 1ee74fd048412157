"""Words for people: labels of vocabularies, numbers and dates, in the active language."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language_info, gettext, gettext_lazy

from events import choices
from events.choices.base import Vocabulary
from events.choices.countries import COUNTRY_CHOICES
from events.choices.plover import MODE_CHOICES
from events.rules.dates import EARLIEST, LATEST

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


def date_words(value: dict[str, Any] | None) -> str:
    """Returns a date of the API, with its bounds, in words: `between 1 and 31 October 2019`."""
    if not value or not value.get("edtf"):
        return gettext("date not known")
    first, end = (_bound(value[name], EARLIEST) for name in ("start_earliest", "end_earliest"))
    start, last = (_bound(value[name], LATEST) for name in ("start_latest", "end_latest"))
    if start == LATEST or first == EARLIEST or "/" in value["edtf"]:
        return _interval(value["edtf"], first, start, end, last)
    return _period(first, last)


def _bound(text: str | None, unbounded: date) -> date:
    return date.fromisoformat(text) if text else unbounded


def _period(first: date, last: date) -> str:
    """The days on which something lies: one, a month, a year, or between two."""
    if first == last:
        return date_format(first, "j F Y")
    if first.day == 1 and (first.year, first.month) == (last.year, last.month) and _ends_month(last):
        return date_format(first, "F Y")
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    between = {"first": date_format(first, "j F Y"), "last": date_format(last, "j F Y")}
    return gettext("between %(first)s and %(last)s") % between


def _ends_month(day_: date) -> bool:
    return day_ == LATEST or date.fromordinal(day_.toordinal() + 1).day == 1


def _interval(edtf: str, first: date, start: date, end: date, last: date) -> str:
    """From its start to its end, either of which may be open or not known."""
    _, slash, tail = edtf.partition("/")
    begins = gettext("start not known") if first == EARLIEST else _period(first, start)
    if slash and tail == "..":
        return gettext("%(start)s, going on") % {"start": begins}
    if slash and not tail:
        return gettext("%(start)s, end not known") % {"start": begins}
    ends = gettext("end not known") if last == LATEST else _period(end, last)
    return gettext("%(start)s to %(end)s") % {"start": begins, "end": ends}


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
