"""A typed line, read as a query of the API: places, actors, times, types of events and what is counted.

The reading is shown word by word and never forced: what is not read stays full text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext

from events.pages.addresses import COLLECTION_OF_KIND
from events.pages.answers import Json, ask
from events.pages.typed_dates import TypedDate, read_date
from events.pages.typed_words import EVENT_TYPES, MEASURES, STOP_WORDS
from events.pages.words import label
from events.rules.words import name_key

MAX_WORDS, MAX_NAME_WORDS, MAX_NAMESAKES, MAX_TRANSLITERATED = 16, 4, 3, 12
PARAMETERS = {"locations": "location", "actors": "participant"}
"""The filters that take the records of a name."""
_OPERATORS = re.compile(r'["()*“”„]|\b(?:AND|OR|NOT)\b')
# The signs of questions, clauses and quotations, in either script.
_EDGES = "?!.,;:؟،؛…'’‘`«»[]{}/\\"  # noqa: RUF001
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of the line that stand for a value of a filter."""

    words: str
    parameter: str
    value: str
    label: str
    kind: str = ""
    """What it is, in words: place, actor, time."""


@dataclass(slots=True)
class Question:
    """What a line asks."""

    line: str
    readings: list[Reading] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    """The words that are no filter."""
    content: list[str] = field(default_factory=list)
    """All words but those that only make a question of it."""
    measure: str = ""
    """What is counted: killed, injured."""
    month: TypedDate | None = None
    """A month of whatever year."""
    month_words: str = ""

    @property
    def text(self) -> str:
        """The line as full text."""
        return " ".join(self.content)

    @property
    def known_text(self) -> str:
        """The same with the names and words that were read as the API writes them; for other scripts."""
        text = f" {self.text} "
        for reading in self.readings:
            text = text.replace(f" {reading.words} ", f" {reading.label} ")
        words = text.split()
        known = MEASURES | EVENT_TYPES
        return self.text if self.text.isascii() else " ".join(known.get(word, word) for word in words)

    @property
    def some_words(self) -> str:
        """Any of the words that are no filter; where all are one, any of them."""
        return " OR ".join(self.rest or self.content)

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The filters of events that were read."""
        return [(reading.parameter, reading.value) for reading in self.readings]

    @property
    def words(self) -> list[tuple[str, str]]:
        """What is left as full text, as a filter, if anything is."""
        return [("q", " ".join(self.rest))] if self.rest else []


def read_question(request: HttpRequest, line: str) -> Question:
    """Reads a line. Queries: those of the API for its names: 2, and a few for each name that there is."""
    question = Question(line)
    if _OPERATORS.search(line):
        question.content = question.rest = [line]
        return question
    words = (word.strip(_EDGES) for word in line.translate(_DIGITS).split())
    typed = [word for word in words if any(map(str.isalnum, word))]
    folded = [word.casefold() for word in typed]
    question.content = [word for word, key in zip(typed, folded, strict=True) if key not in STOP_WORDS]
    question.content = (question.content or typed)[:MAX_WORDS]
    taken: set[int] = set()
    _read_dates(question, typed, folded, taken)
    _read_names(request, question, typed, folded, taken)
    _read_kinds(question, typed, folded, taken)
    question.rest = [
        word for place, word in enumerate(typed) if place not in taken and folded[place] not in STOP_WORDS
    ][:MAX_WORDS]
    return question


def _read_dates(question: Question, typed: list[str], folded: list[str], taken: set[int]) -> None:
    """The dates: one, or the span from the first to the last."""
    found: list[tuple[int, TypedDate]] = []
    place = 0
    while place < len(folded):
        if date := read_date(folded[place:]):
            found.append((place, date))
            place += date.words
        else:
            place += 1
    if "may" in folded:  # a verb, unless a year or a day stands beside it
        found = [(place, date) for place, date in found if folded[place] != "may" or date.edtf]
    dated = [(place, date) for place, date in found if date.edtf]
    for place, date in dated or found[:1]:
        taken |= set(range(place, place + date.words))
    if not dated:
        if found:
            place, question.month = found[0]
            question.month_words = " ".join(typed[place : place + question.month.words])
        return
    first, last = min(date.edtf for _, date in dated), max(date.edtf for _, date in dated)
    value = said = first if first == last else f"{first}/{last}"
    before = folded[dated[0][0] - 1] if dated[0][0] else ""
    if first == last and before in ("since", "after", "منذ"):
        value, said = f"{first}/..", f"{gettext('Since').lower()} {first}"
    words = " ".join(typed[place] for place in sorted(taken))
    question.readings.append(Reading(words, "date", value, said, gettext("time")))


def _spans(folded: list[str], taken: set[int]) -> Iterator[tuple[int, int]]:
    """The runs of words that may be a name, the longest first."""
    for length in range(min(MAX_NAME_WORDS, len(folded)), 0, -1):
        for start in range(len(folded) - length + 1):
            run = range(start, start + length)
            edges = {folded[start], folded[start + length - 1]}
            counted = MEASURES.keys() & folded[start : start + length]
            if not taken & set(run) and not edges & STOP_WORDS and not counted:
                yield start, start + length


def _read_names(
    request: HttpRequest, question: Question, typed: list[str], folded: list[str], taken: set[int]
) -> None:
    """The names of places and actors; what is the name of both is a place."""
    spans = list(_spans(folded[:MAX_WORDS], taken))
    if not spans:
        return
    names = urlencode([("name", " ".join(typed[start:end])) for start, end in spans])
    wanted = {
        collection: {
            record["id"]: record for record in ask(request, f"{collection}/", f"{names}&limit=50")["results"]
        }
        for collection in PARAMETERS
    }
    if not any(wanted.values()):
        _read_foreign_name(request, question, typed, spans, taken)
    for start, end in spans:
        run = set(range(start, end))
        if taken & run or not any(wanted.values()):
            continue
        words = " ".join(typed[start:end])
        for collection, records in _called(request, words, wanted).items():
            _add_names(question, words, collection, records)
            taken |= run
            for record in records:
                del wanted[collection][record["id"]]


def _add_names(question: Question, words: str, collection: str, records: list[Json]) -> None:
    kind = gettext("place") if collection == "locations" else gettext("who took part")
    parameter = PARAMETERS[collection]
    question.readings += [Reading(words, parameter, one["id"], one["name"], kind) for one in records]


def _read_foreign_name(
    request: HttpRequest, question: Question, typed: list[str], spans: list[tuple[int, int]], taken: set[int]
) -> None:
    """A name in another script than those it is known in, as suggestions transliterate it; the longest."""
    for start, end in [span for span in spans if not typed[span[0]].isascii()][:MAX_TRANSLITERATED]:
        words = typed[start:end]
        if EVENT_TYPES.keys() & words:
            continue
        query = urlencode([("q", " ".join(words)), ("kind", "location"), ("kind", "actor"), ("limit", 1)])
        for one in ask(request, "suggest/", query)["results"]:
            if one["matched"].isascii() and len(one["matched"].split()) == len(words):
                _add_names(question, " ".join(words), COLLECTION_OF_KIND[one["kind"]], [one])
                taken |= set(range(start, end))
                return


def _called(request: HttpRequest, name: str, wanted: dict[str, dict[str, Json]]) -> dict[str, list[Json]]:
    """The wanted places, else the actors, of a name; a single word has to be a name, no description."""
    for collection, records in wanted.items():
        key = name_key(name)
        if own := [record for record in records.values() if name_key(record["name"]) == key]:
            return {collection: own[:MAX_NAMESAKES]}
    for collection, records in wanted.items():
        if not records:
            continue
        query = urlencode({"name": name, "limit": MAX_NAMESAKES + 1})
        called = [one for one in ask(request, f"{collection}/", query)["results"] if one["id"] in records]
        if called and " " not in name:
            kind = "location" if collection == "locations" else "actor"
            suggested = ask(request, "suggest/", urlencode({"q": name, "kind": kind, "limit": 5}))["results"]
            exact = {one["id"] for one in suggested if one["match"] == "exact"}
            called = [record for record in called if record["id"] in exact]
        if 0 < len(called) <= MAX_NAMESAKES:
            return {collection: called}
    return {}


def _read_kinds(question: Question, typed: list[str], folded: list[str], taken: set[int]) -> None:
    """What is counted, and the types of events; of each the first."""
    for place, word in enumerate(folded):
        if place in taken:
            continue
        if not question.measure and (measure := MEASURES.get(word)):
            question.measure = measure
            taken.add(place)
        elif word in EVENT_TYPES and not any(one.parameter == "event_type" for one in question.readings):
            value, kind = EVENT_TYPES[word], gettext("what was done")
            name = label(value, "EventType")
            question.readings.append(Reading(typed[place], "event_type", value, name, kind))
            taken.add(place)
