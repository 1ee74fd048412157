"""An open change, and what a mirror takes over from another installation."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from events.choices import Collection
from events.models import Revision


class MirroredRevision(NamedTuple):
    """What another installation tells of a record and its last change, which a mirror takes over."""

    revision: int
    created_at: datetime
    updated_at: datetime
    change: str
    public_reason: str
    is_new: bool
    """Whether its revision is another than the one that is here, even if nothing else differs."""


@dataclass(slots=True)
class Change:
    """An open change: what it will leave behind in the revisions of the records that it touches."""

    who: str
    action: str
    reason: str
    user: AbstractBaseUser | None = None
    origin_hashes: dict[tuple[Collection, str], str] = field(default_factory=dict)
    """The SHA-256 of the seed or import row that each record was made from."""
    merged_into: dict[tuple[Collection, int], str] = field(default_factory=dict)
    """The id that each record went into, which may be deleted for that; by its internal key."""
    unmerged: set[tuple[Collection, int]] = field(default_factory=set)
    """The records that stood in another since a merge and are brought back, by their internal keys."""
    is_redaction: bool = False
    """Whether it takes something out of what is public."""
    announced: set[tuple[Collection, int]] = field(default_factory=set)
    """The records that the public hears of even if they are as they were, by their internal keys."""
    public_reason: str = ""
    """Why, as the public reads it, where records are merged, brought back or redacted."""
    mirrored_revisions: dict[tuple[Collection, int], MirroredRevision] = field(default_factory=dict)
    """The records that are copied from another installation, by their internal keys."""
    first_seq: int = 0
    """The number of the first revision that it wrote; 0 until it is closed, and where it wrote none."""
    use_deltas: Counter[str] = field(default_factory=Counter)
    """How many more public records name each one than before."""

    @property
    def revisions(self) -> QuerySet[Revision]:
        """The revisions that it wrote, in their order. Queries: 1."""
        revisions = (
            Revision.objects.filter(first_seq=self.first_seq) if self.first_seq else Revision.objects.none()
        )
        return revisions.order_by("seq")
