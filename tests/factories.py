"""The least of each record that the database takes, made inside an open change."""

from contextlib import AbstractContextManager
from typing import Any

from django.utils import timezone

from events import changes, releases
from events.choices import Collection
from events.models import (
    Actor,
    Article,
    Claim,
    Dataset,
    Event,
    Evidence,
    Location,
    Outlet,
    Participation,
    Release,
)


def change(action: str = "test", **options: Any) -> AbstractContextManager[changes.Change]:
    """An open change of a tester."""
    return changes.changeset("tester", action, **options)


def dataset(slug: str = "curated", **columns: Any) -> Dataset:
    """The dataset of that id, made published at its first use."""
    given = {"name": slug, "licence": "CC0-1.0", "attribution": "Us", "review_status": "published"}
    made: Dataset = Dataset.objects.get_or_create(slug=slug, defaults=given | columns)[0]
    return made


def _create_record(model: Any, slug: str, columns: dict[str, Any]) -> Any:
    owned = {} if "dataset" in columns else {"dataset": dataset()}
    return model.objects.create(slug=slug, **owned, **columns)


def actor(slug: str = "actor", **columns: Any) -> Actor:
    """A draft person."""
    made: Actor = _create_record(Actor, slug, {"name": slug, "kind": "person"} | columns)
    return made


def location(slug: str = "place", **columns: Any) -> Location:
    """A draft town."""
    made: Location = _create_record(Location, slug, {"name": slug, "kind": "populated_place"} | columns)
    return made


def outlet(slug: str = "outlet", **columns: Any) -> Outlet:
    """A draft outlet."""
    made: Outlet = _create_record(Outlet, slug, {"name": slug} | columns)
    return made


def article(slug: str = "article", text: str = "They met in Baghdad.", **columns: Any) -> Article:
    """A draft article of one sentence."""
    made: Article = _create_record(
        Article, slug, {"title": slug, "text": text, "date_edtf": "2024-01-27"} | columns
    )
    return made


def event(slug: str = "event", **columns: Any) -> Event:
    """A draft action."""
    made: Event = _create_record(Event, slug, {"title": slug, "form": "action"} | columns)
    return made


def claim(slug: str = "claim", **columns: Any) -> Claim:
    """A draft claim."""
    made: Claim = _create_record(Claim, slug, {"stance": "asserts", "proposition": "It is so."} | columns)
    return made


def release(name: str = "first") -> Release:
    """A release of what stands, whose checksum nobody took."""
    with changes.maintenance_transaction():
        made: Release = Release.objects.create(
            name=name,
            seq=releases.latest_seq(),
            at=timezone.now(),
            checksum="0" * 64,
            counts=dict.fromkeys(Collection.values, 0),
        )
    return made


def participation(event: Event, actor: Actor, role: str = "initiator", **columns: Any) -> Participation:
    """An actor's part in an event."""
    return Participation.objects.create(event=event, actor=actor, role=role, **columns)


def evidence(article: Article, quote: str = "", **columns: Any) -> Evidence:
    """A quotation of an article, the whole text where none is given."""
    words = quote or article.text
    start = article.text.index(words)
    return Evidence.objects.create(
        article=article, start=start, end=start + len(words), quote=words, **columns
    )
