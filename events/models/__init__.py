"""The models of records and their child rows, one concern a file."""

from events.models.actor import Actor, ActorSector
from events.models.affiliation import Affiliation
from events.models.article import Article, ArticleCredit, ArticlePart, TextDefect
from events.models.claim import Claim, ClaimSubject, Contradiction
from events.models.coding import Coding
from events.models.dataset import Dataset
from events.models.date_report import DateReport
from events.models.event import Event, EventContext, EventMode, EventPlace, EventSource
from events.models.event_date_piece import EventDatePiece
from events.models.evidence import Evidence
from events.models.external_id import ExternalId
from events.models.figure import Figure
from events.models.figure_total import FigureTotal
from events.models.location import Location
from events.models.name import ActorName, LocationName
from events.models.outlet import Outlet
from events.models.outside_history import (
    Confirmation,
    Mirror,
    NotDuplicate,
    PossibleDuplicate,
    SignInAttempts,
)
from events.models.participation import Participation
from events.models.relation import EventRelation
from events.models.revision import Backlink, PublicId, Release, Revision, Sequence
from events.models.search_text import SearchText, SearchTier, SearchWords
from events.models.stored_closures import ActorClosure, EventClosure, LocationAncestor
from events.models.suggestion import NameKey, SuggestedName, SuggestedWord
