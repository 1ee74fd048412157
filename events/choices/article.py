"""Words about articles and outlets. Source: codebook 10."""

from events.choices.base import Vocabulary


class Access(Vocabulary):
    """How much of an article the public may read."""

    OPEN = "open", "The whole text.", "Open"
    QUOTES = "quotes", "Only the recorded quotations.", "Quotations"
    CLOSED = "closed", "Neither text nor quotations.", "Closed"


class PartKind(Vocabulary):
    """What a passage of the stored text is."""

    HEADLINE = "headline", "The title above the article.", "Headline"
    CAPTION = "caption", "The words under a picture.", "Caption"
    HEADING = "heading", "A heading inside the article.", "Heading"
    BODY = "body", "A paragraph of the article.", "Body"
    CREDIT = "credit", "Who wrote, filmed or supplied it.", "Credit"


class CreditKind(Vocabulary):
    """What somebody is credited for; a credit is not the outlet."""

    AGENCY = "agency", "A news agency whose material was used.", "Agency"
    PHOTO = "photo", "The source of a picture.", "Photo"
    AUTHOR = "author", "The writer.", "Author"
    EDITOR = "editor", "The editor.", "Editor"
    TRANSLATOR = "translator", "The translator.", "Translator"


class DefectKind(Vocabulary):
    """What is wrong with a passage; it is recorded, never corrected."""

    IMPOSSIBLE = "impossible", "It cannot be so: an anniversary that does not add up.", "Impossible"
    LOST_IN_TRANSLATION = (
        "lost_in_translation",
        "A word or verb fell out or changed its sense in translation.",
        "Lost in translation",
    )
    MISSING_ANTECEDENT = (
        "missing_antecedent",
        "It points back at something that was cut away.",
        "Missing antecedent",
    )
    SPELLING = "spelling", "One name is spelled in several ways.", "Spelling"
    COUNT_DIFFERS = "count_differs", "A count differs from another report's.", "Count differs"
    DATE_DIFFERS = "date_differs", "A date differs from another report's.", "Date differs"
    CONTRADICTION = "contradiction", "It contradicts another passage.", "Contradiction"
    GARBLED = "garbled", "The passage is broken: stray signs, a half sentence.", "Garbled"


class OutletKind(Vocabulary):
    """What sort of medium an outlet is."""

    AGENCY = "agency", "Supplies other media.", "News agency"
    NEWSPAPER = "newspaper", "A paper or its site.", "Newspaper"
    BROADCASTER = "broadcaster", "Radio or television and their sites.", "Broadcaster"
    ONLINE = "online", "Published on the web alone.", "Online"
    OFFICIAL = "official", "The publication of a government or body.", "Official"
    OTHER = "other", "None of these.", "Other"
