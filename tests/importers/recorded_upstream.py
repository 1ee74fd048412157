"""An installation that is remembered: what it answered at several times, to be mirrored after it is gone."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client

from events.choices import Collection
from events.importers.mirror.upstream_client import UpstreamClient
from events.models import PublicId
from tests.api.helpers import COLLECTIONS

Answers = dict[str, tuple[int, Any]]
ORDERINGS = ("", "-updated_at", "created_at")


def read_all_responses(client: Client, ids: set[tuple[str, str]]) -> Answers:
    """Every list in several orders and every record, by their addresses, with the status of each."""
    found: Answers = {}
    for name in COLLECTIONS:
        for ordering in ORDERINGS:
            path = f"{name}/?limit=200&count=exact" + (f"&ordering={ordering}" if ordering else "")
            rows: list[Any] = []
            address: str | None = f"/api/v1/{path}"
            while address:
                page = client.get(address).json()
                rows += page["results"]
                address = page["next"]
            found[path] = (200, {"count": page["count"], "results": rows})
    for name, slug in sorted(ids):
        response = client.get(f"/api/v1/{name}/{slug}/")
        content = response.json()["detail"] if response.status_code != 200 else response.content.decode()
        found[f"{name}/{slug}/"] = (response.status_code, content)
    return found


def read_changes() -> list[dict[str, Any]]:
    """All changes that the public is told of."""
    lines = b"".join(Client().get("/api/v1/changes/?format=ndjson")).splitlines()
    return [json.loads(line) for line in lines]


@dataclass
class RecordedStage:
    """The installation at one time."""

    changes: list[dict[str, Any]]
    answers: Answers


@dataclass
class RecordedUpstream(UpstreamClient):
    """Answers as the installation did at the current stage."""

    stages: list[RecordedStage] = field(default_factory=list)
    now: int = 0
    asked: list[str] = field(default_factory=list)

    def page(self, cursor: str, limit: int, **chosen: str) -> dict[str, Any]:
        """The changes behind a cursor, which is a number here."""
        rows = [
            row
            for row in self.stages[self.now].changes
            if row["seq"] > int(cursor or 0)
            and row["at"] >= chosen.get("since", "")
            and row["collection"] in chosen.get("collection", row["collection"])
        ]
        found = rows[:limit]
        following = str(found[-1]["seq"]) if found else cursor
        return {"results": found, "next": "more" if len(rows) > limit else None, "next_cursor": following}

    def record(self, collection: Collection, slug: str) -> dict[str, Any] | None:
        """The record, if it was public."""
        self.asked.append(f"{collection.value}/{slug}")
        status, body = self.stages[self.now].answers.get(f"{collection.value}/{slug}/", (404, None))
        record: dict[str, Any] | None = json.loads(body) if status == 200 else None
        return record


@contextmanager
def rolled_back() -> Iterator[None]:
    """Write what leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def record_stages(*steps: Callable[[], Any]) -> RecordedUpstream:
    """What an installation answers after each of these steps; nothing of it is left."""
    client, stages = Client(), []
    with rolled_back():
        for step in steps:
            step()
            rows = read_changes()
            stages.append(
                RecordedStage(
                    rows, read_all_responses(client, {(row["collection"], row["id"]) for row in rows})
                )
            )
    assert not PublicId.objects.exists()
    return RecordedUpstream("https://source.example", wait=lambda _: None, stages=stages)
