"""What a record says of other records, in words: relations of events, the ends of contradictions."""

from django.utils.translation import gettext, gettext_lazy

from events.pages.addresses import record_address
from events.pages.answers import Json
from events.pages.words import label

INCOMING = {
    "part_of": gettext_lazy("Has as a part"),
    "follows": gettext_lazy("Followed by"),
    "response_to": gettext_lazy("Answered by"),
    "caused_by": gettext_lazy("Brought about"),
    "aims_at": gettext_lazy("Aimed at by"),
    "aims_to_prevent": gettext_lazy("To be prevented by"),
    "despite": gettext_lazy("Did not keep back"),
    "about": gettext_lazy("Spoken of in"),
    "announces": gettext_lazy("Announced by"),
    "demands": gettext_lazy("Demanded by"),
    "alleges": gettext_lazy("Alleged by"),
    "justified_by": gettext_lazy("Is the ground of"),
}
"""A relation as the event that it leads to has it; those without a word here are the same both ways."""
OWNERS = {
    "claim": "claims",
    "figure": "events",
    "date_report": "events",
    "participation": "events",
    "relation": "events",
    "event": "events",
    "affiliation": "actors",
    "actor": "actors",
    "location": "locations",
    "article": "articles",
}
"""The collection of the record that each kind of thing is, or belongs to."""


def relation_words(relation: Json) -> str:
    """Returns how the record stands to the other event of a relation."""
    if relation["direction"] == "incoming" and relation["type"] in INCOMING:
        return str(INCOMING[relation["type"]])
    return label(relation["type"], "RelationType")


def end_address(end: Json) -> str:
    """Returns the address of what has a kind and an id, `event/key` for a part of a record."""
    record_id, _, key = end["id"].partition("/")
    return record_address(OWNERS[end["kind"]], record_id) + (f"#{key}" if key else "")


def end_words(end: Json) -> str:
    """Returns the kind of such a thing in words."""
    kinds = {
        "claim": gettext("claim"),
        "figure": gettext("figure"),
        "date_report": gettext("report of a date"),
        "participation": gettext("participation"),
        "relation": gettext("relation"),
        "affiliation": gettext("affiliation"),
    }
    return kinds.get(str(end["kind"]), str(end["kind"]))
