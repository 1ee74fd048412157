"""An event in a sentence or two, made from its record: who did what to whom, where, when, how sure."""

import html
from collections.abc import Callable, Iterable

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, ngettext

from events.choices import LocationKind
from events.pages.addresses import record_address
from events.pages.answers import Json
from events.pages.dates import date_in_sentence
from events.pages.words import label

ACTS = {
    "agree": (
        gettext_lazy("{who} agreed to cooperate"),
        gettext_lazy("{who} agreed to cooperate with {whom}"),
        gettext_lazy("agreement"),
        gettext_lazy("agreement with {whom}"),
    ),
    "consult": (
        gettext_lazy("{who} met or talked"),
        gettext_lazy("{who} met or talked with {whom}"),
        gettext_lazy("talks"),
        gettext_lazy("talks with {whom}"),
    ),
    "support": (
        gettext_lazy("{who} gave support"),
        gettext_lazy("{who} supported {whom}"),
        gettext_lazy("support"),
        gettext_lazy("support for {whom}"),
    ),
    "concede": (
        gettext_lazy("{who} yielded"),
        gettext_lazy("{who} yielded to {whom}"),
        gettext_lazy("concession"),
        gettext_lazy("concession to {whom}"),
    ),
    "cooperate": (
        gettext_lazy("{who} cooperated"),
        gettext_lazy("{who} cooperated with {whom}"),
        gettext_lazy("cooperation"),
        gettext_lazy("cooperation with {whom}"),
    ),
    "aid": (
        gettext_lazy("{who} gave aid"),
        gettext_lazy("{who} gave aid to {whom}"),
        gettext_lazy("aid"),
        gettext_lazy("aid for {whom}"),
    ),
    "retreat": (
        gettext_lazy("{who} gave way"),
        gettext_lazy("{who} gave way to {whom}"),
        gettext_lazy("retreat"),
        gettext_lazy("retreat before {whom}"),
    ),
    "request": (
        gettext_lazy("{who} made a demand"),
        gettext_lazy("{who} made a demand on {whom}"),
        gettext_lazy("demand"),
        gettext_lazy("demand on {whom}"),
    ),
    "accuse": (
        gettext_lazy("{who} made an accusation"),
        gettext_lazy("{who} accused {whom}"),
        gettext_lazy("accusation"),
        gettext_lazy("accusation against {whom}"),
    ),
    "reject": (
        gettext_lazy("{who} refused"),
        gettext_lazy("{who} refused {whom}"),
        gettext_lazy("refusal"),
        gettext_lazy("refusal towards {whom}"),
    ),
    "threaten": (
        gettext_lazy("{who} made a threat"),
        gettext_lazy("{who} threatened {whom}"),
        gettext_lazy("threat"),
        gettext_lazy("threat against {whom}"),
    ),
    "protest": (
        gettext_lazy("{who} protested"),
        gettext_lazy("{who} protested against {whom}"),
        gettext_lazy("protest"),
        gettext_lazy("protest against {whom}"),
    ),
    "sanction": (
        gettext_lazy("{who} imposed a penalty"),
        gettext_lazy("{who} imposed a penalty on {whom}"),
        gettext_lazy("penalty"),
        gettext_lazy("penalty on {whom}"),
    ),
    "mobilize": (
        gettext_lazy("{who} readied forces"),
        gettext_lazy("{who} readied forces against {whom}"),
        gettext_lazy("readying of forces"),
        gettext_lazy("readying of forces against {whom}"),
    ),
    "coerce": (
        gettext_lazy("{who} used coercion"),
        gettext_lazy("{who} used coercion against {whom}"),
        gettext_lazy("coercion"),
        gettext_lazy("coercion of {whom}"),
    ),
    "assault": (
        gettext_lazy("{who} made an attack"),
        gettext_lazy("{who} attacked {whom}"),
        gettext_lazy("attack"),
        gettext_lazy("attack on {whom}"),
    ),
}
"""What was done, by type: as done, without and with whom, and as a noun, without and with whom."""
FORMS = {
    "action": gettext_lazy("action"),
    "series": gettext_lazy("series of acts"),
    "process": gettext_lazy("process"),
    "state": gettext_lazy("situation"),
    "statement": gettext_lazy("statement"),
}
"""What an event without a type is."""
OPENINGS = {
    "planned": gettext_lazy("Planned, not done: {act}"),
    "hypothetical": gettext_lazy("Thought possible, not done: {act}"),
    "demanded": gettext_lazy("Demanded, not done: {act}"),
    "alleged": gettext_lazy("Alleged, not established: {act}"),
    "not_occurred": gettext_lazy("Did not happen: {act}"),
    "ongoing": gettext_lazy("Going on: {act}"),
}
"""How the sentence begins where an event has not plainly occurred."""
POSITIONS = {
    "near": gettext_lazy("near {place}"),
    "outside": gettext_lazy("outside {place}"),
    "across": gettext_lazy("across {place}"),
}
AT = gettext_lazy("at {place}")
ROLES = {
    "scene": gettext_lazy("in {place}"),
    "origin": gettext_lazy("from {place}"),
    "destination": gettext_lazy("bound for {place}"),
    "target": gettext_lazy("aimed at {place}"),
    "affected": gettext_lazy("felt in {place}"),
    "spoken_from": gettext_lazy("spoken in {place}"),
}
"""How the sentence names a place, by its role; a scene by how the event stood to it, and by what it is."""
MOST_NAMES = 3
"""Of more names the sentence has one less, and says how many more there are."""


def event_sentence(event: Json) -> str:
    """Returns the sentences of an event, as the API answers it whole or in a list, without markup."""
    return html.unescape(strip_tags(event_lead(event)))


