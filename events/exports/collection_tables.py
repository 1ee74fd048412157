"""The table of each collection: one column for each member of its summaries."""

from events.choices import Collection
from events.exports.event_table import EVENT_TABLE
from events.exports.member_columns import member_columns
from events.exports.table import plain_table
from events.records import RECORDS

COLLECTION_TABLES = {
    collection: plain_table(*member_columns(record)) for collection, record in RECORDS.items()
} | {Collection.EVENTS: EVENT_TABLE}
