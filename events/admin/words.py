"""What a curator reads of a date, in words."""

from events.models.dated import Dated
from events.rules.dates import EARLIEST, LATEST


def bounds_in_words(dated: Dated) -> str:
    """The days between which something began and ended, as a sentence."""
    if not dated.date_edtf and dated.start_earliest == EARLIEST and dated.end_latest == LATEST:
        return "Nothing is known of its time."
    days = [
        "any time" if day in (EARLIEST, LATEST) else f"{day:%-d %B %Y}"
        for day in (dated.start_earliest, dated.start_latest, dated.end_earliest, dated.end_latest)
    ]
    if days == days[:1] * 4:
        return f"On {days[0]}."
    began, ended = _between(days[0], days[1]), _between(days[2], days[3])
    return f"It began {began} and ended {ended}."


def _between(first: str, last: str) -> str:
    if first == last:
        return f"at {first}" if first == "any time" else f"on {first}"
    if first == "any time":
        return f"on {last} or before"
    return f"on {first} or later" if last == "any time" else f"between {first} and {last}"
