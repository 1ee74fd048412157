"""Words about events. Source: codebook 1, 2 and 8; types and contexts are PLOVER 2.0's."""

from django.db import models

from events.choices.base import Vocabulary


class Form(Vocabulary):
    """What sort of thing one event record is."""

    ACTION = "action", "A single act: a meeting, a strike, a storming.", "Action"
    SERIES = "series", "Countable acts reported together, as one record with a figure.", "Series"
    PROCESS = "process", "Something that goes on: a war, unrest, negotiations.", "Process"
    STATE = "state", "A situation that holds: a presence of troops.", "State"
    STATEMENT = "statement", "A public act in words.", "Statement"


class Factuality(Vocabulary):
    """Whether the act that the type names was done."""

    OCCURRED = "occurred", "It was done.", "Occurred"
    ONGOING = "ongoing", "The newest article that reports it says that it goes on.", "Ongoing"
    PLANNED = "planned", "Somebody intends it.", "Planned"
    HYPOTHETICAL = "hypothetical", "It is thought of as possible.", "Hypothetical"
    DEMANDED = "demanded", "Somebody asks for it.", "Demanded"
    ALLEGED = "alleged", "Somebody says that it was done; the article does not.", "Alleged"
    NOT_OCCURRED = "not_occurred", "It was not done.", "Not occurred"


class Confidence(Vocabulary):
    """How sure the coder is of the record as a whole."""

    HIGH = "high", "Stated plainly and disputed by nobody.", "High"
    MEDIUM = "medium", "Attributed, or inferred in part.", "Medium"
    LOW = "low", "Disputed, vague or thinly supported.", "Low"


class Depth(Vocabulary):
    """How far an event was worked through in this installation."""

    SIGHTED = "sighted", "Imported or proposed; its source says so.", "Sighted"
    CODED = (
        "coded",
        "Type, who, whom, where and when are each filled or marked as not stated, on a verified quotation.",
        "Coded",
    )
    SETTLED = "settled", "A second person confirmed every source, rival figure and claim.", "Settled"


class CodedMember(Vocabulary):
    """What coding an event fills, or marks as not stated."""

    TYPE = "type", "The act; not stated where no type fits it.", "Type"
    WHO = "who", "An initiator, or somebody on a side.", "Who"
    WHOM = "whom", "A target, or somebody on each of the two sides.", "Whom"
    WHERE = "where", "A place that it happened at, came from or went to.", "Where"
    WHEN = "when", "A date, however coarse.", "When"


class Mention(Vocabulary):
    """How an article reports an event."""

    MAIN = "main", "It is what the article is about.", "Main"
    BACKGROUND = "background", "It is mentioned to explain something else.", "Background"


class QuadClass(models.IntegerChoices):
    """The four classes of PLOVER: words or deeds, cooperation or conflict."""

    VERBAL_COOPERATION = 1, "Verbal cooperation"
    MATERIAL_COOPERATION = 2, "Material cooperation"
    VERBAL_CONFLICT = 3, "Verbal conflict"
    MATERIAL_CONFLICT = 4, "Material conflict"


class EventType(Vocabulary):
    """What was done. Source: PLOVER 2.0."""

    AGREE = "agree", "Promise or show willingness to cooperate.", "Agree"
    CONSULT = "consult", "Meet, talk, visit, negotiate.", "Consult"
    SUPPORT = "support", "Back without material means: recognise, endorse, sign.", "Support"
    CONCEDE = "concede", "Yield in words.", "Concede"
    COOPERATE = "cooperate", "Exchange material help, both sides giving.", "Cooperate"
    AID = "aid", "Give material help, military help included.", "Aid"
    RETREAT = "retreat", "Give up in deed.", "Retreat"
    REQUEST = "request", "Ask, demand, call for.", "Request"
    ACCUSE = "accuse", "Criticise, blame, sue.", "Accuse"
    REJECT = "reject", "Refuse.", "Reject"
    THREATEN = "threaten", "Announce harm or a penalty.", "Threaten"
    PROTEST = "protest", "Demonstrate.", "Protest"
    SANCTION = "sanction", "Penalise without force.", "Sanction"
    MOBILIZE = "mobilize", "Ready forces.", "Mobilize"
    COERCE = "coerce", "Use force short of attack.", "Coerce"
    ASSAULT = "assault", "Attack physically.", "Assault"


