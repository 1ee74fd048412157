"""How the records of one collection are written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from events.models import ExternalId
from events.records.restore.children import ChildSpec
from events.records.restore.columns import Columns, same_named


@dataclass(frozen=True, slots=True)
class RestoreSpec:
    """What a stored record of a collection becomes in the tables."""

    columns: Columns
    parts: tuple[ChildSpec, ...] = ()
    many: Mapping[str, str] = field(default_factory=dict)
    """Many-to-many columns, with where their references stand in the record."""
    quoted_by: str = ""
    """The lookup from `Evidence` to the record, where it or its parts rest on quotations."""
    quoted_as: str | None = None
    """The column of `Evidence` for the record itself, empty for an event; none where its parts alone are."""


def external_ids_spec(owner: str) -> ChildSpec:
    """The ids that other databases give to a record."""
    return ChildSpec("external_ids", ExternalId, owner, same_named("scheme", "value"))
