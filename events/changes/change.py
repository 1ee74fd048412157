"""An open change, and the revisions that a mirror copies from another installation."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from events.choices import Collection
from events.models import Revision


class MirroredRevision(NamedTuple):
    """The last public change of a record in another installation, which a mirror copies."""

    slug: str
    revision: int
    created_at: datetime
    updated_at: datetime
    change: str
    public_reason: str
    is_new: bool
    """Whether its revision differs from the one that is stored here, even if nothing else differs."""


@dataclass(slots=True)
class Change:
    """An open change, with what it will write into the revisions of its records."""

    who: str
    action: str
    reason: str
    user: AbstractBaseUser | None = None
    origin_hashes: dict[tuple[Collection, str], str] = field(default_factory=dict)
    """The SHA-256 of the seed or import row that each record was made from."""
    merged_into: dict[tuple[Collection, int], str] = field(default_factory=dict)
    """The id of the record that each record was merged into, by internal key; merging deletes the record."""
    unmerged: set[tuple[Collection, int]] = field(default_factory=set)
    """The merged records that this change brings back, by their internal keys."""
    is_redaction: bool = False
    """Whether it removes something from public revisions."""
    announced: set[tuple[Collection, int]] = field(default_factory=set)
    """The records that appear in the feed even if nothing of them differs, by their internal keys."""
    settled: set[int] = field(default_factory=set)
    """The events that it settles, by their internal keys; any other public change of one unsettles it."""
    public_reason: str = ""
    """The public reason of merges, unmerges and redactions."""
    mirrored_revisions: dict[tuple[Collection, int], MirroredRevision] = field(default_factory=dict)
    """The records that are copied from another installation, by their internal keys."""
    first_seq: int = 0
    """The number of the first revision that it wrote; 0 until it is closed, and where it wrote none."""
    use_deltas: Counter[str] = field(default_factory=Counter)
    """By how much the number of public records that name a record grows, by reference."""

    @property
    def revisions(self) -> QuerySet[Revision]:
        """The revisions that it wrote, in order. Queries: 1."""
        return Revision.objects.filter(first_seq=self.first_seq).order_by("seq")
