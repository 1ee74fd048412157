"""What the ids of searched rows tell."""

from events.choices import Collection
from events.models import SearchTier
from events.models.search_text import search_row_id


def test_each_tier_of_each_collection_has_a_span_of_ids_that_no_other_meets() -> None:
    most = 2**38 - 1, 2**18 - 1
    spans = sorted(
        (search_row_id(Collection(one), tier, 0, 0), search_row_id(Collection(one), tier, *most))
        for one in Collection.values
        for tier in SearchTier
    )
    ends = [end for _, end in spans]
    assert [start for start, _ in spans] == [0, *(end + 1 for end in ends[:-1])]
    assert ends[-1] < 2**63


def test_ids_follow_records_and_then_stretches() -> None:
    row_ids = [search_row_id(Collection.ACTORS, SearchTier.NAMES, *one) for one in ((1, 0), (1, 1), (2, 0))]
    assert row_ids == sorted(set(row_ids))
