"""Later versions of the program, made in a test: other declarations, and another stored form."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from events import stored_forms
from events.records import RECORDS
from events.records.declaration import Column
from events.records.declared_members import form_members
from events.records.event import EventSerializer
from tests.records.test_declared_members import COMPILED


def frozen_versions() -> dict[int, Any]:
    """The members of the versions that there are, by their numbers; `next_version` adds one."""
    return {form: stored_forms.frozen_members(form) for form in range(1, stored_forms.CURRENT + 1)}


@contextmanager
def running_version(
    frozen: dict[int, Any], form: int, upgrades: dict[int, stored_forms.Upgrade]
) -> Iterator[None]:
    """The frozen version of this number, with the declarations as they are by now."""
    for compiled in COMPILED:
        compiled.cache_clear()
    with (
        mock.patch.object(stored_forms, "CURRENT", form),
        mock.patch.object(stored_forms, "frozen_members", frozen.__getitem__),
        mock.patch.dict(stored_forms.UPGRADES, upgrades),
    ):
        try:
            yield
        finally:
            for compiled in COMPILED:
                compiled.cache_clear()


@contextmanager
def next_version(frozen: dict[int, Any], upgrade: stored_forms.Upgrade | None = None) -> Iterator[None]:
    """A version of the program after those that are frozen, with the declarations as they are by now."""
    form = max(frozen) + 1
    frozen[form] = form_members()
    with running_version(frozen, form, {form - 1: upgrade} if upgrade else {}):
        yield


@contextmanager
def with_member_added() -> Iterator[None]:
    """Events gain a member, which is null in all of the seeds."""
    added = Column("withdrawn_reason")
    added.bind_to(EventSerializer, "why_withdrawn")
    with mock.patch.dict(EventSerializer.members, {"why_withdrawn": added}):
        yield


@contextmanager
def with_stored_path_renamed() -> Iterator[None]:
    """What curators note is kept as `remarks` from now on."""
    with ExitStack() as stack:
        for record in RECORDS.values():
            members = {
                "remarks" if name == "note" else name: member for name, member in record.members.items()
            }
            stack.enter_context(mock.patch.dict(record.members, members, clear=True))
            private = tuple("remarks" if name == "note" else name for name in record.Meta.private)
            stack.enter_context(mock.patch.object(record.Meta, "private", private))
        yield


def note_to_remarks(_collection: str, stored: dict[str, Any]) -> dict[str, Any]:
    """The upgrade that goes with it, with what the renamed member is called at both ends."""
    return {("remarks" if name == "note" else name): value for name, value in stored.items()}
