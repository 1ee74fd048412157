"""An event in one sentence, made from its record: what, by whom, on whom, where, when, how sure."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, ngettext

from events.pages.words import date_words, label

Json = dict[str, Any]
NOUNS = {
    "agree": gettext_lazy("agreement"),
    "consult": gettext_lazy("consultation"),
    "support": gettext_lazy("support"),
    "concede": gettext_lazy("concession"),
    "cooperate": gettext_lazy("cooperation"),
    "aid": gettext_lazy("aid"),
    "retreat": gettext_lazy("retreat"),
    "request": gettext_lazy("demand"),
    "accuse": gettext_lazy("accusation"),
    "reject": gettext_lazy("refusal"),
    "threaten": gettext_lazy("threat"),
    "protest": gettext_lazy("protest"),
    "sanction": gettext_lazy("sanction"),
    "mobilize": gettext_lazy("mobilization"),
    "coerce": gettext_lazy("coercion"),
    "assault": gettext_lazy("assault"),
}
"""The act of each event type as a noun; of a type without one, its label."""
OPENINGS = {
    "planned": gettext_lazy("Planned, not yet done: %(act)s"),
    "hypothetical": gettext_lazy("Thought possible, not done: %(act)s"),
    "demanded": gettext_lazy("Demanded, not done: %(act)s"),
    "alleged": gettext_lazy("Alleged: %(act)s"),
    "not_occurred": gettext_lazy("Did not happen: %(act)s"),
    "ongoing": gettext_lazy("Going on: %(act)s"),
}
"""How the sentence begins where an event has not plainly occurred."""


def event_sentence(event: Json) -> str:
    """Returns the sentence of an event as the API answers it, whole or in a list."""
    kind = event["event_type"]
    act = str(NOUNS.get(kind) or label(kind, "EventType") or label(event["form"], "Form")).lower()
    by_role = {role: _actors(event, role) for role in ("initiator", "target")}
    if by_role["initiator"]:
        act = gettext("%(act)s by %(who)s") % {"act": act, "who": by_role["initiator"]}
    elif "who" in event["not_stated"]:
        act = gettext("%(act)s, by whom is not stated") % {"act": act}
    if by_role["target"]:
        act = gettext("%(act)s, towards %(whom)s") % {"act": act, "whom": by_role["target"]}
    places = [place["location"]["name"] for place in event["places"] if place["primary"]]
    if places:
        act = gettext("%(act)s; %(where)s") % {"act": act, "where": _listed(places)}
    act = gettext("%(act)s; %(when)s") % {"act": act, "when": date_words(event["date"])}
    opening = OPENINGS.get(event["factuality"])
    said = str(opening) % {"act": act} if opening else capfirst(act)
    by = _listed(speaker["name"] for speaker in event["factuality_by"])
    if by:
        said = gettext("%(said)s; so %(speakers)s") % {"said": said, "speakers": by}
    sources = ngettext("%(n)d article", "%(n)d articles", event["source_count"]) % {
        "n": event["source_count"]
    }
    sure = gettext("confidence %(confidence)s") % {
        "confidence": label(event["confidence"], "Confidence").lower()
    }
    return f"{said} ({sources}, {sure})."


def _actors(event: Json, role: str) -> str:
    named = (one for one in event["participants"] if one["role"] == role and one["status"] != "denied")
    return _listed(dict.fromkeys(one["actor"]["name"] for one in named))


def _listed(names: Iterable[str]) -> str:
    """Names one after another; of more than three the first two."""
    found = list(names)
    if len(found) > 3:
        return gettext("%(names)s and %(n)d more") % {"names": ", ".join(found[:2]), "n": len(found) - 2}
    return gettext(" and ").join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
