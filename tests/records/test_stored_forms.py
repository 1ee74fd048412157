"""Revisions of an earlier version of the program: read in the form of today, cited in the form of then."""

from itertools import pairwise
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from events import history_checks, stored_forms, write_guard
from events.choices import Collection
from events.models import Event, Revision
from events.records.declared_members import form_members
from tests import factories as make
from tests.api.helpers import COLLECTIONS, walk_pages
from tests.program_versions import (
    frozen_versions,
    next_version,
    note_to_remarks,
    with_member_added,
    with_stored_path_renamed,
)

HEADERS = ("ETag", "Content-Type")


def cited_answers(client: Client) -> dict[str, Any]:
    """What somebody may have cited, with its headers."""
    paths = ["changes/?limit=1000", "releases/first/"]
    for collection in COLLECTIONS:
        paths.append(f"releases/first/{collection}/?limit=200")
        slugs = [slug for page in walk_pages(client, f"{collection}/?limit=200") for slug in page]
        paths += [f"{collection}/{slug}/?revision=1" for slug in slugs[::4]]
        paths += [f"releases/first/{collection}/{slug}/" for slug in slugs[::8]]
    answers = {}
    for path in paths:
        response = client.get(f"/api/v1/{path}")
        assert response.status_code == 200, (path, response.content)
        answers[path] = (response.content, [response.headers.get(name) for name in HEADERS])
    return answers


def save_unchanged() -> None:
    """Write events as they are, as a form does that nothing was changed in."""
    with make.change("save") as change:
        for event in Event.objects.order_by("pk")[:5]:
            write_guard.note_write(Event, event.pk)
            event.save()
    assert not change.first_seq


@pytest.mark.usefixtures("seeded")
def test_an_upgrade_makes_no_revision_and_keeps_what_was_cited(client: Client) -> None:
    current = stored_forms.CURRENT
    frozen = frozen_versions()
    make.release("first")
    before = cited_answers(client)
    revisions = Revision.objects.count()

    def assert_unmoved() -> None:
        assert not list(history_checks.find_violations())
        save_unchanged()
        assert Revision.objects.count() == revisions
        assert cited_answers(client) == before

    with with_member_added(), next_version(frozen):
        assert_unmoved()
        event = Event.objects.published().earliest("slug")
        assert client.get(f"/api/v1/events/{event.slug}/").json()["why_withdrawn"] is None
    with with_member_added(), with_stored_path_renamed(), next_version(frozen, note_to_remarks):
        assert_unmoved()
        with make.change("edit"):
            Event.objects.filter(pk=event.pk).update(title="Another title")
        event.refresh_from_db()
        newest = Revision.objects.filter(collection="events", object_pk=event.pk).latest("seq")
        assert (newest.form, newest.public_form, newest.revision) == (
            current + 2,
            current + 2,
            event.revision,
        )
        cited = client.get(f"/api/v1/events/{event.slug}/?revision={event.revision}").json()
        assert (cited["title"], "why_withdrawn" in cited) == ("Another title", True)
        # Lists have another ETag since something was published; what they hold of the release is the same.
        del before["changes/?limit=1000"]
        after = cited_answers(client)
        assert [path for path, answer in before.items() if after[path][0] != answer[0]] == []


def test_what_a_form_has_gained_is_empty_in_what_is_older() -> None:
    members = {"date": {"edtf": None}, "places": [{"key": None, "attribution": {"voice": None}}], "modes": []}
    stored = {"id": "event", "places": [{"key": "a"}]}
    with (
        mock.patch.object(stored_forms, "CURRENT", 2),
        mock.patch.object(stored_forms, "frozen_members", return_value={"events": {"stored": members}}),
    ):
        upgraded = stored_forms.upgrade("events", stored, 1)
    assert upgraded == {
        "id": "event",
        "places": [{"key": "a", "attribution": {"voice": None}}],
        "date": {"edtf": None},
        "modes": [],
    }


def test_a_public_record_is_restricted_to_the_members_of_its_version_in_their_order() -> None:
    members = {"events": {"detail": {"id": None, "places": [{"role": None, "key": None}]}}}
    record = {"places": [{"key": "a", "role": "scene", "more": 1}], "id": "event", "title": "New"}
    with (
        mock.patch.object(stored_forms, "CURRENT", 2),
        mock.patch.object(stored_forms, "frozen_members", return_value=members),
    ):
        restricted = stored_forms.restrict("events", "detail", record, 1)
    assert list(restricted) == ["id", "places"]
    assert list(restricted["places"][0].items()) == [("role", "scene"), ("key", "a")]


def test_the_last_version_is_what_the_declarations_have() -> None:
    assert form_members() == stored_forms.frozen_members(stored_forms.CURRENT)


def test_public_members_are_only_added() -> None:
    versions = [stored_forms.frozen_members(number) for number in range(1, stored_forms.CURRENT + 1)]
    for older, newer in pairwise([*versions, form_members()]):
        for collection in Collection:
            for representation in ("summary", "detail"):
                assert (
                    older[collection.value][representation].keys()
                    <= newer[collection.value][representation].keys()
                )
