"""Words about actors, their names, their affiliations and their part in events. Source: codebook 5."""

from events.choices.base import Vocabulary


class ActorKind(Vocabulary):
    """What an actor is."""

    PERSON = "person", "A human being.", "Person"
    STATE = "state", "A state as an actor.", "State"
    GOVERNMENT_BODY = "government_body", "A ministry, parliament, agency, office.", "Government body"
    JOINT_BODY = "joint_body", "A body that several parties set up.", "Joint body"
    MILITARY = "military", "Armed forces of a state.", "Military"
    POLICE = "police", "Police and security forces.", "Police"
    COALITION = "coalition", "Actors joined for a purpose.", "Coalition"
    ARMED_GROUP = "armed_group", "An armed group that is not a state's.", "Armed group"
    PARTY = "party", "A political party.", "Party"
    MOVEMENT = "movement", "A social or protest movement.", "Movement"
    POPULATION = "population", "A crowd or a group of people.", "Population"
    COMPANY = "company", "A business.", "Company"
    ORGANIZATION = "organization", "An association, NGO or international body.", "Organization"
    MEDIA = "media", "A medium as an actor.", "Media"
    ANONYMOUS_SOURCE = "anonymous_source", "A source that is not named.", "Anonymous source"


class Sector(Vocabulary):
    """The part of society that an actor belongs to. Source: PLOVER 2.0 sectors."""

    GOV = "gov", "The executive.", "Government"
    MIL = "mil", "The armed forces of a state.", "Military"
    COP = "cop", "Police and security services.", "Police"
    LEG = "leg", "The legislature.", "Legislature"
    JUD = "jud", "The courts.", "Judiciary"
    SPY = "spy", "Intelligence services.", "Intelligence"
    OPP = "opp", "The political opposition.", "Opposition"
    REB = "reb", "Armed opponents of their own state.", "Rebels"
    UAF = "uaf", "Armed forces whose side is not clear or not their state's.", "Unaligned armed forces"
    PTY = "pty", "Political parties.", "Political party"
    CVL = "cvl", "Civilians.", "Civilian"
    CRM = "crm", "Criminals.", "Criminal"
    BUS = "bus", "Business.", "Business"
    LAB = "lab", "Workers and unions.", "Labour"
    EDU = "edu", "Schools and universities.", "Education"
    HLH = "hlh", "Health.", "Health"
    REL = "rel", "Religious bodies.", "Religion"
    REF = "ref", "Refugees and the displaced.", "Refugees"
    JRN = "jrn", "Journalists as a group.", "Journalists"
    MED = "med", "The media.", "Media"
    NGO = "ngo", "Non-governmental organisations.", "NGO"
    IGO = "igo", "Bodies of several states.", "Intergovernmental organisation"


class NameKind(Vocabulary):
    """What sort of name a spelling is."""

    OFFICIAL = "official", "The name it gives itself.", "Official"
    ACRONYM = "acronym", "Initials.", "Acronym"
    TRANSLITERATION = "transliteration", "A spelling in another script.", "Transliteration"
    METONYM = "metonym", "A place or thing that stands for it.", "Metonym"
    DESCRIPTION = "description", "A description; found below names, never compared.", "Description"


class AffiliationType(Vocabulary):
    """How an actor stands to another actor or to a place."""

    MEMBER_OF = "member_of", "Is one of its members.", "Member of"
    PART_OF = "part_of", "Is a unit of it.", "Part of"
    LEADS = "leads", "Is at its head.", "Leads"
    HOLDS_OFFICE = "holds_office", "Holds an office in it; the title says which.", "Holds office in"
    ACCREDITED_TO = "accredited_to", "Is accredited to it.", "Accredited to"
    ALLIED_WITH = "allied_with", "Is its ally.", "Allied with"
    SUPPORTS = "supports", "Supports it.", "Supports"
    BACKED_BY = "backed_by", "Is backed by it.", "Backed by"
    CONTROLLED_BY = "controlled_by", "Is controlled by it.", "Controlled by"
    INDEPENDENT_OF = "independent_of", "Acts on its own.", "Independent of"
    CREATED_BY = "created_by", "Was set up by it.", "Created by"
    BASED_IN = "based_in", "Has its seat in the place.", "Based in"
    FROM = "from", "Comes from the place.", "From"
    CLOSE_TO = "close_to", "Is close to it; not membership.", "Close to"
    OPPOSED_TO = "opposed_to", "Is against it.", "Opposed to"


class AffiliationStatus(Vocabulary):
    """On what footing an affiliation stands."""

    STATED = "stated", "Said in so many words.", "Stated"
    OFFICIAL = "official", "Holds on paper.", "Official"
    DE_FACTO = "de_facto", "Holds in practice.", "De facto"
    DESCRIBED = "described", "Follows from how the text describes them.", "Described"


class ParticipantRole(Vocabulary):
    """What an actor did in an event."""

    INITIATOR = "initiator", "Did it.", "Initiator"
    TARGET = "target", "It was done to them.", "Target"
    PARTICIPANT = "participant", "Took part.", "Participant"
    HOST = "host", "Received the others.", "Host"
    ORGANIZER = "organizer", "Arranged it.", "Organizer"
    CHAIR = "chair", "Presided.", "Chair"
    SPONSOR = "sponsor", "Gave it their patronage.", "Sponsor"
    MEDIATOR = "mediator", "Stood between the sides.", "Mediator"
    SPEAKER = "speaker", "Spoke for the initiator.", "Speaker"
    MESSENGER = "messenger", "Carried it.", "Messenger"
    ADDRESSEE = "addressee", "It was said to them.", "Addressee"
    VICTIM = "victim", "Suffered harm.", "Victim"
    BENEFICIARY = "beneficiary", "Gained by it.", "Beneficiary"
    SUPPORTER = "supporter", "Backed it.", "Supporter"
    CREATED = "created", "Came into being by it.", "Created"
    SUBJECT = "subject", "It was about them.", "Subject"


class Side(Vocabulary):
    """Which of the two sides of an event a participant was on."""

    A = "a", "The first side; everybody who meets is on it.", "A"
    B = "b", "The other side: the opponent, or the host of a visit.", "B"


class ParticipationStatus(Vocabulary):
    """How sure a participation is."""

    STATED = "stated", "Said in so many words.", "Stated"
    ALLEGED = "alleged", "Somebody says so.", "Alleged"
    DENIED = "denied", "Somebody says it was not so.", "Denied"
    INFERRED = "inferred", "Worked out by us.", "Inferred"
