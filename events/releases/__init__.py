"""Releases: named states of the database, their records, and what lies between two of them."""

from events.releases.amending import Amendment, amendment
from events.releases.cutting import cut
from events.releases.difference import DIFFERENCES, changed_between, differences
from events.releases.source import ReleaseSource
from events.releases.state import batches_at, ids_at, last_change, records_at, slugs_of

__all__ = [
    "DIFFERENCES",
    "Amendment",
    "ReleaseSource",
    "amendment",
    "batches_at",
    "changed_between",
    "cut",
    "differences",
    "ids_at",
    "last_change",
    "records_at",
    "slugs_of",
]
