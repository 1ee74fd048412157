"""Grouped counts and sums of events that count nothing twice. Source: docs/aggregates.md.

`parameters` reads the query, `sql` groups in the database, `accumulators` adds up, `response` builds the
answer.
"""

from events.aggregates.accumulators import MAX_BUCKETS, TooManyBucketsError
from events.aggregates.by_dataset import answer
from events.aggregates.parameters import (
    MAX_DIMENSIONS,
    MAX_TOP,
    METRICS,
    SPREADS,
    STOCKS,
    known_parameters,
)
