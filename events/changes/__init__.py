"""The only way to write records: a change is one transaction, one reason, and a revision of each record."""

from events.changes.change import Change, MirroredRevision
from events.changes.revision_writer import MAX_CHILDREN
from events.changes.transaction import StaleRecordError, changeset, maintenance_transaction, rebuild_search
