"""Compiles declarations into the columns of a statement and the functions that build items of its rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from typing import Any, Protocol

from events.models import Evidence
from events.records.common import QuoteSerializer, SupportingQuoteSerializer
from events.records.declaration import (
    Column,
    Columns,
    DeclaredSerializer,
    Derived,
    EitherReferenceSerializer,
    GroupSerializer,
    Id,
    Loaded,
    RecordSerializer,
    ReferenceSerializer,
    Words,
)
from events.records.representation import Representation
from events.records.schema_fields import column_at

Handle = Any
"""The identifier of a row in its source: the primary key in tables, another value in revisions."""
Row = tuple[Any, ...]
Make = Callable[[Row], Any]
_FIRST = 2
"""The index of the first column in a row: its handle and that of its owner come before."""


class Source(Protocol):
    """Where rows come from: the tables, or revisions. All values are JSON values."""

    def rows(self, table: "Table", owners: list[Handle]) -> list[Row]:
        """The rows of a table that belong to these owners: handle, owner, columns."""

    def references(self, table: "Table", many: "Many", owners: list[Handle]) -> Iterable[Row]:
        """The records that rows refer to by a many-to-many column: handle of the row, columns."""

    def quotations(self, table: "Table", owners: list[Handle], path: str = "") -> Iterable[Row]:
        """The quotations of these records: kind and handle of the supported row, columns."""

    def derived(self, handle: Handle, name: str, member: Derived, item: dict[str, Any]) -> Any:
        """A member that is derived from the other members of an item."""

    def evidence_counts(self, owners: list[Handle]) -> Mapping[Handle, int]:
        """How many quotations each event has, those of its children included."""

    def subjects(self, owners: list[Handle]) -> Iterable[tuple[Handle, str, str, str | None, bool]]:
        """The subjects of claims: claim, kind, id, key, and whether the subject is public."""

    def contradictions(
        self, owner: str, owners: list[Handle]
    ) -> Iterable[tuple[Handle, str, dict[str, Any], bool]]:
        """The contradictions of records: record, side, item, and whether both ends are public."""

    def claims_about(self, owners: list[Handle]) -> dict[Handle, list[Handle]]:
        """The published claims about events or their children."""


class Build:
    """The building of some records of a collection in one representation."""

    def __init__(
        self,
        source: Source,
        record: type[RecordSerializer],
        representation: Representation,
        owners: list[Handle],
    ) -> None:
        self.source, self.record, self.representation, self.owners = source, record, representation, owners

    def records(self) -> dict[Handle, dict[str, Any]]:
        """The records by their handles."""
        return {
            handle: item for handle, _, item in self.rows_of(record_table(self.record, self.representation))
        }

    def children(self, name: str, member: Any) -> dict[Handle, list[Any]]:
        """A list of each record, by its handle."""
        rows = self.rows_of(list_table(name, member, self.representation))
        return group((owner, item) for _, owner, item in rows)

    def rows_of(self, table: "Table") -> list[tuple[Handle, Handle, Any]]:
        """The handle, owner and item of each row of a table. Queries: 1, and 1 for each list."""
        return table.build(self, self.source.rows(table, self.owners))

    @cached_property
    def quotations(self) -> dict[str, dict[Handle, list[Any]]]:
        """The quotations by column of `Evidence`, empty for an event, and handle of the supported row.

        Queries: 1.
        """
        return self._quotations()

    def add_quotations(self, path: str) -> None:
        """Also read the quotations of rows that are related to these records by a path. Queries: 1."""
        for kind, by_handle in self._quotations(path).items():
            self.quotations[kind] |= by_handle

    def _quotations(self, path: str = "") -> dict[str, dict[Handle, list[Any]]]:
        quotations: dict[str, dict[Handle, list[Any]]] = defaultdict(lambda: defaultdict(list))
        table = quotation_table(self.record, self.representation)
        for kind, handle, *row in self.source.quotations(table, self.owners, path):
            quotation = table.make((kind, handle, *row))
            if kind:
                del quotation["supports"]
            quotations[kind][handle].append(quotation)
        return quotations


def group(pairs: Iterable[tuple[Handle, Any]]) -> dict[Handle, list[Any]]:
    """The second values of the pairs by the first; an empty list for a missing handle."""
    groups: dict[Handle, list[Any]] = defaultdict(list)
    for handle, value in pairs:
        groups[handle].append(value)
    return groups


class Many:
    """A many-to-many column of a table, with the columns of the records that it refers to."""

    def __init__(
        self, name: str, reference: type[ReferenceSerializer], representation: Representation
    ) -> None:
        self.name = name
        layout = Layout(representation)
        self.make = layout.reference(reference, "", offset=1)
        self.columns = tuple(layout.columns)


class Layout:
    """The columns of a statement, in the order in which the members of a declaration request them."""

    def __init__(self, representation: Representation) -> None:
        self.representation = representation
        self.columns: list[str] = []
        self.lists: list[tuple[tuple[str, ...], Any]] = []
        self.derived: list[tuple[str, Derived]] = []

    def add(self, path: str, offset: int) -> int:
        """Request a column and return its index in a row."""
        self.columns.append(path)
        return len(self.columns) - 1 + offset

    def object(
        self,
        declared: type[DeclaredSerializer],
        prefix: str = "",
        offset: int = _FIRST,
        path: tuple[str, ...] = (),
    ) -> Make:
        """The function that makes an object of a row. Plain columns are adjacent: one slice reads them."""
        members = list(declared.shown(self.representation))
        template: dict[str, Any] = dict.fromkeys(name for name, _ in members)
        plain = [(name, member) for name, member in members if self._is_plain(member)]
        start = len(self.columns) + offset
        for _, member in plain:
            self.add(prefix + member.path, offset)
        stop = len(self.columns) + offset
        names = tuple(name for name, _ in plain)
        nested = [
            (name, make)
            for name, member in members
            if not self._is_plain(member) and (make := self._part(name, member, prefix, offset, path))
        ]
        if len(names) == len(template):
            return lambda row: dict(zip(names, row[start:stop]))  # noqa: B905 - likewise

        def make_object(row: Row) -> dict[str, Any]:
            item = template.copy()
            item.update(zip(names, row[start:stop]))  # noqa: B905 - as many, and checked for each row otherwise
            for name, make in nested:
                item[name] = make(row)
            return item

        return make_object

    def reference(self, declared: type[ReferenceSerializer], prefix: str, offset: int = _FIRST) -> Make:
        """The function that makes a reference of a row; null for an empty foreign key."""
        if self.representation is Representation.SNAPSHOT:
            return self.snapshot_reference(declared.option("model"), prefix, offset)
        at = len(self.columns) + offset  # the id comes first
        make = self.object(declared, prefix, offset)
        return lambda row: None if row[at] is None else make(row)

    def snapshot_reference(self, model: Any, prefix: str, offset: int) -> Make:
        """The function that makes a reference as revisions store it."""
        at = self.add(f"{prefix}slug", offset)
        start = f"{model.COLLECTION.value}/"
        return lambda row: None if row[at] is None else {"ref": start + row[at]}

    def word(self, words: Words) -> Make:
        """The function that returns the one word of a row."""
        at = self.add(words.path, _FIRST)
        return lambda row: row[at]

    def _is_plain(self, member: Any) -> bool:
        return isinstance(member, Column) and not (member.guard and self.representation.public)

    def _part(self, name: str, member: Any, prefix: str, offset: int, path: tuple[str, ...]) -> Make | None:
        """The function that makes any other member; None for lists and derived members, added later."""
        match member:
            case Column(guard=(access, allowed)):
                at, access_at = self.add(prefix + member.path, offset), self.add(prefix + access, offset)
                guarded_value = member.guarded_value
                return lambda row: row[at] if row[access_at] in allowed else guarded_value
            case Id():
                if not self.representation.public:
                    return self.snapshot_reference(member.model, f"{prefix}{name}__", offset)
                at = self.add(f"{prefix}{name}__slug", offset)
                return lambda row: row[at]
            case Columns():
                first, *rest = [self.add(prefix + column, offset) for column in member.paths]
                after = first + 1 + len(rest)
                return lambda row: None if row[first] is None else list(row[first:after])
            case Derived():
                self.derived.append((name, member))
                return None
            case EitherReferenceSerializer():
                return self._either(member, prefix, offset)
            case GroupSerializer():
                return self.object(type(member), prefix, offset, (*path, name))
            case ReferenceSerializer():
                return self.reference(type(member), f"{prefix}{member.source or name}__", offset)
        self.lists.append(((*path, name), member))
        return None

    def _either(self, member: EitherReferenceSerializer, prefix: str, offset: int) -> Make:
        makes: list[Make] = []
        for kind, name in member.option("columns").items():
            model = column_at(member.option("model"), name).related_model
            if not self.representation.public:
                makes.append(self.snapshot_reference(model, f"{prefix}{name}__", offset))
                continue
            at = self.add(f"{prefix}{name}__slug", offset)
            self.add(f"{prefix}{name}__name", offset)
            makes.append(self._either_shown(at, kind))

        def make_either(row: Row) -> Any:
            return next((item for make in makes if (item := make(row)) is not None), None)

        return make_either

    def _either_shown(self, at: int, kind: str) -> Make:
        return lambda row: None if row[at] is None else {"id": row[at], "name": row[at + 1], "kind": kind}


class Table:
    """The rows of a record, or of one list of it, in one representation."""

    def __init__(
        self,
        name: str,
        model: Any,
        owner: str,
        order: tuple[str, ...],
        representation: Representation,
        declared: Any,
    ) -> None:
        self.name, self.model, self.owner, self.order = name, model, owner, order
        self.declared, self.representation = declared, representation
        layout = Layout(representation)
        self.make = layout.word(declared) if isinstance(declared, Words) else layout.object(declared)
        self.columns, self.derived = tuple(layout.columns), layout.derived
        self.lists = [
            ("/".join(path[:-1]), path[-1], self._reader(path, member)) for path, member in layout.lists
        ]

    def build(self, build: Build, rows: list[Row]) -> list[tuple[Handle, Handle, Any]]:
        """The handle, owner and item of each row, with its lists and derived members. Queries: 1 a list."""
        lists = [(group, name, read(build)) for group, name, read in self.lists]
        make, derive, built = self.make, build.source.derived, []
        for row in rows:
            handle, item = row[0], make(row)
            for group, name, values in lists:
                (item[group] if group else item)[name] = values[handle]
            for name, member in self.derived:
                item[name] = derive(handle, name, member, item)
            built.append((handle, row[1], item))
        return built

    def _reader(self, path: tuple[str, ...], member: Any) -> Callable[[Build], Mapping[Handle, Any]]:
        """The function that reads a list for all records at once."""
        if isinstance(member, Loaded):
            return member.function
        declared = None if isinstance(member, Words) else type(member.child)
        if declared is not None and issubclass(declared, ReferenceSerializer):
            many = Many(member.source or path[-1], declared, self.representation)
            return lambda build: group(
                (row[0], many.make(row)) for row in build.source.references(self, many, build.owners)
            )
        if declared is not None and issubclass(declared, QuoteSerializer):
            kind = self.declared.option("evidence")
            return lambda build: build.quotations[kind]
        return lambda build: build.children(path[-1], member)


@cache
def record_table(record: type[RecordSerializer], representation: Representation) -> Table:
    """The table of a record."""
    return Table("", record.option("model"), "pk", ("pk",), representation, record)


@cache
def list_table(name: str, member: Any, representation: Representation) -> Table:
    """The table of a list of a record."""
    if isinstance(member, Words):
        return Table(name, member.model, member.owner, ("pk",), representation, member)
    child = member.child
    order = child.option("order" if representation.public else "stored_order")
    return Table(name, child.model, child.owner, order, representation, type(child))


@cache
def quotation_table(record: type[RecordSerializer], representation: Representation) -> Table:
    """The table of the quotations that records of a collection rest on."""
    declared = SupportingQuoteSerializer
    order = declared.option("order" if representation.public else "stored_order")
    return Table("evidence", Evidence, record.option("evidence_owner"), order, representation, declared)
