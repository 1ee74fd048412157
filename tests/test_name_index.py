"""The index by which curators find records of near names: public or not, kept with every change."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import search
from events.choices import Collection
from events.models import Actor, NameKey
from tests import factories as make

pytestmark = pytest.mark.django_db
ACTORS = Collection.ACTORS


def find(text: str) -> list[str]:
    return sorted(
        Actor.objects.filter(pk__in=search.find_by_words(ACTORS, text)).values_list("slug", flat=True)
    )


def namesakes(name: str) -> list[str]:
    found = search.find_namesakes(ACTORS, name)
    return sorted(Actor.objects.filter(pk__in=found).values_list("slug", flat=True))


def test_words_and_whole_names_find_what_is_near() -> None:
    with make.change():
        make.actor("gaddafi", name="Muammar Gaddafi")
        make.actor("son", name="Saif al-Islam Gaddafi").names.create(name="سيف الإسلام القذافي")
        make.actor("arif", name="Abdulrahman Arif")
        make.actor("brigade", name="Brigade 30")
        described = make.actor("somebody", name="Somebody")
        described.names.create(name="Gaddafi's aide", kind="description")
    assert find("Qaddafi") == find("القذافي") == ["gaddafi", "son"]
    assert find("kadhafi muamar") == namesakes("Kadhafi, Moammar") == ["gaddafi"]
    assert find("Abd al-Rahman") == ["arif"]
    assert namesakes("Abd ar-Rahman Aref") == ["arif"]
    assert namesakes("brigade 30") == ["brigade"]
    assert namesakes("Brigade 31") == namesakes("Qaddafi") == namesakes("") == find("...") == []
    assert search.find_by_words(Collection.EVENTS, "Qaddafi") == search.find_by_words(None, "Qaddafi") == []


def test_it_follows_every_change_and_rebuilding_makes_the_same() -> None:
    with make.change():
        actor = make.actor("gaddafi", name="Gaddafi")
        spelling = actor.names.create(name="Brother Leader")
    assert find("brother") == ["gaddafi"]
    with make.change():
        spelling.delete()
        actor.name = "Sirte"
        actor.save()
    assert find("brother") == find("gaddafi") == []
    assert find("Syrte") == ["gaddafi"]
    rows = set(NameKey.objects.values_list("collection", "object_pk", "key"))
    assert list(search.find_drift()) == []
    NameKey.objects.all().delete()
    assert list(search.find_drift()) == ["actors/gaddafi"]
    call_command("rebuild_search", verbosity=0)
    assert set(NameKey.objects.values_list("collection", "object_pk", "key")) == rows
    with make.change():
        actor.delete()
    assert not NameKey.objects.filter(collection=ACTORS).exists()
    NameKey.objects.create(collection=ACTORS, object_pk=1, key="~KF")
    assert list(search.find_drift()) == ["actors/#1"]


def test_many_records_take_as_many_queries_as_few() -> None:
    counts = []
    for number in (1, 40):
        with make.change():
            for one in range(number):
                make.actor(f"a{number}-{one}", name=f"Mohammed Hassan {one}")
        with CaptureQueriesContext(connection) as queries:
            assert len(find("Muhammad Hasan")) >= number
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
