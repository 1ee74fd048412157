"""What a claim is about: its subjects, each with the title of its record and the part that is meant."""

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpRequest

from events.pages.answers import Json, ask_by_ids
from events.pages.links import OWNERS, end_address, end_words
from events.pages.words import figure_words, label, title

_PARTS = {"figure": "figures", "participation": "participants"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A record, or a part of one."""

    kind_words: str
    address: str
    title: str
    """That of its record."""
    part: str
    """The part in words; its key where these are not known."""


def subjects_of(request: HttpRequest, claim: Json) -> list[Subject]:
    """Returns what a claim is about. Queries: those of one list for each collection."""
    ids = defaultdict(set)
    for end in claim["about"]:
        ids[OWNERS[end["kind"]]].add(end["id"].partition("/")[0])
    records = {
        (collection, record_id): record
        for collection, wanted in ids.items()
        for record_id, record in ask_by_ids(request, collection, sorted(wanted)).items()
    }
    return [_subject(end, records) for end in claim["about"]]


def _subject(end: Json, records: dict[tuple[str, str], Json]) -> Subject:
    record_id, _, key = end["id"].partition("/")
    record = records.get((OWNERS[end["kind"]], record_id), {"id": record_id})
    part = next((one for one in record.get(_PARTS.get(end["kind"], ""), ()) if one["key"] == key), None)
    words = key
    if part and end["kind"] == "figure":
        words = f"{label(part['measure'], 'Measure')}: {figure_words(part)}"
    elif part:
        words = f"{label(part['role'], 'ParticipantRole')}: {part['actor']['name']}"
    return Subject(end_words(end), end_address(end), title(record), words)