class Context(Vocabulary):
    """What the event was about. Source: PLOVER 2.0."""

    MILITARY = "military", "State forces; not militias.", "Military"
    INTELLIGENCE = "intelligence", "Spying and secret services.", "Intelligence"
    EXECUTIVE = "executive", "The executive and its decisions.", "Executive"
    LEGISLATIVE = "legislative", "Parliaments and laws in the making.", "Legislative"
    ELECTION = "election", "Elections and campaigns.", "Election"
    POLITICAL_INSTITUTIONS = "political_institutions", "Changes of them.", "Political institutions"
    PRO_DEMOCRACY = "pro_democracy", "For more democracy.", "Pro-democracy"
    PRO_AUTOCRACY = "pro_autocracy", "For less democracy.", "Pro-autocracy"
    ECONOMIC = "economic", "Trade, finance, work.", "Economic"
    LEGAL = "legal", "Courts and law.", "Legal"
    REPARATIONS = "reparations", "Making good for past harm.", "Reparations"
    HUMAN_RIGHTS = "human_rights", "Rights of all people.", "Human rights"
    RIGHTS_FREEDOMS = "rights_freedoms", "Civil rights and freedoms.", "Rights and freedoms"
    REPRESSION = "repression", "Force by security forces against civilians.", "Repression"
    HUMAN_SECURITY = "human_security", "Food, water, housing.", "Human security"
    GENDER = "gender", "Women, men and their standing.", "Gender"
    LGBT = "lgbt", "Sexual minorities.", "LGBT"
    RELIGION_ETHNICITY = "religion_ethnicity", "Faiths and peoples.", "Religion and ethnicity"
    INEQUALITY = "inequality", "Unequal wealth or standing.", "Inequality"
    DIPLOMATIC = "diplomatic", "Relations between states.", "Diplomatic"
    TERRITORY = "territory", "Who holds which land.", "Territory"
    PEACEKEEPING = "peacekeeping", "Missions that keep a peace.", "Peacekeeping"
    HEALTH = "health", "Disease and care.", "Health"
    ASYLUM = "asylum", "Protection from persecution.", "Asylum"
    MIGRATION = "migration", "People on the move.", "Migration"
    DISASTERS = "disasters", "Disasters, natural or not.", "Disasters"
    NATURAL_RESOURCE = "natural_resource", "Oil, water, ores.", "Natural resources"
    ENVIRONMENT = "environment", "Nature and climate.", "Environment"
    TECHNOLOGY = "technology", "Technical means and their control.", "Technology"
    TERRORISM = "terrorism", "Terrorism and the fight against it.", "Terrorism"
    CBRN = "cbrn", "Chemical, biological, radiological, nuclear weapons.", "CBRN weapons"
    CYBER = "cyber", "Attacks on and through computers.", "Cyber"
    MISINFORMATION = "misinformation", "False information spread on purpose.", "Misinformation"
    CRIME = "crime", "Crime other than corruption.", "Crime"
    CORRUPTION = "corruption", "Abuse of office for gain.", "Corruption"
    ILLEGAL_DRUGS = "illegal_drugs", "Illegal drugs.", "Illegal drugs"
    TRAFFICKING = "trafficking", "Trade in people or forbidden goods.", "Trafficking"


class RelationType(Vocabulary):
    """How one event stands to another. Source: codebook 8."""

    PART_OF = "part_of", "Is a piece of the other.", "Part of"
    FOLLOWS = "follows", "Came after it, as the text says.", "Follows"
    RESPONSE_TO = "response_to", "Answers it.", "Response to"
    CAUSED_BY = "caused_by", "Was brought about by it.", "Caused by"
    AIMS_AT = "aims_at", "Is meant to bring it about.", "Aims at"
    AIMS_TO_PREVENT = "aims_to_prevent", "Is meant to keep it from happening.", "Aims to prevent"
    DESPITE = "despite", "Was done although the other holds.", "Despite"
    ABOUT = "about", "Speaks of it.", "About"
    ANNOUNCES = "announces", "Promises or decides it.", "Announces"
    DEMANDS = "demands", "Asks for it.", "Demands"
    ALLEGES = "alleges", "Accuses somebody of it.", "Alleges"
    JUSTIFIED_BY = "justified_by", "Has it for its ground.", "Justified by"
    ALTERNATIVE_DESCRIPTION_OF = (
        "alternative_description_of",
        "Tells the same in other terms.",
        "Alternative description of",
    )
    POSSIBLY_SAME_AS = "possibly_same_as", "May be the same event.", "Possibly same as"


class CodingScheme(Vocabulary):
    """Another ontology of events."""

    CAMEO = "cameo", "Conflict and Mediation Event Observations: event codes.", "CAMEO"
    ACLED = "acled", "Armed Conflict Location & Event Data: sub-event types.", "ACLED"
    UCDP = "ucdp", "Uppsala Conflict Data Program: types of violence.", "UCDP"
    PLOVER = "plover", "Political Language Ontology: an alternative type.", "PLOVER"


class CodingMatch(Vocabulary):
    """How well the foreign code fits."""

    EXACT = "exact", "It means the same.", "Exact"
    CLOSE = "close", "It means nearly the same.", "Close"
    BROAD = "broad", "The foreign code is broader.", "Broad"
    NARROW = "narrow", "The foreign code is narrower.", "Narrow"
    NONE = "none", "Judged to be out of its scope.", "None"


class CodingStatus(Vocabulary):
    """Whether a coding is the one we stand by."""

    CHOSEN = "chosen", "The coding we stand by.", "Chosen"
    ALTERNATIVE = "alternative", "One that could be defended.", "Alternative"