def event_lead(event: Json) -> SafeString:
    """Returns the sentences of an event as HTML, in which each name leads to its page."""
    opening = OPENINGS.get(event["factuality"])
    said = [_act(event, done=opening is None), *_where(event)]
    if when := date_in_sentence(event["date"]):
        said.append(format_html("{}", when))
    sentence = format_html_join(gettext(", "), "{}", ((part,) for part in said))
    if opening:
        sentence = format_html(str(opening), act=sentence)
    if speakers := actor_names(event["factuality_by"]):
        sentence = format_html(gettext("{said}; according to {speakers}"), said=sentence, speakers=speakers)
    sentences = [format_html("{}.", mark_safe(capfirst(sentence)))]
    missing = [
        str(words)
        for member, words in (
            ("who", gettext_lazy("by whom")),
            ("whom", gettext_lazy("to whom")),
            ("where", gettext_lazy("where")),
            ("when", gettext_lazy("when")),
        )
        if member in event["not_stated"]
    ]
    if missing:
        members = _listed([format_html("{}", words) for words in missing])
        sentences.append(format_html(gettext("Not stated: {members}."), members=members))
    sentences.append(format_html("{}", _how_sure(event)))
    return format_html_join(" ", "{}", ((one,) for one in sentences))


def actor_names(actors: list[Json]) -> SafeString:
    """Returns the names of actors as HTML, each with its link, the last with “and”; empty without any."""
    return _names(actors, _actor)


def _act(event: Json, *, done: bool) -> SafeString:
    """Who did what to whom; as a noun where it is not plainly done."""
    who, whom = (_names(_participants(event, role), _participant) for role in ("initiator", "target"))
    both_sides = [_participants(event, "participant", side) for side in ("a", "b")]
    if not who and not whom and all(both_sides):
        who, whom = (
            _names([*both_sides[0], *both_sides[1]], _participant),
            format_html("{}", gettext("each other")),
        )
    kind = event["event_type"]
    if kind in ACTS:
        verb, verb_with, noun, noun_with = ACTS[kind]
        if done:
            who = who or format_html("{}", gettext("somebody"))
            return format_html(str(verb_with if whom else verb), who=who, whom=whom)
        act = format_html(str(noun_with if whom else noun), whom=whom)
    else:
        act = format_html("{}", label(kind, "EventType") or FORMS[event["form"]])
        if whom:
            act = format_html(gettext("{act} towards {whom}"), act=act, whom=whom)
    act = format_html(gettext("{act} by {who}"), act=act, who=who) if who else act
    if not who and not whom and (concerned := _names(_participants(event, "subject"), _participant)):
        act = format_html(gettext("{act} that concerns {whom}"), act=act, whom=concerned)
    return act


def _participants(event: Json, role: str, side: str = "") -> list[Json]:
    """Those with a role, each actor once; not whoever is denied to have had it."""
    found = {
        one["actor"]["id"]: one
        for one in reversed(event["participants"])
        if one["role"] == role and one["status"] != "denied" and side in ("", one["side"])
    }
    return list(reversed(found.values()))


def _participant(participation: Json) -> SafeString:
    name = _actor(participation["actor"])
    if participation["status"] == "alleged":
        name = format_html(gettext("allegedly {name}"), name=name)
    if acts_for := participation["acts_for"]:
        name = format_html(gettext("{name} (for {other})"), name=name, other=_actor(acts_for))
    return name


def _where(event: Json) -> Iterable[SafeString]:
    """The main places, else those of one role, each with how the event stood to it."""
    located = [place for place in event["places"] if place["role"] in ROLES]
    main = [place for place in located if place["primary"]] or located[:1]
    by_pattern: dict[str, list[Json]] = {}
    for place in main:
        pattern = ROLES[place["role"]]
        if place["role"] == "scene":
            is_point = place["location"]["kind"] in {LocationKind.SITE, LocationKind.FACILITY}
            pattern = POSITIONS.get(place["position"], AT if is_point else pattern)
        by_pattern.setdefault(str(pattern), []).append(place["location"])
    for words, places in by_pattern.items():
        yield format_html(words, place=_names(places, _location))


def _how_sure(event: Json) -> str:
    """By how many articles it is reported, and how confident the coder is."""
    n, confidence = event["source_count"], event["confidence"]
    sources = ngettext("{n} article reports it", "{n} articles report it", n).format(n=n)
    if not confidence:
        return gettext("{sources}.").format(sources=capfirst(sources))
    sure = {
        "high": gettext("confidence is high"),
        "medium": gettext("confidence is medium"),
        "low": gettext("confidence is low"),
    }[confidence]
    return gettext("{sources}; {sure}.").format(sources=capfirst(sources), sure=sure)


def _actor(actor: Json) -> SafeString:
    return _link("actors", actor)


def _location(location: Json) -> SafeString:
    return _link("locations", location)


def _link(collection: str, record: Json) -> SafeString:
    address = record_address(collection, record["id"])
    return format_html('<a href="{}"><bdi>{}</bdi></a>', address, record["name"])


def _names(records: list[Json], linked: Callable[[Json], SafeString]) -> SafeString:
    shown = records if len(records) <= MOST_NAMES else records[: MOST_NAMES - 1]
    names = [linked(one) for one in shown]
    if more := len(records) - len(shown):
        names.append(format_html("{}", ngettext("{n} more", "{n} more", more).format(n=more)))
    return _listed(names)


def _listed(items: list[SafeString]) -> SafeString:
    """Items one after another, the last with “and”."""
    if len(items) < 2:
        return items[0] if items else SafeString()
    first = format_html_join(gettext(", "), "{}", ((one,) for one in items[:-1]))
    return format_html(gettext("{items} and {last}"), items=first, last=items[-1])
