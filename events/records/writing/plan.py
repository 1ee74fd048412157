"""How the records of one collection are written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from events.models import ExternalId
from events.records.writing.columns import Columns, same
from events.records.writing.parts import Parts


@dataclass(frozen=True, slots=True)
class Plan:
    """What a stored record of a collection becomes in the tables."""

    columns: Columns
    parts: tuple[Parts, ...] = ()
    many: Mapping[str, str] = field(default_factory=dict)
    """Many-to-many columns, with where their references stand in the record."""
    quoted_by: str = ""
    """The lookup from `Evidence` to the record, where it or its parts rest on quotations."""
    quoted_as: str | None = None
    """The column of `Evidence` for the record itself, empty for an event; none where its parts alone are."""


def external_ids(owner: str) -> Parts:
    """The ids that other databases give to a record."""
    return Parts("external_ids", ExternalId, owner, same("scheme", "value"))
