"""The seven collections."""

from events.api.pagination import Ordering
from events.api.schema import describe
from events.api.serializers import actor, article, claim, dataset, event, location, outlet
from events.api.views.collection import CollectionViewSet
from events.filtersets import EventFilterSet
from events.models import Actor, Article, Claim, Dataset, Event, Location, Outlet


@describe("articles", article.ArticleRow, article.Article)
class ArticleViewSet(CollectionViewSet):
    """News articles as received."""

    model = Article
    ordering = Ordering("title", descending=False)


@describe("actors", actor.ActorRow, actor.Actor)
class ActorViewSet(CollectionViewSet):
    """Persons, bodies, groups and populations that act."""

    model = Actor


@describe("events", event.EventRow, event.Event, EventFilterSet)
class EventViewSet(CollectionViewSet):
    """Things that were done, said or went on; the newest first."""

    model = Event
    filterset_class = EventFilterSet
    ordering = Ordering("start_earliest", descending=True)


@describe("locations", location.LocationRow, location.Location)
class LocationViewSet(CollectionViewSet):
    """Places, from a square to a country."""

    model = Location


@describe("outlets", outlet.Outlet, outlet.Outlet)
class OutletViewSet(CollectionViewSet):
    """Media that publish articles."""

    model = Outlet


@describe("claims", claim.ClaimRow, claim.Claim)
class ClaimViewSet(CollectionViewSet):
    """What somebody says is so."""

    model = Claim
    ordering = Ordering("slug", descending=False)


@describe("datasets", dataset.Dataset, dataset.Dataset)
class DatasetViewSet(CollectionViewSet):
    """Bodies of records with a licence and an attribution."""

    model = Dataset


VIEWSETS: dict[str, type[CollectionViewSet]] = {
    viewset.model.COLLECTION.value: viewset
    for viewset in (
        ArticleViewSet,
        ActorViewSet,
        EventViewSet,
        LocationViewSet,
        OutletViewSet,
        ClaimViewSet,
        DatasetViewSet,
    )
}
