"""Grouped counts and sums of events that never count a thing twice. Source: docs/aggregates.md.

`reading` says what is asked, `statement` has the database group, `tallies` adds up, `answer` tells it.
"""

from events.aggregates.answer import answer
from events.aggregates.reading import METRICS, MOST_DIMENSIONS, MOST_TOP, SPREADS, known_parameters, read
from events.aggregates.tallies import MOST_BUCKETS, TooManyBucketsError

__all__ = [
    "METRICS",
    "MOST_BUCKETS",
    "MOST_DIMENSIONS",
    "MOST_TOP",
    "SPREADS",
    "TooManyBucketsError",
    "answer",
    "known_parameters",
    "read",
]
