"""A mirror stays in step while it and the site that it follows are upgraded."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.test import Client

from events import history_checks, stored_forms
from events.importers.mirror.errors import UpstreamError
from events.importers.mirror.follow import follow, open_mirror
from events.models import Event, Mirror, Revision
from events.records.declared_members import form_members
from tests.importers.recorded_upstream import RecordedUpstream, read_changes, record_stages
from tests.importers.test_mirror import create_records, edit
from tests.program_versions import (
    frozen_versions,
    note_to_remarks,
    running_version,
    with_member_added,
    with_stored_path_renamed,
)

pytestmark = pytest.mark.django_db
FIRST = stored_forms.CURRENT
MEMBER_ADDED, PATH_RENAMED = FIRST + 1, FIRST + 2
States = dict[str, tuple[int, bytes, str | None]]


class Versions:
    """The version of today, and two later ones."""

    def __init__(self) -> None:
        self._frozen = frozen_versions()

    @contextmanager
    def running(self, form: int) -> Iterator[None]:
        """Let this version run."""
        with ExitStack() as stack:
            if form >= MEMBER_ADDED:
                stack.enter_context(with_member_added())
            if form >= PATH_RENAMED:
                stack.enter_context(with_stored_path_renamed())
            self._frozen.setdefault(form, form_members())
            upgrades: dict[int, stored_forms.Upgrade] = (
                {MEMBER_ADDED: note_to_remarks} if form >= PATH_RENAMED else {}
            )
            stack.enter_context(running_version(self._frozen, form, upgrades))
            yield


def read_states(rows: list[dict[str, Any]]) -> States:
    """Every record that the feed names, as it is and as its newest revision keeps it, with its ETag."""
    states: States = {}
    newest = {(row["collection"], row["id"]): row["revision"] for row in rows}
    for (collection, slug), revision in newest.items():
        for path in (f"{collection}/{slug}/", f"{collection}/{slug}/?revision={revision}"):
            answer = Client().get(f"/api/v1/{path}")
            states[path] = (answer.status_code, answer.content, answer.headers.get("ETag"))
    return states


def record_versions(versions: Versions) -> tuple[RecordedUpstream, list[States]]:
    """A site that is upgraded twice, and writes in its first and in its last version."""
    states: list[States] = []

    with ExitStack() as stack:

        def upgrade(form: int, write: Callable[[], Any]) -> Callable[[], None]:
            def step() -> None:
                stack.pop_all().close()
                stack.enter_context(versions.running(form))
                write()
                states.append(read_states(read_changes()))

            return step

        source = record_stages(
            upgrade(FIRST, create_records),
            upgrade(MEMBER_ADDED, lambda: None),
            upgrade(PATH_RENAMED, lambda: edit(Event, "two", summary="Another.")),
        )
    return source, states


def feed_entries(rows: Iterable[dict[str, Any]]) -> list[tuple[str, int, str, int]]:
    """What a feed says of each record, without the numbers and times that are those of an installation."""
    return sorted((row["id"], row["revision"], row["change"], row["stored_form"]) for row in rows)


def test_a_mirror_stays_in_step_across_upgrades_of_both() -> None:
    versions = Versions()
    source, states = record_versions(versions)
    feeds = [feed_entries(stage.changes) for stage in source.stages]
    assert feeds[0] == feeds[1]
    assert set(feeds[2]) - set(feeds[1]) == {("two", 2, "upsert", PATH_RENAMED)}
    state = open_mirror(source.url)

    with versions.running(FIRST):
        list(follow(source, state))
        assert read_states(source.stages[0].changes) == states[0]
        assert feed_entries(read_changes()) == feeds[0]
        source.now = 1  # the site is upgraded, the mirror is not
        assert list(follow(source, state)) == []
        assert read_states(source.stages[0].changes) == states[0]
    with versions.running(MEMBER_ADDED):
        assert list(follow(source, state)) == []
        assert read_states(source.stages[1].changes) == states[1]
        source.now = 2  # the site is upgraded again, and writes
        revisions, cursor = Revision.objects.count(), state.cursor
        with pytest.raises(UpstreamError, match=rf"stored form {PATH_RENAMED}.*upgrade this installation"):
            list(follow(source, state))
        assert (Revision.objects.count(), Mirror.objects.get().cursor) == (revisions, cursor)
    with versions.running(PATH_RENAMED):
        ((changes, _),) = follow(source, state)
        assert changes == 1
        assert read_states(source.stages[2].changes) == states[2]
        assert feed_entries(read_changes()) == feeds[2]
        assert list(follow(source, state)) == []
        assert not list(history_checks.find_violations())


def test_a_mirror_that_is_made_after_the_upgrades_answers_the_same() -> None:
    versions = Versions()
    source, states = record_versions(versions)
    source.now = 2
    with versions.running(PATH_RENAMED):
        list(follow(source, open_mirror(source.url)))
        assert read_states(source.stages[2].changes) == states[2]
        newest = {(row["collection"], row["id"]): row for row in source.stages[2].changes}
        assert feed_entries(read_changes()) == feed_entries(newest.values())
        assert not list(history_checks.find_violations())
