"""What tests of filters have in common."""

from dataclasses import dataclass
from random import Random

import pytest
from django.db.models import Q

from events.models import Event
from tests import random_aggregate_data, random_data
from tests.random_data import RandomData
from tests.reference_filters import PublicRecords


@dataclass
class World:
    """Random records, what the public reads of them, and chance."""

    random_data: RandomData
    public: PublicRecords
    random: Random

    def ids(self, condition: Q) -> set[str]:
        """The ids of the public events that meet a condition, none of them doubled."""
        found = list(Event.objects.published().filter(condition).values_list("slug", flat=True))
        assert len(found) == len(set(found)), condition
        return set(found)


# Both databases are held to the reference by `tests/contracts` and `tests/aggregates`.
@pytest.fixture(params=[pytest.param(number, marks=pytest.mark.once) for number in range(3)])
def world(request: pytest.FixtureRequest, db: None) -> World:  # noqa: ARG001 - in the transaction of the test
    """A small set of random records, the same for a number."""
    made = random_aggregate_data.create(request.param)
    return World(made, random_data.read_public_records(made), Random(request.param))
