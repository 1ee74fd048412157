"""Releases: named states of the database, their records, and the differences between two of them."""

from events.releases.amendments import amendment
from events.releases.cut import cut_release
from events.releases.readable_state import batches_at, ids_at, latest_seq, records_at, slugs_of
from events.releases.release_diff import RECORD_CHANGE_KINDS, changed_between, describe_changes
from events.releases.release_source import ReleaseSource
