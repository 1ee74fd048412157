"""Grouped counts and sums of events that count nothing twice. Source: docs/aggregates.md.

`parameters` reads the query, `sql` groups in the database, `accumulators` adds up, `response` builds the
answer.
"""

from events.aggregates.accumulators import MAX_BUCKETS, TooManyBucketsError
from events.aggregates.parameters import (
    MAX_DIMENSIONS,
    MAX_TOP,
    METRICS,
    SPREADS,
    STOCKS,
    known_parameters,
    parse_parameters,
)
from events.aggregates.response import build_response

__all__ = [
    "MAX_BUCKETS",
    "MAX_DIMENSIONS",
    "MAX_TOP",
    "METRICS",
    "SPREADS",
    "STOCKS",
    "TooManyBucketsError",
    "build_response",
    "known_parameters",
    "parse_parameters",
]
