"""Words about dates. Source: codebook 3."""

from events.choices.base import Vocabulary


class DatePrecision(Vocabulary):
    """How finely a date is known."""

    DAY = "day", "One calendar day.", "Day"
    MONTH = "month", "One month.", "Month"
    SEASON = "season", "A season, quarter or part of a year.", "Season"
    YEAR = "year", "One year.", "Year"
    DECADE = "decade", "Ten years.", "Decade"
    CENTURY = "century", "A hundred years.", "Century"
    RANGE = "range", "Some day of a span, or one of several dates.", "Range"


class DateMatch(Vocabulary):
    """How an uncertain date is held against the span that was asked for."""

    POSSIBLE = "possible", "It may have happened in the span.", "Possible"
    CERTAIN = "certain", "It was surely under way on some day of the span.", "Certain"
    WITHIN = "within", "All of it surely lies inside the span.", "Within"


class DateAspect(Vocabulary):
    """Which end of an event's time a wording speaks of."""

    START = "start", "When it began.", "Start"
    END = "end", "When it ended.", "End"
    WHOLE = "whole", "The whole of its time.", "Whole"
    NOT_BEFORE = "not_before", "It cannot have been earlier.", "Not before"
    NOT_AFTER = "not_after", "It cannot have been later.", "Not after"


class Weekday(Vocabulary):
    """The day of the week that the text names."""

    MONDAY = "monday", "", "Monday"
    TUESDAY = "tuesday", "", "Tuesday"
    WEDNESDAY = "wednesday", "", "Wednesday"
    THURSDAY = "thursday", "", "Thursday"
    FRIDAY = "friday", "", "Friday"
    SATURDAY = "saturday", "", "Saturday"
    SUNDAY = "sunday", "", "Sunday"


class TimeOfDay(Vocabulary):
    """The part of the day that the text names."""

    DAWN = "dawn", "Around sunrise.", "Dawn"
    MORNING = "morning", "Before noon.", "Morning"
    NOON = "noon", "Around midday.", "Noon"
    AFTERNOON = "afternoon", "Between noon and evening.", "Afternoon"
    EVENING = "evening", "Around and after sunset.", "Evening"
    NIGHT = "night", "The dark hours.", "Night"
