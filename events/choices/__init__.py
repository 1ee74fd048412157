"""Every vocabulary of the database, each citing the codebook that it comes from."""

from events.choices.actor import (
    ActorKind,
    AffiliationStatus,
    AffiliationType,
    NameKind,
    ParticipantRole,
    ParticipationStatus,
    Sector,
    Side,
)
from events.choices.article import Access, CreditKind, DefectKind, OutletKind, PartKind
from events.choices.base import Vocabulary
from events.choices.claim import ContradictionHow, Directness, Stance
from events.choices.date import DateAspect, DateMatch, DatePrecision, TimeOfDay, Weekday
from events.choices.event import (
    CodingMatch,
    CodingScheme,
    CodingStatus,
    Confidence,
    Context,
    EventType,
    Factuality,
    Form,
    Mention,
    QuadClass,
    RelationType,
)
from events.choices.figure import Measure, Qualifier
from events.choices.location import LocationKind, PlacePosition, PlaceRole
from events.choices.record import (
    Basis,
    Collection,
    DatasetKind,
    IdState,
    Polarity,
    ReviewStatus,
    Supports,
    Voice,
)
from events.choices.search import SuggestionKind, SuggestionMatch, TextKind

__all__ = [
    "Access",
    "ActorKind",
    "AffiliationStatus",
    "AffiliationType",
    "Basis",
    "CodingMatch",
    "CodingScheme",
    "CodingStatus",
    "Collection",
    "Confidence",
    "Context",
    "ContradictionHow",
    "CreditKind",
    "DatasetKind",
    "DateAspect",
    "DateMatch",
    "DatePrecision",
    "DefectKind",
    "Directness",
    "EventType",
    "Factuality",
    "Form",
    "IdState",
    "LocationKind",
    "Measure",
    "Mention",
    "NameKind",
    "OutletKind",
    "PartKind",
    "ParticipantRole",
    "ParticipationStatus",
    "PlacePosition",
    "PlaceRole",
    "Polarity",
    "QuadClass",
    "Qualifier",
    "RelationType",
    "ReviewStatus",
    "Sector",
    "Side",
    "Stance",
    "SuggestionKind",
    "SuggestionMatch",
    "Supports",
    "TextKind",
    "TimeOfDay",
    "Vocabulary",
    "Voice",
    "Weekday",
]
