"""Finding one public record by its id, as it is or was, or the reason why it is not public."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from events.api.errors import merged, not_found, withdrawn
from events.api.parameters import ParameterErrors, read_values
from events.choices import IdState, ReviewStatus
from events.filtersets.values import DateTimeValues, quote_value
from events.models import PublicId, Revision
from events.models.record import Record
from events.records.as_of import changed_members, load_as_of
from events.records.representation import format_timestamp
from events.rules.text import ID_PATTERN


def get_published_pk(model: type[Record], slug: str, address: Callable[[str], str]) -> int:
    """Returns the primary key of a published record; `address` builds the address of a record from its id.

    Raises: ProblemError if there is none, for a merged record with the address of its successor.
    Queries: 1, and up to 2 if it is not found.
    """
    collection = model.COLLECTION
    missing = not_found(f"There is no {quote_value(slug)} in {collection.value}.")
    if not ID_PATTERN.match(slug):
        raise missing
    records: QuerySet = model.objects.all()
    row = records.filter(slug=slug).values_list("pk", "review_status", "withdrawn_reason").first()
    if row is None:
        public_ids = PublicId.objects.filter(collection=collection, slug=slug, state=IdState.MERGED)
        successor = public_ids.values_list("successor", flat=True).first()
        if successor and model.objects.published().filter(slug=successor).exists():
            raise merged(f"This record was merged into {quote_value(successor)}.", address(successor))
        raise missing
    pk, status, reason = row
    if status == ReviewStatus.WITHDRAWN:
        raise withdrawn(reason)
    if status != ReviewStatus.PUBLISHED:
        raise missing
    return int(pk)


REVISION, AS_OF = "revision", "as_of"
STATE_PARAMETERS = (REVISION, AS_OF)
MAX_REVISION = 2**31 - 1
"""The highest number that a revision can have."""
State = int | datetime
"""A past state of a record: that which a revision left, by its number, or that of a time."""


def read_state(query: QueryDict, errors: ParameterErrors) -> State | None:
    """Returns the state that a query asks for; None for the present, or with an error."""
    if REVISION in query and AS_OF in query:
        detail = f"“{AS_OF}” and “{REVISION}” each name a state; give one of them."
        errors.setdefault(AS_OF, ("conflict", detail))
    if REVISION in query:
        return read_revision_number(query, REVISION, errors)
    if AS_OF not in query:
        return None
    times = read_values(query, AS_OF, DateTimeValues(), errors)
    if times and times[0] > timezone.now():
        errors[AS_OF] = ("invalid_time", f"“{AS_OF}” is a time that has passed; this one is yet to come.")
    return times[0] if times else None


def read_revision_number(query: QueryDict, name: str, errors: ParameterErrors) -> int | None:
    """Returns the number of a revision; None with an error."""
    text: Any = query.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    if not 0 < number <= MAX_REVISION:
        detail = f"“{name}” is the number of a revision, from 1 to {MAX_REVISION}."
        errors.setdefault(name, ("out_of_range", detail))
        return None
    return number


def get_historical_pk(model: type[Record], slug: str) -> int:
    """Returns the primary key of the record with this id, public or merged into a public one.

    Raises: ProblemError if its past is not public. Queries: at most 4.
    """
    public_ids = PublicId.objects.filter(collection=model.COLLECTION, slug=slug, state=IdState.MERGED)
    successors = model.objects.published().values("slug")
    pk = public_ids.filter(successor__in=successors).values_list("object_pk", flat=True).first()
    return get_published_pk(model, slug, str) if pk is None else pk


def load_record_state(
    model: type[Record], slug: str, state: State, address: Callable[[str], str]
) -> dict[str, Any]:
    """Returns the record as it was public in a state.

    Raises: ProblemError if it was not, for a record merged by then with the address of its successor.
    Queries: at most 31.
    """
    pk = get_historical_pk(model, slug)
    if isinstance(state, int):
        seq = get_revision_seq(model, pk, slug, state)
    else:
        seq = _get_seq_at(model, pk, slug, state, address)
    return load_as_of(model.COLLECTION, [slug], seq)[slug]


def get_revision_seq(model: type[Record], pk: int, slug: str, number: int) -> int:
    """Returns the change of a public revision. Raises: ProblemError, the same for all others. Queries: 1."""
    public = public_revisions(model, pk).filter(revision=number, public=True)
    if (seq := public.values_list("public_seq", flat=True).first()) is None:
        name = f"{quote_value(slug)} in {model.COLLECTION.value}"
        raise not_found(f"There is no public revision {number} of {name}.")
    return seq


def _get_seq_at(
    model: type[Record], pk: int, slug: str, time: datetime, address: Callable[[str], str]
) -> int:
    """Returns the last change up to a time, at which the record was public.

    Raises: ProblemError if it was not. Queries: at most 3.
    """
    changes = Revision.objects.in_feed().filter(at__lte=time)
    revisions = public_revisions(model, pk)
    until = revisions.filter(at__lte=time).order_by("-revision")
    last = until.values_list("public_seq", "public", "successor", named=True).first()
    if last is None or not last.public:
        if last and last.successor:
            detail = f"By then this record was merged into {quote_value(last.successor)}."
            raise merged(detail, address(last.successor))
        reason = "It was withdrawn then."
        if last is None:
            first_at = revisions.filter(public=True).order_by("revision").values_list("at", flat=True).first()
            reason = f"It has been public since {format_timestamp(first_at)}."
        raise not_found(f"{quote_value(slug)} was not public at {format_timestamp(time)}. {reason}")
    newest = changes.order_by("-at", "-public_seq").values_list("public_seq", flat=True)[0]
    return max(last.public_seq or 0, newest or 0)


def public_revisions(model: type[Record], pk: int) -> QuerySet[Revision]:
    """The revisions of a record that are public changes."""
    return Revision.objects.in_feed().filter(collection=model.COLLECTION, object_pk=pk)


def serialize_revisions(model: type[Record], pk: int, keys: list[int]) -> list[dict[str, Any]]:
    """Returns these revisions, the newest first, with the members that each changed. Queries: at most 8."""
    rows = list(Revision.objects.filter(pk__in=keys).order_by("revision"))
    if not rows:
        return []
    earlier = public_revisions(model, pk).filter(revision__lt=rows[0].revision, public=True)
    previous = earlier.order_by("-revision").first()
    public = [row for row in (previous, *rows) if row is not None and row.public]
    members = changed_members([row.record or {} for row in public])
    changed = {row.pk: names for row, names in zip(public[1:], members, strict=True)}
    return [
        {
            "revision": row.revision,
            "seq": row.public_seq,
            "at": format_timestamp(row.at),
            "change": row.change,
            "public_reason": (not row.redacted_in_public and row.public_reason) or None,
            "successor": row.successor or None,
            "redacted": row.redacted_in_public,
            "changed": changed.get(row.pk, []),
        }
        for row in reversed(rows)
    ]
