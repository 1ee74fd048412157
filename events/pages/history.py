"""What was changed of a record, and which of its states a page shows: out of the API's list of revisions."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from events.api.errors import bad_parameters
from events.api.parameters import MAX_LIMIT
from events.choices import PublicChange
from events.pages.answers import Json, RefusedError, ask
from events.pages.words import label

LAST_CHANGES = 3
"""So many changes the page of a record tells of."""
_PUBLIC = {PublicChange.UPSERT, PublicChange.UNMERGED, PublicChange.REDACTED}
_REDACTED = "█"
"""What stands for each character that was redacted."""


@dataclass(frozen=True, slots=True)
class State:
    """The past state of a record that a page shows, and the states before and after it."""

    revision: int
    at: str
    """Since when it was public so."""
    until: str
    """Until when; empty where it still is."""
    as_of: str
    """The time that was asked for; empty for a revision."""
    release: str
    """The name of the release that it is read from; empty outside of releases."""
    earlier: int | None
    later: int | None


def check_members(request: HttpRequest) -> None:
    """Refuses what selects members: a page shows a record whole. Raises: ProblemError."""
    detail = gettext("A page shows every member; “%(name)s” is asked of the API.")
    names = [name for name in ("fields", "omit", "format") if name in request.GET]
    if names:
        raise bad_parameters({name: ("unknown_parameter", detail % {"name": name}) for name in names})


def last_changes(request: HttpRequest, collection: str, record_id: str, limit: int) -> list[Json]:
    """Returns the newest changes of a record, described; none where its past is not public."""
    try:
        answer = ask(request, f"{collection}/{record_id}/revisions/", f"limit={limit + 1}")
    except RefusedError:
        return []
    return describe_changes(answer["results"][:limit], answer["results"][limit:])


def describe_changes(rows: list[Json], older: list[Json]) -> list[Json]:
    """Returns rows of revisions, the newest first, each with its change in `words`.

    `previous` is the public revision before it, and `readable` whether it is public itself; `older` are rows
    that come after them in the list, of which nothing is told.
    """
    everything = [*rows, *older]
    changes = []
    for place, row in enumerate(rows, start=1):
        before = everything[place:]
        previous = next((one["revision"] for one in before if is_public(one)), None)
        returned = bool(before) and not is_public(before[0])
        words = _change_words(row, returned=returned)
        changes.append(row | {"words": words, "previous": previous, "readable": is_public(row)})
    return changes


def is_public(row: Json) -> bool:
    """Whether the public reads the revision: it took the record out neither by withdrawal nor by a merge."""
    return row["change"] in _PUBLIC


def _change_words(row: Json, *, returned: bool) -> str:
    if row["change"] != PublicChange.UPSERT:
        return label(row["change"], "PublicChange")
    if row["revision"] == 1:
        return gettext("First published")
    return gettext("Published again") if returned else gettext("Changed")


def read_state(request: HttpRequest, collection: str, record: Json, release: str = "") -> State | None:
    """Returns which state of a record a page shows; None for that of today. Queries: those of the API."""
    if not (release or "as_of" in request.GET or "revision" in request.GET):
        return None
    number: int = record["revision"]
    rows = last_changes(request, collection, record["id"], MAX_LIMIT - 1)
    public = [row["revision"] for row in rows if is_public(row)]
    times: dict[int, str] = {row["revision"]: row["at"] for row in rows}
    return State(
        revision=number,
        at=times.get(number) or record["updated_at"],
        until=min((at for revision, at in times.items() if revision > number), default=""),
        as_of=request.GET.get("as_of", ""),
        release=release,
        earlier=max((one for one in public if one < number), default=None),
        later=min((one for one in public if one > number), default=None),
    )


def has_redaction(value: Any) -> bool:
    """Whether a record has a passage that was redacted."""
    if isinstance(value, dict):
        return any(map(has_redaction, value.values()))
    if isinstance(value, list):
        return any(map(has_redaction, value))
    return isinstance(value, str) and _REDACTED in value
