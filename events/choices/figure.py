"""Words about figures. Source: codebook 6."""

from events.choices.base import Vocabulary


class Measure(Vocabulary):
    """What a figure counts."""

    KILLED = "killed", "People killed.", "Killed"
    INJURED = "injured", "People injured.", "Injured"
    ARRESTED = "arrested", "People arrested or detained.", "Arrested"
    RELEASED = "released", "People set free.", "Released"
    TROOPS = "troops", "Soldiers present or sent.", "Troops"
    PARTICIPANTS = "participants", "People who took part.", "Participants"
    DISPLACED = "displaced", "People driven from home.", "Displaced"
    ACTS = "acts", "Acts in a series.", "Acts"
    DURATION = "duration", "Time, counted in the unit (an ISO 8601 duration).", "Duration"
    MONEY = "money", "An amount, in the currency of the unit.", "Money"
    OTHER = "other", "Anything else; the unit names it.", "Other"


class Qualifier(Vocabulary):
    """How strictly the printed number is meant."""

    EXACT = "exact", "The number as it stands.", "Exactly"
    ABOUT = "about", "Around the number.", "About"
    ESTIMATED = "estimated", "Somebody's estimate.", "Estimated"
    NEARLY = "nearly", "A little under the number.", "Nearly"
    MORE_THAN = "more_than", "Over the number.", "More than"
    AT_LEAST = "at_least", "The number or more.", "At least"
    UP_TO = "up_to", "The number or less.", "Up to"
    FEWER_THAN = "fewer_than", "Under the number.", "Fewer than"
    BETWEEN = "between", "From the low to the high number.", "Between"
    BEST_ESTIMATE = "best_estimate", "The best number, inside a low to a high one.", "Best estimate"
    DOZENS = "dozens", "At least 24, by convention.", "Dozens"
    SCORES = "scores", "At least 40, by convention.", "Scores"
    HUNDREDS = "hundreds", "At least 200, by convention.", "Hundreds"
    THOUSANDS = "thousands", "At least 2,000, by convention.", "Thousands"
    MANY = "many", "At least 2, by convention.", "Many"
    SEVERAL = "several", "At least 2, by convention.", "Several"
    MOST = "most", "The greater part, without a number.", "Most"
    SOME = "some", "A part, without a number.", "Some"
    UNSPECIFIED = "unspecified", "Reported without any quantity.", "Unspecified"
