"""What values must be: one table of rules, which forms, publishing, seeds and `manage.py check_data` all ask.

A record is read as revisions store it, so that no entry has rules of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

from events.choices import Basis, Collection, Factuality, Qualifier, Voice
from events.rules.codes import check_coding, check_external_id, check_iso_code, check_script
from events.rules.dates import Bounds, EventDate
from events.rules.figures import (
    WORDS_FOR_NUMBERS,
    FigureValues,
    bounds_doubt,
    check_numbers,
    complete_numbers,
)
from events.rules.json_text import json_digest
from events.rules.languages import read_language
from events.rules.plausible_dates import after_the_news, in_the_future, long_before_the_news
from events.rules.text import has_letters, quote_value
from events.rules.wordings import says_another_number, stands_in

Stored = Mapping[str, Any]
_DONE = (Factuality.OCCURRED, Factuality.ONGOING, Factuality.ALLEGED)
_NAMES = ("name", "title", "proposition")
_ATTRIBUTED_LISTS = ("participants", "places", "figures", "date_reports", "relations", "affiliations")


class Severity(StrEnum):
    """What becomes of a value that breaks a rule."""

    REFUSED = "refused"
    """It cannot be true."""
    DOUBTFUL = "doubtful"
    """It may be true: a person confirms it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules need to know beside a record."""

    today: date
    published: Mapping[str, Bounds]
    """When the articles were published, by their references."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A value of a record that breaks a rule."""

    rule: str
    severity: Severity
    part: str
    """The part that has the value, as `figures/wounded`; empty for the record itself."""
    message: str
    mark: str
    """SHA-256 of the values that were asked about: another value is another problem."""

    def __str__(self) -> str:
        return f"{self.part}: {self.message}" if self.part else self.message


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule about some members of all subjects of a kind."""

    severity: Severity
    name: str
    subject: str
    members: tuple[str, ...]
    check: Callable[..., str]
    """Takes the values of the members; returns what is wrong with them, or nothing. May raise ValueError."""

    def problem(self, record: str, part: str, values: Stored) -> Problem | None:
        """What is wrong with a subject of a record of this id."""
        asked = [values.get(name) for name in self.members]
        try:
            message = self.check(*asked)
        except ValueError as error:
            message = str(error)
        mark = mark_of(self.name, record, part, *asked)
        return Problem(self.name, self.severity, part, message, mark) if message else None


def mark_of(*values: Any) -> str:
    """A hash of values."""
    return json_digest(values)


def find_problems(collection: Collection, record: Stored, around: Surroundings) -> Iterator[Problem]:
    """The values of a stored record that break a rule."""
    subjects = list(_subjects(collection, record, around))
    for rule in RULES:
        for kind, part, values in subjects:
            if kind == rule.subject and (problem := rule.problem(record["id"], part, values)):
                yield problem


# The subjects of a record: kind, part, and values by member


def _subjects(
    collection: Collection, record: Stored, around: Surroundings
) -> Iterator[tuple[str, str, Stored]]:
    yield collection.value, "", record
    yield from (("text", name, {"text": record[name]}) for name in _NAMES if record.get(name))
    for name in ("language", "translated_from"):
        yield "language", name if name != "language" else "", {"language": record.get(name)}
    for one in record.get("names") or ():
        part = f"names/{one['name']}"
        yield "text", part, {"text": one["name"]}
        yield "language", part, one
    yield from (("external_id", "external_ids", one) for one in record.get("external_ids") or ())
    yield from (("coding", "codings", one) for one in record.get("codings") or ())
    if collection == Collection.ARTICLES:
        published_on = (record.get("publication_date") or {}).get("edtf")
        yield "moment", "publication_date", {"when": published_on, "today": around.today}
    if collection == Collection.CLAIMS:
        yield "attribution", "", {**record, "by": record.get("speakers")}
        yield "moment", "said_on", {"when": record.get("said_on"), "today": around.today}
    if collection == Collection.EVENTS:
        date = record.get("date") or {}
        dates = [around.published.get(one["article"]["ref"]) for one in record.get("sources") or ()]
        published = [when for when in dates if when]
        news = {"when": date.get("edtf"), "published": published, "today": around.today}
        yield "news", "date", {**record, **news}
        yield "moment", "date", {"when": date.get("last_reported"), "today": around.today}
    for name in _ATTRIBUTED_LISTS:
        for one in record.get(name) or ():
            part = f"{name}/{one['key']}"
            attribution = one.get("attribution") or {}
            quotes = [quote for row in one.get("evidence") or () if (quote := row.get("quote"))]
            values = one | {"quotes": quotes, "basis": attribution.get("basis")}
            yield "attribution", part, attribution
            if one.get("wording") and quotes:
                yield "wording", part, values
            if name == "figures":
                yield "figure", part, values


# The checks: plain values in, a sentence or nothing out


def _numbers(*numbers: Any) -> FigureValues:
    return FigureValues(*(None if one is None else Decimal(str(one)) for one in numbers))


def _check_numbers(qualifier: str | None, *numbers: Any) -> str:
    word = qualifier or Qualifier.EXACT
    check_numbers(word, complete_numbers(word, _numbers(*numbers)))
    return ""


def _doubt_bounds(*numbers: Any) -> str:
    doubt = bounds_doubt(_numbers(*numbers))
    return f"{doubt} Keep it only if the source prints it so." if doubt else ""


def _doubt_number(
    wording: str | None, quotes: list[str], derived: bool | None, basis: str | None, word: str, *numbers: Any
) -> str:
    stated = not derived and basis in (None, Basis.TEXT, Basis.CAPTION) and word not in WORDS_FOR_NUMBERS
    text = wording or " ".join(quotes)
    if stated and says_another_number(text, *_numbers(*numbers)):
        return f"Its number does not stand in {quote_value(text)}."
    return ""


def _doubt_wording(wording: str, quotes: list[str]) -> str:
    if stands_in(wording, quotes):
        return ""
    return f"{quote_value(wording)} does not stand in its quotation {quote_value(quotes[0])}."


def _check_voice(voice: str | None, by: Any, relayed_by: Any) -> str:
    voice = voice or Voice.ARTICLE
    if by and voice != Voice.ATTRIBUTED:
        return f"The voice is “{voice}”, and somebody is named who says so: make it “attributed”."
    if voice == Voice.ATTRIBUTED and not (by or relayed_by):
        return "It is attributed to nobody: name who says so, or make the voice “unknown”."
    return ""


def _check_letters(text: str) -> str:
    return "" if has_letters(text) else f"{quote_value(text)} has no letter and no digit."


def _check_language(language: str | None) -> str:
    if not language or (usual := read_language(language)) == language:
        return ""
    return f"Write the language {quote_value(language)} as “{usual}”."


def _raised_by(check: Callable[..., None]) -> Callable[..., str]:
    """A check that raises what is wrong, as one that returns it."""

    def checked(*values: Any) -> str:
        check(*(value or "" for value in values))
        return ""

    return checked


def _doubt_point(latitude: float | None, longitude: float | None) -> str:
    if latitude == 0 and longitude == 0:
        return "Its point is 0, 0, in the Gulf of Guinea, which mostly stands for an unknown one."
    return ""


def _bounds(when: Any) -> Bounds | None:
    """The bounds of a day or an EDTF string."""
    return EventDate.parse(str(when)).bounds if when else None


def _check_moment(when: Any, today: date) -> str:
    bounds = _bounds(when)
    return f"{bounds.start_earliest} is still to come." if bounds and in_the_future(bounds, today) else ""


def _check_news(when: Any, factuality: str | None, published: list[Bounds], today: date) -> str:
    factuality = factuality or Factuality.OCCURRED
    bounds = _bounds(when) if factuality in _DONE else None
    why = after_the_news(bounds, published, today) if bounds else ""
    return f"It cannot be “{factuality}”: {why}." if why else ""


def _doubt_news(when: Any, published: list[Bounds]) -> str:
    bounds = _bounds(when)
    why = long_before_the_news(bounds, published) if bounds else ""
    return f"Is the date right? {why[:1].upper()}{why[1:]}." if why else ""


_refused, _doubtful = partial(Rule, Severity.REFUSED), partial(Rule, Severity.DOUBTFUL)
_LOCATION = Collection.LOCATIONS.value
_NUMBERS = ("value", "low", "high")
_NUMBER_AND_WORDS = ("wording", "quotes", "derived", "basis", "qualifier", *_NUMBERS)
_NEWS = ("when", "factuality", "published", "today")
RULES = (
    _refused("numbers_are_those_of_the_qualifier", "figure", ("qualifier", *_NUMBERS), _check_numbers),
    _doubtful("bounds_are_in_order", "figure", _NUMBERS, _doubt_bounds),
    _doubtful("number_stands_in_the_wording", "figure", _NUMBER_AND_WORDS, _doubt_number),
    _doubtful("wording_stands_in_the_quotation", "wording", ("wording", "quotes"), _doubt_wording),
    _refused("voice_is_that_of_the_speakers", "attribution", ("voice", "by", "relayed_by"), _check_voice),
    _refused("text_has_a_letter", "text", ("text",), _check_letters),
    _refused("language_is_a_tag", "language", ("language",), _check_language),
    _refused("script_is_a_code", "language", ("script",), _raised_by(check_script)),
    _refused("code_is_of_its_scheme", "coding", ("scheme", "code"), _raised_by(check_coding)),
    _refused("id_is_of_its_scheme", "external_id", ("scheme", "value"), _raised_by(check_external_id)),
    _refused("iso_code_is_of_its_kind", _LOCATION, ("iso_code", "kind"), _raised_by(check_iso_code)),
    _doubtful("point_is_not_zero", _LOCATION, ("latitude", "longitude"), _doubt_point),
    _refused("past_is_not_to_come", "moment", ("when", "today"), _check_moment),
    _refused("event_is_not_after_its_news", "news", _NEWS, _check_news),
    _doubtful("event_is_not_long_before_its_news", "news", ("when", "published"), _doubt_news),
)
"""All rules; `docs/data-model.md` tells them."""
GROUND_RULES = ("number_stands_in_the_wording", "wording_stands_in_the_quotation")
"""Those that a value may break because its quotation was changed."""
