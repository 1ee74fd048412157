"""The records that changed between two releases."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from events.choices import Collection, PublicChange
from events.models import Revision
from events.releases.readable_state import is_still_public, newest_revisions, was_public

RecordId = tuple[str, str]
"""A collection and an id."""
ADDED, CHANGED, WITHDRAWN, MERGED = "added", "changed", "withdrawn", "merged"
RECORD_CHANGE_KINDS = (
    (ADDED, "Only the later release holds it."),
    (CHANGED, "Both hold it, and it was changed between them."),
    (WITHDRAWN, "Only the earlier release held it: it was withdrawn between them."),
    (MERGED, "Only the earlier release held it: it went into its successor between them."),
)
"""The kinds of change of a record from one release to another."""


def changed_between(since: int, seq: int, collection: Collection | None = None) -> QuerySet[Revision]:
    """The last revision, between two states, of each record that differs between them.

    The query reads the changes, not the ids: a page costs the same however few of a million ids changed.
    """
    between = Revision.objects.filter(public_seq__gt=since, public_seq__lte=seq)
    if collection is not None:
        between = between.filter(collection=collection)
    in_either = Q(public=True, readable=True) | Q(public=False, was_public=True)
    # No anti-join: PostgreSQL would compute the other conditions of every revision first.
    last_revisions = between.filter(public_seq=Subquery(newest_revisions(seq).values("public_seq")[:1]))
    return last_revisions.alias(was_public=was_public(since), readable=is_still_public()).filter(in_either)


def describe_changes(pks: list[int], since: int, seq: int) -> list[dict[str, Any]]:
    """Describes the change of the record of each of these revisions, in their order.

    Queries: 1, and 1 for each step of merges.
    """
    public_changes = newest_revisions(seq)  # those of a record after its withdrawal are not public
    rows = Revision.objects.filter(pk__in=pks).values(
        *("pk", "collection", "slug", "revision", "public", "successor"),
        was_public=was_public(since),
        revision_before=Subquery(newest_revisions(since).values("revision")[:1]),
        last_change=Subquery(public_changes.values("change")[:1]),
        last_reason=Subquery(public_changes.values("public_reason")[:1]),
    )
    rows_by_pk = {row["pk"]: row for row in rows}
    successors = _final_successors(rows_by_pk.values(), seq)
    return [_describe_change(rows_by_pk[pk], successors) for pk in pks]


def _describe_change(row: dict[str, Any], successors: dict[RecordId, str]) -> dict[str, Any]:
    if row["public"]:
        change = CHANGED if row["was_public"] else ADDED
    else:
        change = MERGED if row["last_change"] == PublicChange.MERGED else WITHDRAWN
    return {
        "collection": row["collection"],
        "id": row["slug"],
        "change": change,
        "revision_before": row["revision_before"] if row["was_public"] else None,
        "revision": row["revision"] if row["public"] else None,
        "successor": successors.get((row["collection"], row["slug"])) if change == MERGED else None,
        "public_reason": row["last_reason"] or None,
    }


def _final_successors(rows: Iterable[dict[str, Any]], seq: int) -> dict[RecordId, str]:
    """The final successor of each merged record in the state: a successor may be merged in turn."""
    successors = {(row["collection"], row["slug"]): row["successor"] for row in rows if row["successor"]}
    level = {(collection, slug) for (collection, _), slug in successors.items()}
    while level:
        merged = Revision.objects.filter(
            pk=Subquery(newest_revisions(seq).values("pk")[:1]),
            change=PublicChange.MERGED,
            collection__in={collection for collection, _ in level},
            slug__in={slug for _, slug in level},
        )
        rows_of_level = merged.values_list("collection", "slug", "successor")
        following = {(collection, slug): successor for collection, slug, successor in rows_of_level}
        successors = {key: following.get((key[0], slug), slug) for key, slug in successors.items()}
        level = {(collection, slug) for (collection, _), slug in following.items()}
    return successors
