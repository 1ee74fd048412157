"""The past of a record: which of its states is asked for, and what the public may read of its revisions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from events.api.errors import ProblemError
from events.api.parameters import ParameterErrors, read_values
from events.api.record_lookup import get_published_pk
from events.choices import IdState
from events.filtersets.values import DateTimeValues, quote_value
from events.models import PublicId, Revision
from events.models.record import Record
from events.records.as_of import changed_members, load_as_of
from events.records.representation import format_timestamp

REVISION, AS_OF = "revision", "as_of"
STATE_PARAMETERS = (REVISION, AS_OF)
MAX_REVISION = 2**31 - 1
"""The highest number that a revision can have."""
UrlBuilder = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class StateRequest:
    """Which state of a record is asked for: that of a revision, or of a time."""

    number: int | None = None
    time: datetime | None = None


def read_state_request(query: QueryDict, wrong: ParameterErrors) -> StateRequest | None:
    """The state that is asked for; none for the present."""
    if REVISION in query and AS_OF in query:
        told = f"“{AS_OF}” and “{REVISION}” each name a state; give one of them."
        wrong.setdefault(AS_OF, ("conflict", told))
    if REVISION in query:
        number = read_revision_number(query, REVISION, wrong)
        return None if number is None else StateRequest(number=number)
    if AS_OF in query:
        return _read_as_of(query, wrong)
    return None


def read_revision_number(query: QueryDict, name: str, wrong: ParameterErrors) -> int | None:
    """The number of a revision."""
    text: Any = query.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    if not 0 < number <= MAX_REVISION:
        told = f"“{name}” is the number of a revision, from 1 to {MAX_REVISION}."
        wrong.setdefault(name, ("out_of_range", told))
        return None
    return number


def _read_as_of(query: QueryDict, wrong: ParameterErrors) -> StateRequest | None:
    times = read_values(query, AS_OF, DateTimeValues(), wrong)
    if times and times[0] > timezone.now():
        wrong[AS_OF] = ("invalid_time", f"“{AS_OF}” is a time that has passed; this one is yet to come.")
    return StateRequest(time=times[0]) if times else None


def get_historical_pk(model: type[Record], slug: str) -> int:
    """The key of the record whose past this id leads to, which for a merged id is the old record's.

    Raises: ProblemError where nothing of it is public. Queries: at most 4.
    """
    merged = PublicId.objects.filter(collection=model.COLLECTION, slug=slug, state=IdState.MERGED)
    successors = model.objects.published().values("slug")
    pk = merged.filter(successor__in=successors).values_list("object_pk", flat=True).first()
    return get_published_pk(model, slug, str) if pk is None else pk


def load_record_state(
    model: type[Record], slug: str, when: StateRequest, address: UrlBuilder
) -> dict[str, Any]:
    """The record as the public read it in that state.

    Raises: ProblemError where it did not, with the address of what it was merged into by then.
    Queries: at most 31.
    """
    pk = get_historical_pk(model, slug)
    if when.time is None:
        seq = get_revision_seq(model, pk, slug, when.number or 0)
    else:
        seq = _get_seq_at(model, pk, slug, when.time, address)
    return load_as_of(model.COLLECTION, [slug], seq)[slug]


def get_revision_seq(model: type[Record], pk: int, slug: str, number: int) -> int:
    """The change of a revision that was public. Raises: ProblemError, the same for all others. Queries: 1."""
    public = _record_revisions(model, pk).filter(number=number, public=True)
    seq = public.values_list("seq", flat=True).first()
    if seq is None:
        told = f"There is no public revision {number} of {quote_value(slug)} in {model.COLLECTION.value}."
        raise ProblemError(HTTPStatus.NOT_FOUND, "not_found", told)
    return seq


def _get_seq_at(model: type[Record], pk: int, slug: str, time: datetime, address: UrlBuilder) -> int:
    """The last change of all up to a time at which the record was public. Queries: at most 3."""
    mine = _record_revisions(model, pk)
    told = mine.exclude(change="").filter(at__lte=time).order_by("-number")
    held = told.values_list("seq", "public", "successor").first()
    if held is None or not held[1]:
        if held and held[2]:
            raise ProblemError(
                HTTPStatus.MOVED_PERMANENTLY,
                "merged",
                f"By then this record was merged into {quote_value(held[2])}.",
                headers={"Location": address(held[2])},
            )
        since = mine.filter(public=True).order_by("number").values_list("at", flat=True).first()
        words = (
            f"It has been public since {format_timestamp(since)}."
            if held is None
            else "It was withdrawn then."
        )
        told_ = f"{quote_value(slug)} was not public at {format_timestamp(time)}. {words}"
        raise ProblemError(HTTPStatus.NOT_FOUND, "not_found", told_)
    newest = Revision.objects.exclude(change="").filter(at__lte=time).order_by("-at", "-seq")
    return max(held[0], newest.values_list("seq", flat=True)[0])


def public_revisions(model: type[Record], pk: int) -> QuerySet[Revision]:
    """The revisions of a record that the public was told of."""
    return _record_revisions(model, pk).exclude(change="")


def serialize_revisions(model: type[Record], pk: int, keys: list[int]) -> list[dict[str, Any]]:
    """These revisions, the newest first, with the members that each changed. Queries: at most 8."""
    rows = list(Revision.objects.filter(pk__in=keys).order_by("number"))
    if not rows:
        return []
    before = (
        _record_revisions(model, pk)
        .filter(number__lt=rows[0].number, public=True)
        .order_by("-number")
        .first()
    )
    public = [row for row in (before, *rows) if row is not None and row.public]
    members = changed_members([row.record or {} for row in public])
    changed = {row.pk: names for row, names in zip(public[1:], members, strict=True)}
    return [
        {
            "revision": row.number,
            "seq": row.seq,
            "at": format_timestamp(row.at),
            "change": row.change,
            "public_reason": (not row.redacted and row.public_reason) or None,
            "successor": row.successor or None,
            "redacted": row.redacted,
            "changed": changed.get(row.pk, []),
        }
        for row in reversed(rows)
    ]


def _record_revisions(model: type[Record], pk: int) -> QuerySet[Revision]:
    return Revision.objects.filter(collection=model.COLLECTION, object_pk=pk)
