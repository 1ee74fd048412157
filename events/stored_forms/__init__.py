"""The versions of the form in which revisions keep records.

A revision says by which version it was written, and stays as it was written. It is read in the form of today:
through the upgrades between, each a pure function, and with what the form has gained since, empty. What the
public read of it is today's answer restricted to the members that its version had.

`<version>.json` freezes the members of each version, stored and public; `manage.py freeze_stored_form` writes
the next one when a declaration has changed.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

Snapshot = dict[str, Any]
Upgrade = Callable[[str, Snapshot], Snapshot]
"""Takes a collection and a record in one form, and returns it in the next."""
FOLDER = Path(__file__).parent
CURRENT = max(int(path.stem) for path in FOLDER.glob("*.json"))
UPGRADES: dict[int, Upgrade] = {}
"""By the version that each upgrades from. What was added needs none: it is empty in what is older."""


@cache
def frozen_members(form: int) -> dict[str, Any]:
    """The members of a version: by collection, of the stored form and of both public representations.

    A member is null, an object of members, or a list of one or none of either.
    """
    members: dict[str, Any] = json.loads((FOLDER / f"{form}.json").read_text())
    return members


def upgrade(collection: str, stored: Snapshot, form: int) -> Snapshot:
    """A record, or some members of one, in the form of today."""
    if form == CURRENT:
        return stored
    for version in range(form, CURRENT):
        stored = UPGRADES[version](collection, stored) if version in UPGRADES else stored
    completed: Snapshot = _completed(stored, frozen_members(CURRENT)[collection]["stored"])
    return completed


def restrict(collection: str, representation: str, record: Snapshot, form: int) -> Snapshot:
    """A public record with the members that a version had, in its order."""
    if form == CURRENT:
        return record
    restricted: Snapshot = _restricted(record, frozen_members(form)[collection][representation])
    return restricted


def _completed(value: Any, members: Any) -> Any:
    if isinstance(members, list) and members and isinstance(value, list):
        return [_completed(item, members[0]) for item in value]
    if not isinstance(members, dict) or not isinstance(value, dict):
        return value
    missing = {name: _empty(inner) for name, inner in members.items() if name not in value}
    return {name: _completed(one, members.get(name)) for name, one in value.items()} | missing


def _empty(members: Any) -> Any:
    if isinstance(members, dict):
        return {name: _empty(inner) for name, inner in members.items()}
    return [] if isinstance(members, list) else None


def _restricted(value: Any, members: Any) -> Any:
    if isinstance(members, list) and members and isinstance(value, list):
        return [_restricted(item, members[0]) for item in value]
    if not isinstance(members, dict) or not isinstance(value, dict):
        return value
    return {name: _restricted(value[name], inner) for name, inner in members.items() if name in value}
