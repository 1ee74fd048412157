"""Totals of figures in words: a number where there is one, else its bounds, never a zero for unknown."""

from django.utils.translation import gettext

from events.pages.answers import Json
from events.pages.words import number


def range_words(total: Json) -> str:
    """Returns `{low, value, high}` in words; empty where nothing is known."""
    low, value, high = total["low"], total["value"], total["high"]
    words = {"low": number(low), "value": number(value), "high": number(high)}
    if low is None and value is None:
        return "" if high is None else gettext("at most %(high)s") % words
    if low == high and value in (None, low):
        return words["low"]
    if value is None or value == low:
        return gettext("at least %(low)s") % words if high is None else gettext("%(low)s to %(high)s") % words
    if low in (None, value) and high in (None, value):
        return words["value"]
    if high is None:
        return gettext("%(value)s, at least %(low)s") % words
    return gettext("%(value)s (%(low)s to %(high)s)") % words
