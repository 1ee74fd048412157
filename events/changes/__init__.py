"""The one door for writes: every change is one transaction, one reason, and a revision of each record."""

from events.changes.change import Change, Mirrored
from events.changes.recording import rebuild_search, record, turn
from events.changes.revisions import MOST_PARTS
from events.changes.stale import StaleRecordError

__all__ = ["MOST_PARTS", "Change", "Mirrored", "StaleRecordError", "rebuild_search", "record", "turn"]
