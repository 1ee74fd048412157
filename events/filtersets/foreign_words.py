"""What people of other databases write as a value, and the word for it here."""

import re
from collections.abc import Collection

# Words of vocabularies and dimensions, and what is written for them; the first that is known where a value
# is asked is offered: `metric=deaths` and `measure=deaths` are `killed`, `group_by=victim` is `harmed`.
FOREIGN_WORDS = (
    ("killed", "deaths death dead fatalities fatality casualties kills best"),
    ("injured", "wounded injuries hurt"),
    ("arrested", "arrests arrest arresting detained detentions detainees imprisoned"),
    ("released", "freed"),
    ("displaced", "refugees idps displacement"),
    ("troops", "soldiers"),
    ("participants", "protesters demonstrators crowd crowdsize attendance"),
    ("acts", "attacks incidents"),
    ("records", "events event count counts n number rows record total"),
    ("assault", "attack attacks battle battles violence bombing killing war fight explosionsremoteviolence"),
    ("assault", "violenceagainstcivilians airstrike strikes massacre"),
    ("protest", "riot riots demonstration demonstrations rally unrest"),
    ("coerce", "arrest arrests repression raid crackdown"),
    ("consult", "talks talk meeting meet negotiation negotiations visit dialogue"),
    ("agree", "agreement accord deal treaty"),
    ("retreat", "withdrawal withdraw ceasefire resignation"),
    ("request", "demand demands appeal call"),
    ("accuse", "accusation blame criticize"),
    ("threaten", "threat warning ultimatum"),
    ("aerial", "airstrike airstrikes bombing"),
    ("occurred", "happened true yes confirmed fact facts factual actual real verified"),
    ("not_occurred", "false no denied"),
    ("alleged", "reported claimed unconfirmed rumoured rumored"),
    ("planned", "future announced scheduled"),
    ("hypothetical", "feared possible"),
    ("initiator", "perpetrator attacker aggressor actor1 sidea subject source"),
    ("target", "actor2 sideb object"),
    ("victim", "victims harmed casualty"),
    ("actor", "participant participants who actors group party person organization actorname speaker"),
    ("actors", "actor groups parties organizations"),
    ("actor_country", "participantcountry nationality countryofactor"),
    ("harmed", "victim victims casualties dead killed"),
    ("event_type", "type category subtype eventtypes disordertype eventclass"),
    ("location:admin1", "admin1 province governorate region state adm1 provinces"),
    ("location:admin2", "admin2 district county adm2"),
    ("location:populated_place", "city town village settlement place location"),
    ("outlet", "source publisher newspaper medium"),
    ("country", "iso iso3 nation countries countryname countrycode"),
    ("month", "date time period monthyear quarter"),
    ("day", "eventdate startdate"),
    ("admin1", "province governorate state adm1"),
    ("admin2", "district county adm2"),
    ("populated_place", "city town village"),
    ("state", "country nation"),
    ("country", "state"),
    ("armed_group", "militia rebels rebel insurgents terrorists militants"),
    ("government_body", "government ministry parliament"),
    ("organization", "ngo igo organisation"),
    ("military", "army"),
    ("person", "individual people politician"),
    ("newspaper", "paper press"),
    ("denies", "deny denial denied"),
    ("asserts", "says said assertion"),
    ("numeric", "number numbers"),
    ("temporal", "date dates time"),
    ("place", "location where places"),
    ("participant", "actor actors who participants"),
    ("backed_by", "proxy sponsoredby supportedby"),
    ("member_of", "member membership"),
    ("leads", "leader led head"),
    ("exact", "true all yes"),
)
_WORDS: dict[str, list[str]] = {}
for _word, _others in FOREIGN_WORDS:
    for _other in _others.split():
        _WORDS.setdefault(_other, []).append(_word)


def word_here(text: str, known: Collection[str]) -> str:
    """The known word for what others write so; empty where there is none."""
    plain = re.sub(r"[\W_]", "", text[:80]).lower()
    return next((word for word in _WORDS.get(plain, ()) if word in known), "")
