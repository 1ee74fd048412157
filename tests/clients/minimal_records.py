"""Records whose every optional member is empty: what generated clients stumble over.

`manage.py shell -c "from tests.clients.minimal_records import make; make()"` adds them.
"""

from typing import Any

from events import changes
from events.choices import (
    Access,
    ActorKind,
    AffiliationType,
    CodingScheme,
    Collection,
    EventType,
    Form,
    IdState,
    LocationKind,
    Measure,
    ParticipantRole,
    RelationType,
    ReviewStatus,
    Stance,
)
from events.models import (
    Actor,
    ActorName,
    Affiliation,
    Article,
    Claim,
    ClaimSubject,
    Coding,
    Dataset,
    DateReport,
    Event,
    EventPlace,
    EventRelation,
    EventSource,
    Evidence,
    Figure,
    Location,
    LocationName,
    Outlet,
    Participation,
    PublicId,
)
from tests.clients.plain_http import MERGED_ID


def create_minimal_records() -> None:
    """Publish a bare record of each collection, and an event whose parts are bare too; merge an actor."""
    public: dict[str, Any] = {"review_status": ReviewStatus.PUBLISHED}
    with changes.changeset("make clients", "make_bare_world"):
        dataset = Dataset(slug="bare", name="Bare", licence="CC0-1.0", attribution="Nobody", **public)
        dataset.save()
        public["dataset"] = dataset
        Outlet(slug="bare-outlet", name="Bare", **public).save()
        actor = Actor(slug="bare-actor", name="Bare", kind=ActorKind.MOVEMENT, **public)
        actor.save()
        place = Location(slug="bare-place", name="Bare", kind=LocationKind.WATER, **public)
        place.save()
        article = Article(slug="bare-article", access=Access.CLOSED, **public)
        article.save()
        Claim(slug="bare-claim", stance=Stance.DENIES, proposition="It is so.", **public).save()
        event = Event(slug="bare-event", title="Bare", form=Form.STATE, **public)
        event.save()
        whole = Event(
            slug="bare-parts", title="Bare", form=Form.ACTION, event_type=EventType.ASSAULT, **public
        )
        whole.save()
        _create_parts(whole, event, actor, place, article)
        _create_claim(whole, article, public)
        PublicId(
            collection=Collection.ACTORS,
            slug=MERGED_ID,
            object_pk=0,
            state=IdState.MERGED,
            successor=actor.slug,
        ).save()
        ActorName(actor=actor, name="Bare").save()
        LocationName(location=place, name="Bare").save()


def _create_parts(event: Event, other: Event, actor: Actor, place: Location, article: Article) -> None:
    Affiliation(actor=actor, type=AffiliationType.BASED_IN, object_location=place).save()
    Participation(event=event, actor=actor, role=ParticipantRole.TARGET).save()
    EventPlace(event=event, location=place).save()
    Figure(event=event, measure=Measure.KILLED).save()
    DateReport(event=event, article=article, wording="then").save()
    EventRelation(event=event, other=other, type=RelationType.FOLLOWS).save()
    Coding(event=event, scheme=CodingScheme.CAMEO, code="19").save()
    EventSource(event=event, article=article).save()
    Evidence(event=event, article=article, quote="then", start=0, end=4).save()


def _create_claim(event: Event, article: Article, public: dict[str, Any]) -> None:
    claim = Claim(slug="bare-claim-2", stance=Stance.ASSERTS, proposition="It is so.", **public)
    claim.save()
    ClaimSubject(claim=claim, event=event).save()
    Evidence(claim=claim, article=article, quote="then", start=0, end=4).save()
