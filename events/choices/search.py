"""Words about what search and suggestions find."""

from events.choices.base import Vocabulary


class TextKind(Vocabulary):
    """What sort of text full text search found a word in."""

    TITLE = "title", "The title of the record.", "Title"
    NAME = "name", "A spelling of a name.", "Name"
    PROPOSITION = "proposition", "What a claim says.", "Proposition"
    DESCRIBED_AS = "described_as", "The words that an article uses for a participant.", "Described as"
    SUMMARY = "summary", "The summary of an event.", "Summary"
    WORDING = "wording", "The words of an article for a figure or a time.", "Wording"
    QUOTATION = "quotation", "A quotation of an article.", "Quotation"
    DESCRIPTION = "description", "The description of the record.", "Description"
    TEXT = "text", "The text of an article.", "Text"


class SuggestionKind(Vocabulary):
    """What can be suggested while somebody types."""

    ACTOR = "actor", "An actor.", "Actor"
    LOCATION = "location", "A place.", "Location"
    OUTLET = "outlet", "A medium.", "Outlet"
    EVENT_TYPE = "event_type", "A type of events.", "Event type"


class SuggestionMatch(Vocabulary):
    """How closely a suggestion meets what was typed, the closest first."""

    EXACT = "exact", "A whole name.", "Exact"
    NAME = "name", "The beginning of a name.", "Name"
    WORD = "word", "The beginnings of words of a name.", "Word"
    MISSPELT = (
        "misspelt",
        "A name that is near: transliterated in another way, mistyped, or divided otherwise.",
        "Misspelt",
    )
