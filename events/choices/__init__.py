"""Every vocabulary of the database; each cites its section of the codebook."""

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
    CodedMember,
    CodingMatch,
    CodingScheme,
    CodingStatus,
    Confidence,
    Context,
    Depth,
    EventType,
    Factuality,
    Form,
    Mention,
    QuadClass,
    RelationType,
)
from events.choices.figure import Measure, Qualifier
from events.choices.location import NON_LOCATING_ROLES, LocationKind, PlacePosition, PlaceRole
from events.choices.record import (
    Basis,
    CodedBy,
    Collection,
    DatasetKind,
    DoubtReason,
    IdState,
    Polarity,
    PublicChange,
    ReviewStatus,
    Supports,
    Voice,
)
from events.choices.search import SuggestionKind, SuggestionMatch, TextKind

VOCABULARIES: list[type[Vocabulary] | type[QuadClass]] = sorted(
    [*Vocabulary.__subclasses__(), QuadClass], key=lambda vocabulary: vocabulary.__name__
)
"""All of them, by name."""
