"""Whether dates of events and articles can be true, beside those of publication and today."""

from collections.abc import Sequence
from datetime import date, timedelta

from events.rules.dates import LATEST, Bounds

_ONE_DAY = timedelta(days=1)
"""It is tomorrow already in Auckland when news of it is printed in New York."""
_LONG_BEFORE = 100
_ANCIENT = 1000
"""Years."""


def after_the_news(begins: Bounds, published: Sequence[Bounds], today: date) -> str:
    """Why something cannot have occurred yet: it begins after all its articles, or after today."""
    begin = begins.start_earliest
    if in_the_future(begins, today):
        return f"it begins on {begin}, after today; what is still to come is planned or expected"
    newest = max((one.end_latest for one in published), default=LATEST)
    if newest != LATEST and begin > newest + _ONE_DAY:
        return f"it begins on {begin}, after the last of its articles was published on {newest}"
    return ""


def long_before_the_news(begins: Bounds, published: Sequence[Bounds]) -> str:
    """What is odd about something that was long ago."""
    if begins.start_latest.year < _ANCIENT:
        return f"it began before the year {_ANCIENT}"
    oldest = min((one.start_earliest for one in published), default=None)
    if oldest is not None and begins.start_latest.year < oldest.year - _LONG_BEFORE:
        return f"it began more than {_LONG_BEFORE} years before the first of its articles"
    return ""


def in_the_future(when: Bounds, today: date) -> bool:
    """Whether something that is over, such as a publication, would be still to come."""
    return when.start_earliest > today + _ONE_DAY
