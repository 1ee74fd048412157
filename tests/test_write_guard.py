"""The lock on the curated tables: nothing gets past it, and nothing else is held up by it."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.serializers import serialize
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from events import records, write_guard
from events.choices import Collection
from events.models import (
    Actor,
    ActorName,
    Dataset,
    Event,
    EventMode,
    Evidence,
    Figure,
    Location,
    Participation,
    PublicId,
    Revision,
    Sequence,
)
from events.models.record import record_models
from events.write_guard import UntrackedWriteError
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    """An event with a participant, a figure, a mode, a quotation and a place beside it."""
    with make.change():
        event = make.event(event_type="consult", date_edtf="2024-01-27")
        EventMode.objects.create(event=event, mode="visit")
        part = make.participation(event, make.actor())
        part.by.add(make.actor("speaker"))
        make.evidence(make.article(), event=event, participation=part)
        Figure.objects.create(event=event, measure="killed", key="killed", value=1)
        make.location("inner").also_in.add(make.location("outer"))
    return event


@pytest.fixture
def unchanged(event: Event) -> Iterator[Event]:
    """The event, which is the same after the test, as is everything beside it."""
    before = all_rows()
    yield event
    assert all_rows() == before


def all_rows() -> list[Any]:
    return [
        *(records.snapshot(collection, pks_of(collection)) for collection in Collection),
        list(Revision.objects.values_list()),
        list(PublicId.objects.values_list()),
        list(Sequence.objects.values_list()),
    ]


def pks_of(collection: Collection) -> list[int]:
    model = record_models()[collection]
    return list(model.objects.order_by("pk").values_list("pk", flat=True))


def assert_refused(write: Callable[[], Any]) -> None:
    with (
        pytest.raises(UntrackedWriteError, match=r"written only inside events\.changes\.changeset"),
        transaction.atomic(),
    ):
        write()


def passes_guard(write: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            write()
    except UntrackedWriteError:
        return False
    except DatabaseError:
        return True  # it came as far as the database
    return True


def first_participant(event: Event) -> Participation:
    return event.participants.get()


ORM_WRITES: dict[str, Callable[[Event], Any]] = {
    "save a record": lambda e: e.save(),
    "save a part": lambda e: first_participant(e).save(),
    "save some fields": lambda e: e.save(update_fields=["title"]),
    "create a record": lambda e: Actor.objects.create(
        slug="new", name="New", kind="person", dataset=e.dataset
    ),
    "create a dataset": lambda _: Dataset.objects.create(slug="new", name="New"),
    "create a part": lambda e: EventMode.objects.create(event=e, mode="third_party"),
    "create through the base manager": lambda e: EventMode._base_manager.create(event=e, mode="x"),
    "delete a record": lambda _: Location.objects.get(slug="inner").delete(),
    "delete a part": lambda e: first_participant(e).delete(),
    "delete a record with all its parts": lambda e: e.delete(),
    "update a queryset": lambda _: Event.objects.update(title="Other"),
    "update through the base manager": lambda _: Event._base_manager.update(title="Other"),
    "delete a queryset of parts": lambda _: Evidence.objects.all().delete(),
    "delete a queryset of records": lambda e: Event.objects.filter(pk=e.pk).delete(),
    "raw delete": lambda _: Evidence.objects.all()._raw_delete("default"),
    "bulk_create": lambda e: EventMode.objects.bulk_create([EventMode(event=e, mode="third_party")]),
    "bulk_create that ignores conflicts": lambda e: EventMode.objects.bulk_create(
        [EventMode(event=e, mode="third_party")], ignore_conflicts=True
    ),
    "bulk_update": lambda e: Event.objects.bulk_update([e], ["title"]),
    "get_or_create": lambda e: EventMode.objects.get_or_create(event=e, mode="third_party"),
    "update_or_create": lambda e: EventMode.objects.update_or_create(event=e, defaults={"mode": "x"}),
    "related create": lambda e: e.modes.create(mode="third_party"),
    "related update_or_create": lambda e: e.modes.update_or_create(mode="third_party"),
    "related add": lambda e: e.modes.add(EventMode(mode="third_party"), bulk=False),
    "many-to-many add": lambda e: first_participant(e).by.add(Actor.objects.get(slug="actor")),
    "many-to-many add of keys": lambda e: e.factuality_by.add(Actor.objects.get(slug="actor").pk),
    "many-to-many remove": lambda e: first_participant(e).by.remove(Actor.objects.get(slug="speaker")),
    "many-to-many set": lambda e: first_participant(e).by.set([]),
    "many-to-many clear": lambda e: first_participant(e).by.clear(),
    "many-to-many create": lambda e: first_participant(e).by.create(
        slug="n", name="N", kind="x", dataset=e.dataset
    ),
    "many-to-many from the other side": lambda _: Location.objects.get(slug="outer").also_holds.clear(),
    "many-to-many rows": lambda _: Participation.by.through._base_manager.all().delete(),
    "a revision": lambda _: Revision.objects.update(reason="Other"),
    "the registry of ids": lambda _: PublicId.objects.all().delete(),
    "the counter": lambda _: Sequence.objects.update(value=0),
}


def test_no_write_of_the_orm_goes_past_the_closed_door(unchanged: Event) -> None:
    assert [name for name, write in ORM_WRITES.items() if passes_guard(partial(write, unchanged))] == []


RAW_WRITES = [
    "UPDATE events_event SET title = 'x'",
    "UPDATE \"events_event\" SET title = 'x'",
    "update events_event set title = 'x'",
    "UPDATE EVENTS_EVENT SET TITLE = 'x'",
    "Update Events_Event Set title = 'x'",
    "  \n\t UPDATE events_event SET title = 'x'",
    "UPDATE\n\tevents_event\nSET title = 'x'",
    "/* so */ UPDATE events_event SET title = 'x'",
    "-- so\nUPDATE events_event SET title = 'x'",
    "UPDATE /* so */ events_event SET title = 'x'",
    "UPDATE/**/events_event SET title = 'x'",
    "UPDATE -- so\n events_event SET title = 'x'",
    "UPDATE events_event AS e SET title = 'x'",
    "DELETE FROM events_evidence",
    'delete from "events_evidence"',
    "DELETE/**/FROM/**/events_evidence",
    "DELETE FROM events_evidence WHERE id IN (SELECT id FROM events_evidence)",
    "INSERT INTO events_sequence (value) VALUES (1)",
    'insert into "events_sequence" ("value") values (1)',
    "WITH x AS (SELECT 1) UPDATE events_event SET title = 'x'",
    "with x as (select 1) insert into events_sequence (value) select 1 from x",
    "WITH x AS (SELECT 1) DELETE FROM events_evidence",
    "; UPDATE events_event SET title = 'x'",
    "DROP TABLE events_evidence",
    "DROP TABLE IF EXISTS events_evidence",
    "ALTER TABLE events_evidence RENAME TO other",
]
SQLITE_WRITES = [
    "REPLACE INTO events_sequence (id, value) VALUES (1, 1)",
    "INSERT OR REPLACE INTO events_sequence (id, value) VALUES (1, 1)",
    "INSERT OR IGNORE INTO events_sequence (id, value) VALUES (1, 1)",
    "insert\nor\nreplace\ninto\nevents_sequence (id, value) VALUES (1, 1)",
    "UPDATE OR IGNORE events_event SET title = 'x'",
    "UPDATE `events_event` SET title = 'x'",
    "UPDATE [events_event] SET title = 'x'",
    "UPDATE 'events_event' SET title = 'x'",
    "UPDATE main.events_event SET title = 'x'",
    'UPDATE "main"."events_event" SET title = \'x\'',
    "UPDATE main . events_event SET title = 'x'",
]
POSTGRESQL_WRITES = [
    "SELECT 1; UPDATE events_event SET title = 'x'",
    "UPDATE ONLY events_event SET title = 'x'",
    "UPDATE ONLY (events_event) SET title = 'x'",
    "UPDATE events_event * SET title = 'x'",
    "DELETE FROM ONLY events_evidence",
    "UPDATE public.events_event SET title = 'x'",
    'UPDATE "public" . "events_event" SET title = \'x\'',
    "WITH x AS (DELETE FROM events_evidence RETURNING *) SELECT count(*) FROM x",
    "EXPLAIN ANALYZE UPDATE events_event SET title = 'x'",
    "DO $$ BEGIN UPDATE events_event SET title = 'x'; END $$",
    "PREPARE stray AS UPDATE events_event SET title = 'x'",
    "MERGE INTO events_event e USING auth_user u ON false WHEN MATCHED THEN DELETE",
    "MERGE INTO ONLY events_event e USING auth_user u ON false WHEN MATCHED THEN DELETE",
    "TRUNCATE events_evidence",
    "TRUNCATE TABLE events_evidence",
    "TRUNCATE TABLE ONLY events_evidence",
    "TRUNCATE auth_user, events_evidence CASCADE",
    "COPY events_evidence FROM STDIN",
    "DROP TABLE auth_user, events_evidence CASCADE",
]
VENDOR_WRITES = SQLITE_WRITES if connection.vendor == "sqlite" else POSTGRESQL_WRITES


@pytest.mark.usefixtures("unchanged")
def test_no_statement_goes_past_the_closed_door() -> None:
    with connection.cursor() as cursor:
        statements = [*RAW_WRITES, *VENDOR_WRITES]
        assert [one for one in statements if passes_guard(partial(cursor.execute, one))] == []


@pytest.mark.usefixtures("unchanged")
def test_no_statement_in_the_drivers_own_types_goes_past_the_closed_door() -> None:
    statements: list[Any] = ["UPDATE events_event SET title = 'x'"]
    if connection.vendor == "postgresql":
        from psycopg import sql

        statements += [
            b"UPDATE events_event SET title = 'x'",
            sql.SQL("UPDATE events_event SET title = 'x'"),
            sql.SQL("UPDATE {} SET title = {}").format(sql.Identifier("events_event"), sql.Literal("x")),
        ]
    with connection.cursor() as cursor:
        for statement in statements:
            assert_refused(partial(cursor.execute, statement))


@pytest.mark.usefixtures("unchanged")
def test_no_statement_for_many_rows_goes_past_the_closed_door() -> None:
    with connection.cursor() as cursor:
        assert_refused(lambda: cursor.executemany("UPDATE events_event SET title = %s", [["x"], ["y"]]))


def test_every_table_of_the_application_is_locked() -> None:
    tables = [name for name in connection.introspection.table_names() if name.startswith("events_")]
    assert len(tables) > 40
    with connection.cursor() as cursor:
        for table in tables:
            assert_refused(partial(cursor.execute, f"DELETE FROM {table}"))


def test_loaddata_is_refused_whatever_the_fixture_holds(unchanged: Event, tmp_path: Path) -> None:
    rows = serialize("json", [unchanged, *ActorName.objects.all(), *Evidence.objects.all()])
    for number, row in enumerate(json.loads(rows)):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps([row]), encoding="utf-8")
        assert_refused(partial(call_command, "loaddata", str(path), verbosity=0))


@pytest.mark.usefixtures("unchanged")
def test_flush_is_refused() -> None:
    with pytest.raises(Exception, match="could") as refusal, transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)
    assert isinstance(refusal.value.__cause__, UntrackedWriteError)


def test_reading_is_free(event: Event) -> None:
    assert list(Event.objects.values_list("slug", flat=True)) == ["event"]
    assert event.participants.get().actor.slug == "actor"
    with connection.cursor() as cursor:
        for statement in (
            "SELECT title FROM events_event WHERE title <> 'update events_event'",
            "WITH x AS (SELECT * FROM events_event) SELECT replace(title, 'e', 'x') FROM x",
            "EXPLAIN SELECT * FROM events_event",
        ):
            cursor.execute(statement)
            assert cursor.fetchall()
    with transaction.atomic():
        assert Event.objects.select_for_update().get().title == "event"


def test_other_tables_are_written_freely(client: Any) -> None:
    user = get_user_model().objects.create_superuser("curator", password="secret")
    get_user_model().objects.filter(pk=user.pk).update(first_name="Delete from events_event")
    client.force_login(user)
    assert Session.objects.filter(expire_date__gt=timezone.now()).exists()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE auth_user SET last_name = %s", ["update events_event set title = 1"])
        cursor.execute("INSERT INTO auth_group (name) SELECT slug FROM events_event")
        cursor.execute("CREATE TEMPORARY TABLE scratch (events_event integer)")
        cursor.execute("UPDATE scratch SET events_event = 1")
        cursor.execute("DROP TABLE scratch")
    user.refresh_from_db()
    assert user.last_name == "update events_event set title = 1"


def test_the_open_door_lets_raw_statements_through(event: Event) -> None:
    with make.change(), connection.cursor() as cursor:
        cursor.execute("UPDATE events_event SET summary = 'By hand'")
    event.refresh_from_db()
    assert event.summary == "By hand"


def test_the_door_is_shut_again_after_a_change_and_after_an_exception(event: Event) -> None:
    with make.change():
        event.save()
    assert write_guard.current_writes() is None
    assert_refused(event.save)

    def interrupted() -> None:
        with make.change():
            event.title = "Half"
            event.save()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert write_guard.current_writes() is None
    assert_refused(event.save)
    event.refresh_from_db()
    assert event.title == "event"


def test_the_lock_is_back_after_it_was_lifted(event: Event) -> None:
    with pytest.raises(ZeroDivisionError), write_guard.suspended():
        raise ZeroDivisionError
    assert_refused(event.save)


def test_a_change_inside_another_is_refused(event: Event) -> None:
    with make.change():
        event.title = "Outer"
        event.save()
        with pytest.raises(RuntimeError, match="one change has one reason"), make.change():
            pass
        assert write_guard.current_writes() is not None
    event.refresh_from_db()
    assert (event.title, event.version) == ("Outer", 2)


def test_touching_a_record_needs_an_open_door(event: Event) -> None:
    with pytest.raises(UntrackedWriteError):
        event.note_owners()


@pytest.mark.django_db(transaction=True)
def test_an_open_change_opens_the_door_of_its_own_thread_alone(event: Event) -> None:
    errors: list[BaseException | None] = []

    def write() -> None:
        try:
            Event.objects.filter(pk=event.pk).update(title="Stray")
            errors.append(None)
        except UntrackedWriteError as error:
            errors.append(error)
        finally:
            connection.close()

    with make.change():
        thread = Thread(target=write)
        thread.start()
        thread.join()
    assert [type(one) for one in errors] == [UntrackedWriteError]
    event.refresh_from_db()
    assert event.title == "event"


def test_a_new_connection_is_locked_like_the_first() -> None:
    fresh = connection.copy()
    try:
        with fresh.cursor() as cursor, pytest.raises(UntrackedWriteError):
            cursor.execute("UPDATE events_event SET title = 'x'")
    finally:
        fresh.close()


def test_migrate_runs_with_the_lock_lifted_and_leaves_it_locked(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.management.commands import migrate as django_migrate

    def rewrite(*_: Any, **__: Any) -> None:
        Event._base_manager.update(summary="Rewritten by a migration")

    monkeypatch.setattr(django_migrate.Command, "handle", rewrite)
    call_command("migrate", verbosity=0)
    event.refresh_from_db()
    assert event.summary == "Rewritten by a migration"
    assert_refused(event.save)


def test_migrate_has_nothing_left_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("migrate", verbosity=1)
    assert "No migrations to apply." in capsys.readouterr().out
