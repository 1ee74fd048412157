"""Words about records as such: their review, where they come from, who vouches for what they say."""

from django.db import models

from events.choices.base import Vocabulary


class ReviewStatus(Vocabulary):
    """Where a record stands between first draft and withdrawal; the public sees published alone."""

    DRAFT = "draft", "Being written; visible to curators only.", "Draft"
    IN_REVIEW = "in_review", "Handed to a second person; visible to curators only.", "In review"
    PUBLISHED = "published", "Checked and public.", "Published"
    REJECTED = "rejected", "Reviewed and not taken; kept, never public.", "Rejected"
    WITHDRAWN = (
        "withdrawn",
        "Was public and is no longer; its address answers 410 with the reason.",
        "Withdrawn",
    )


class DatasetKind(Vocabulary):
    """How the records of a dataset came about."""

    CURATED = "curated", "Read out of articles by people, resting on quotations.", "Curated"
    IMPORTED = "imported", "Taken over from another database.", "Imported"


class CodedBy(Vocabulary):
    """Who coded the records of a dataset."""

    PEOPLE = "people", "Somebody read each text.", "People"
    MACHINE = "machine", "A program extracted them; nobody read the texts.", "Machine"


class Collection(Vocabulary):
    """The collections of records that have public ids."""

    ARTICLES = "articles", "News articles as received.", "Articles"
    ACTORS = "actors", "Persons, bodies, groups and populations that act.", "Actors"
    EVENTS = "events", "Things that were done, said or went on.", "Events"
    LOCATIONS = "locations", "Places, from a square to a country.", "Locations"
    OUTLETS = "outlets", "Media that publish articles.", "Outlets"
    CLAIMS = "claims", "What somebody says is so.", "Claims"
    DATASETS = "datasets", "Bodies of records with a licence and an attribution.", "Datasets"


class IdState(Vocabulary):
    """What became of a public id; an id is never used twice."""

    LIVE = "live", "A record answers to it.", "Live"
    RENAMED = "renamed", "A draft had it and was given another.", "Renamed"
    MERGED = "merged", "Its record went into a successor.", "Merged"
    DELETED = "deleted", "Its draft was deleted.", "Deleted"


class PublicChange(Vocabulary):
    """What a change of a record is to the public, which keeps a copy in step with them."""

    UPSERT = "upsert", "It is public as the change left it: new, changed or public again.", "New or changed"
    MERGED = "merged", "It went into its successor, to which its address leads.", "Merged"
    UNMERGED = "unmerged", "A merge was undone; it is public again.", "Unmerged"
    WITHDRAWN = "withdrawn", "It is public no longer; the reason is given.", "Withdrawn"
    REDACTED = "redacted", "Something was taken out of it and of all that was kept of it.", "Redacted"


class Voice(Vocabulary):
    """In whose voice a value is stated. Source: codebook 9."""

    ARTICLE = "article", "The article says so itself.", "Article"
    ATTRIBUTED = "attributed", "The article attributes it to somebody who is named.", "Attributed"
    UNKNOWN = "unknown", "The article attributes it to somebody it does not name.", "Unknown"
    CODER = "coder", "We inferred it.", "Coder"


class Basis(Vocabulary):
    """What a value rests on. Source: codebook 3 and 9."""

    TEXT = "text", "The words of the article.", "Text"
    CAPTION = "caption", "The words of a caption.", "Caption"
    INFERRED = "inferred", "Worked out from the text; the source says how.", "Inferred"
    EXTERNAL = "external", "Outside knowledge; the source names it.", "External"


class Polarity(Vocabulary):
    """Whether the one who asserts a link affirms or denies it. Source: codebook 8."""

    AFFIRMED = "affirmed", "It is said to hold.", "Affirmed"
    DENIED = "denied", "It is said not to hold.", "Denied"


class Supports(Vocabulary):
    """What a quotation shows. Source: codebook 9."""

    EXISTENCE = "existence", "That the event happened, is planned or alleged.", "Existence"
    TYPE = "type", "What kind of event it is.", "Type"
    FACTUALITY = "factuality", "Whether it was done.", "Factuality"
    PART = "part", "One part of the record: a date, place, participant, figure.", "Part"


class DoubtReason(models.TextChoices):
    """Why a doubtful value stands; no vocabulary of the public."""

    AS_PRINTED = "as_printed", "The source says so"
    CHECKED = "checked", "Another source agrees"
    UNUSUAL = "unusual", "Unusual, but true"
    OTHER = "other", "Something else, as written"
