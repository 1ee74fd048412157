"""Words about claims and their contradictions. Source: codebook 7."""

from events.choices.base import Vocabulary


class Stance(Vocabulary):
    """What the speaker does with the proposition."""

    ASSERTS = "asserts", "Says that it is so.", "Asserts"
    DENIES = "denies", "Says that it is not so.", "Denies"
    ACCUSES = "accuses", "Blames somebody with it.", "Accuses"
    DEMANDS = "demands", "Wants it to be so.", "Demands"
    JUSTIFIES = "justifies", "Gives it as a ground.", "Justifies"
    EVALUATES = "evaluates", "Judges it.", "Evaluates"
    THREATENS = "threatens", "Announces it as harm.", "Threatens"
    PROMISES = "promises", "Undertakes it.", "Promises"
    CLAIMS_CREDIT = "claims_credit", "Says that it was their doing.", "Claims credit"
    FEARS = "fears", "Is afraid of it.", "Fears"
    REJECTS = "rejects", "Will not have it.", "Rejects"
    EXPECTS = "expects", "Thinks that it will come.", "Expects"
    ESTIMATES = "estimates", "Puts a number on it.", "Estimates"


class Directness(Vocabulary):
    """Whether the speaker's own words are quoted."""

    DIRECT = "direct", "In quotation marks.", "Direct"
    INDIRECT = "indirect", "In the article's words.", "Indirect"
    BOTH = "both", "Partly quoted, partly retold.", "Both"


class ContradictionHow(Vocabulary):
    """In what way two statements cannot both stand."""

    DIRECT = "direct", "One denies what the other asserts.", "Direct"
    PARTIAL = "partial", "They clash in part.", "Partial"
    NUMERIC = "numeric", "Their numbers differ.", "Numeric"
    TEMPORAL = "temporal", "Their dates differ.", "Temporal"
    DIVERGENT = "divergent", "They explain the same thing differently.", "Divergent"
    OFFICIAL_VS_PRACTICE = (
        "official_vs_practice",
        "One tells the rule, the other what is done.",
        "Official against practice",
    )
