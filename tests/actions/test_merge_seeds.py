"""Merging records of the seeds, which have every kind of child, and undoing the merges."""

from typing import Any

import pytest

from events import invariants, search
from events.actions.merge import merge, plan_merge
from events.actions.unmerge import plan_unmerge, unmerge
from events.models import Actor, Claim, Event, Location
from tests.proof import IN_PROOF
from tests.record_snapshots import assert_revisions_match

pytestmark = pytest.mark.usefixtures("seeded")


@pytest.mark.proof(sample=True)
@pytest.mark.parametrize("model", [Actor, Location, Event, Claim])
def test_merges_leave_nothing_behind_and_are_taken_back_in_reverse(model: Any) -> None:
    start = assert_revisions_match()
    merges: list[Any] = []
    records = list(model.objects.order_by("pk"))
    for number, source in enumerate(records[:4]):
        target = records[-1 - number // 2]  # two go into one
        source.refresh_from_db()
        target.refresh_from_db()
        plan = plan_merge(source, target)
        if not plan.obstacles and (IN_PROOF or len(merges) < 2):
            merge(plan, "tester", "Only a test.")
            merges.append(source)
            assert_revisions_match()
    assert len(merges) > 1
    assert not list(invariants.find_violations())
    assert not list(search.find_drift())
    for source in reversed(merges):
        unmerge(plan_unmerge(source.COLLECTION, source.slug), "tester", "Only a test.")
    assert assert_revisions_match() == start
    assert not list(invariants.find_violations())
    assert not list(search.find_drift())
