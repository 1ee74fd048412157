"""The models of records and their child rows, one concern a file."""

from events.models.actor import Actor, ActorSector
from events.models.affiliation import ActorClosure, Affiliation
from events.models.article import Article, ArticleCredit, ArticlePart, TextDefect
from events.models.claim import Claim, ClaimSubject
from events.models.coding import Coding
from events.models.contradiction import Contradiction
from events.models.dataset import Dataset
from events.models.date_report import DateReport
from events.models.event import Event, EventContext, EventMode, EventSource
from events.models.event_place import EventPlace
from events.models.evidence import Evidence
from events.models.external_id import ExternalId
from events.models.figure import Figure
from events.models.location import Location, LocationAncestor
from events.models.mirror import Mirror
from events.models.name import ActorName, LocationName
from events.models.not_duplicate import NotDuplicate
from events.models.outlet import Outlet
from events.models.participation import Participation
from events.models.possible_duplicate import PossibleDuplicate
from events.models.relation import EventClosure, EventRelation
from events.models.release import Release
from events.models.revision import Backlink, PublicId, Revision, Sequence
from events.models.search_text import SearchText, SearchTier, SearchWords
from events.models.sign_in import SignInFailure
from events.models.suggestion import SuggestedName, SuggestedWord

__all__ = [
    "Actor",
    "ActorClosure",
    "ActorName",
    "ActorSector",
    "Affiliation",
    "Article",
    "ArticleCredit",
    "ArticlePart",
    "Backlink",
    "Claim",
    "ClaimSubject",
    "Coding",
    "Contradiction",
    "Dataset",
    "DateReport",
    "Event",
    "EventClosure",
    "EventContext",
    "EventMode",
    "EventPlace",
    "EventRelation",
    "EventSource",
    "Evidence",
    "ExternalId",
    "Figure",
    "Location",
    "LocationAncestor",
    "LocationName",
    "Mirror",
    "NotDuplicate",
    "Outlet",
    "Participation",
    "PossibleDuplicate",
    "PublicId",
    "Release",
    "Revision",
    "SearchText",
    "SearchTier",
    "SearchWords",
    "Sequence",
    "SignInFailure",
    "SuggestedName",
    "SuggestedWord",
    "TextDefect",
]
