"""The internal keys of a mirror's records: in the order in which they were made where they come from.

Lists fall back on the key where all else is equal, so that they are in the order of the source.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from events.choices import Collection
from events.importers.mirror.upstream_client import UpstreamClient
from events.models import PublicId, Revision
from events.models.record import record_models

KEY_SPACING = 64
"""The room for keys between two changes of the feed: of what was made as a draft between them."""


class NoFreeKeyError(Exception):
    """Too many drafts between two changes became public."""


def local_pks(collection: Collection, slugs: Iterable[str]) -> dict[str, int]:
    """The keys of what has been here before, by id. Queries: 1."""
    rows = PublicId.objects.filter(collection=collection, slug__in=list(slugs))
    return dict(rows.values_list("slug", "object_pk"))


def parse_timestamp(text: str) -> datetime:
    """A time as the API writes it."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@dataclass(slots=True)
class PrimaryKeyAllocator:
    """Keys of new records, made of the numbers of the changes that made them."""

    client: UpstreamClient
    _made: dict[tuple[str, str], int] = field(default_factory=dict)
    """The numbers of the changes that made what was public at once."""

    def new(self, collection: Collection, slug: str, created_at: str, first: dict[str, Any] | None) -> int:
        """A key, by when a record was made and the first change of it that was read, if it was read yet.

        Raises: NoRoomError; SourceError. Queries: 1; 2 more of what was a draft at first.
        """
        if first and first["revision"] == 1:
            return int(first["seq"]) * KEY_SPACING
        if made := self._number(collection, slug, created_at):
            return made * KEY_SPACING
        # Behind what was public at once of the same change: which of them came first is told nowhere.
        later_on = parse_timestamp(created_at) + timedelta(microseconds=1)
        after = (
            self.client.first_change_since(later_on.isoformat().replace("+00:00", "Z"))["seq"] * KEY_SPACING
        )
        rows = record_models()[collection]._base_manager.filter(pk__gt=after - KEY_SPACING, pk__lt=after)
        before = rows.filter(created_at__lte=created_at).order_by("-pk").values_list("pk", flat=True).first()
        later = rows.filter(created_at__gt=created_at).order_by("pk").values_list("pk", flat=True).first()
        key = ((before or after - KEY_SPACING) + (later or after) + 1) // 2
        while key < after and Revision.objects.filter(collection=collection, object_pk=key).exists():
            key += 1
        if not (before or after - KEY_SPACING) < key < (later or after):
            raise NoFreeKeyError(
                f"{collection.value}/{slug} was made between two records that leave no room."
            )
        return key

    def _number(self, collection: Collection, slug: str, created_at: str) -> int | None:
        """The number of the change that made it, where it was public at once."""
        if (collection.value, slug) not in self._made:
            self._made |= {
                (row["collection"], row["id"]): row["seq"]
                for row in self.client.changes_at(collection, created_at)
                if row["revision"] == 1
            }
        return self._made.get((collection.value, slug))
