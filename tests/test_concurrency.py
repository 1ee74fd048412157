"""No edit is lost, however many race for one record."""

import os
import sys
from time import monotonic

import pytest
from django.db import connection

from events.models import Actor, Revision
from tests import factories as make
from tests.concurrency_test import edit_in_processes, edit_in_threads
from tests.proof import IN_PROOF

WRITERS = 4
EDITS = int(os.environ.get("RACES") or (200 if IN_PROOF else 60))
"""`make races` asks for ten thousand."""


@pytest.mark.proof(sample=True)
@pytest.mark.django_db(transaction=True)
def test_racing_edits_lose_none() -> None:
    with make.change():
        actors = [make.actor(f"actor-{number}", size=0) for number in range(3)]
    race = edit_in_processes if connection.vendor == "postgresql" else edit_in_threads
    began = monotonic()
    late = race(WRITERS, EDITS // WRITERS)
    sys.stdout.write(f"\n{EDITS} edits by {WRITERS} writers, {late} too late, {monotonic() - began:.0f} s\n")
    sizes = dict(Actor.objects.values_list("pk", "size"))
    assert sum(size or 0 for size in sizes.values()) == EDITS // WRITERS * WRITERS
    for actor in actors:
        revisions = Revision.objects.filter(collection="actors", object_pk=actor.pk).order_by("version")
        assert [(one.record or {})["size"] for one in revisions] == list(range((sizes[actor.pk] or 0) + 1))
