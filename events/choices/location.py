"""Words about places. Source: codebook 4."""

from events.choices.base import Vocabulary


class LocationKind(Vocabulary):
    """What a place is; the first seven form the administrative tree, smallest first."""

    SITE = "site", "A building, square, base, airport.", "Site"
    POPULATED_PLACE = "populated_place", "A city, town or village.", "Populated place"
    ADMIN3 = "admin3", "Third-level subdivision.", "Third-level division"
    ADMIN2 = "admin2", "Second-level subdivision: a district.", "Second-level division"
    ADMIN1 = "admin1", "First-level subdivision: a province.", "First-level division"
    COUNTRY = "country", "A state's country.", "Country"
    TERRITORY = "territory", "A territory that is not a country.", "Territory"
    REGION = "region", "An area that is no administrative unit.", "Region"
    WATER = "water", "A sea, gulf, river or lake.", "Water"
    FACILITY = "facility", "An installation that spans several places.", "Facility"


class PlaceRole(Vocabulary):
    """What a place is to an event."""

    SCENE = "scene", "It physically happened there, meetings included.", "Scene"
    ORIGIN = "origin", "It set out from there.", "Origin"
    DESTINATION = "destination", "It was bound for there.", "Destination"
    TARGET = "target", "It was aimed at the place.", "Target"
    AFFECTED = "affected", "It was felt there.", "Affected"
    SPOKEN_FROM = "spoken_from", "The speaker was there.", "Spoken from"
    ABOUT = "about", "It concerns the place.", "About"


NON_LOCATING_ROLES = (PlaceRole.SPOKEN_FROM, PlaceRole.ABOUT)
"""An event did not take place where somebody only spoke of it, nor in the place that it is about."""


class PlacePosition(Vocabulary):
    """How exactly the event stood to the place."""

    AT = "at", "In or at it.", "At"
    NEAR = "near", "Close to it.", "Near"
    OUTSIDE = "outside", "Just outside it.", "Outside"
    ACROSS = "across", "All over it.", "Across"
