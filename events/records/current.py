"""The tables as a source of rows: the records as they are now."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from events.choices import ReviewStatus
from events.models import ClaimSubject, Evidence
from events.models.evidence import SUPPORTED_MODELS
from events.records.cached_queries import fetch_rows
from events.records.contradiction import contradiction_rows, end_columns, end_of
from events.records.declaration import Derived
from events.records.table import Many, Row, Table

_SUPPORTED_COLUMNS = tuple(f"{name}_id" for name in SUPPORTED_MODELS)
_SUBJECTS = {
    "event": ("event", None),
    "relation": ("relation__event", "relation__key"),
    "figure": ("figure__event", "figure__key"),
    "affiliation": ("affiliation__actor", "affiliation__key"),
    "participation": ("participation__event", "participation__key"),
}


class CurrentSource:
    """The rows of the tables as they are now."""

    def rows(self, table: Table, owners: list[int]) -> list[Row]:
        """The rows of a table that belong to these records. Queries: 1."""
        owner = table.owner if table.owner == "pk" else f"{table.owner}_id"
        return fetch_rows(table.model, table.owner, owners, ("pk", owner, *table.columns), table.order)

    def references(self, table: Table, many: Many, owners: list[int]) -> list[Row]:
        """The columns of the records that rows refer to by a many-to-many column, by id. Queries: 1."""
        relation = table.model._meta.get_field(many.name)
        column, target = relation.m2m_column_name(), relation.m2m_reverse_field_name()
        owner = column.removesuffix("_id") + ("" if table.owner == "pk" else f"__{table.owner}")
        columns = tuple(f"{target}__{name}" for name in many.columns)
        through = relation.remote_field.through
        # Django inserts such rows in the order of internal keys, which must not become visible.
        return fetch_rows(through, owner, owners, (column, *columns), (column, f"{target}__slug"))

    def quotations(self, table: Table, owners: list[int], path: str = "") -> Iterator[Row]:
        """The quotations of these records. Queries: 1."""
        columns = ("event_id", *_SUPPORTED_COLUMNS, *table.columns)
        start = 1 + len(SUPPORTED_MODELS)
        for row in fetch_rows(Evidence, path or table.owner, owners, columns, table.order):
            for kind, pk in zip(SUPPORTED_MODELS, row[1:start], strict=True):
                if pk is not None:
                    yield (kind, pk, *row[start:])
                    break
            else:
                yield ("", row[0], *row[start:])

    def derived(self, handle: int, name: str, member: Derived, item: dict[str, Any]) -> Any:
        """A member that is derived from the other members of an item."""
        return member.function(item)

    def evidence_counts(self, owners: list[int]) -> Counter[int]:
        """How many quotations each event has, those of its children included. Queries: 1."""
        return Counter(
            event for (event,) in fetch_rows(Evidence, "event", owners, ("event_id",), ("event_id",))
        )

    def subjects(self, owners: list[int]) -> Iterator[tuple[int, str, str, str | None, bool]]:
        """The subjects of claims: claim, kind, id, key, and whether the subject is public. Queries: 1."""
        columns: list[str] = []
        for record, key in _SUBJECTS.values():
            columns += [f"{record}__slug", f"{record}__review_status", key or f"{record}__slug"]
        for claim, *row in fetch_rows(ClaimSubject, "claim", owners, ("claim_id", *columns)):
            for (kind, (_, has_key)), slug, status, key in zip(
                _SUBJECTS.items(), row[::3], row[1::3], row[2::3], strict=True
            ):
                if slug is not None:
                    yield claim, kind, slug, key if has_key else None, status == ReviewStatus.PUBLISHED

    def contradictions(
        self, owner: str, owners: list[int]
    ) -> Iterator[tuple[int, str, dict[str, Any], bool]]:
        """The contradictions of records: record, side, item, and whether both ends are public.

        Queries: 1.
        """
        wanted = set(owners)
        rows = contradiction_rows(owner, wanted)
        for how, note, *columns in rows.values_list(
            "how", "note", *end_columns("left"), *end_columns("right")
        ):
            half = len(columns) // 2
            ends = end_of(columns[:half]), end_of(columns[half:])
            public = all(status == ReviewStatus.PUBLISHED for *_, status in ends)
            item = {"how": how, "note": note or None, "left": ends[0][0], "right": ends[1][0]}
            side_by_pk = {
                pk: side
                for side, (_, kind, pk, _) in zip(("right", "left"), ends[::-1], strict=True)
                if kind == owner
            }
            for pk in side_by_pk.keys() & wanted:
                yield pk, side_by_pk[pk], item, public

    def claims_about(self, owners: list[int]) -> dict[int, list[int]]:
        """The published claims about events or their children. Queries: 4."""
        about: dict[int, dict[int, None]] = defaultdict(dict)
        for path in ("event", "relation__event", "figure__event", "participation__event"):
            columns = (path, "claim_id", "claim__review_status")
            # The status is filtered in Python: in SQL, SQLite would begin with all public claims.
            for event, claim, status in fetch_rows(ClaimSubject, path, owners, columns, ("claim_id",)):
                if status == ReviewStatus.PUBLISHED:
                    about[event][claim] = None
        return {event: list(claims) for event, claims in about.items()}
