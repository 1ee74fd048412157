"""The public query language, in one place: the parameters of each collection and their meaning.

A new filter is one declaration in the set of its collection: its values, its meaning, an example, and
the column or condition that it stands for. The API, its document and `fields/` read the declarations.
"""

from events.filtersets.base import PublicFilter, StrictFilterSet
from events.filtersets.collections import (
    ActorFilterSet,
    ArticleFilterSet,
    ClaimFilterSet,
    DatasetFilterSet,
    LocationFilterSet,
    OutletFilterSet,
)
from events.filtersets.event import EventFilterSet
from events.filtersets.values import did_you_mean
