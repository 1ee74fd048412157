"""Random data with more figures than in `random_data`, and random questions for aggregates of its events."""

from decimal import Decimal
from random import Random

from events import changes
from events.choices import Measure
from events.models import Figure
from tests import random_data
from tests.random_data import RandomData
from tests.reference_aggregates import Question
from tests.reference_dimensions import UNITS
from tests.reference_filters import PublicRecords

DIMENSIONS = (
    *("event_type", "quad_class", "form", "mode", "context", "factuality", "dataset", "country"),
    *("location:country", "location:admin1", "location:site", "location:region", "actor", "initiator"),
    *("depth", "target", "actor_country", "outlet", "article", "coding:cameo", "coding:acled"),
    *("harmed", "harmed"),
)
METRICS = (
    "records",
    "records",
    "actors",
    "acts",
    "acts",
    "killed",
    "killed",
    "injured",
    "duration",
    "duration",
    "troops",
    "troops",
)
UNITS_OF = {Measure.DURATION: ("P1D", "P1M")}


def create(seed: int) -> RandomData:
    """Random data with groups of figures: preferred, derived, parts of others, without numbers."""
    world = random_data.create(seed)
    random = Random(seed)
    public = [actor for actor in world.actors if actor.review_status == "published"][:4]
    with changes.changeset("tester", "add_figures"):
        for event in world.events:
            preferred: set[tuple[str, str, str]] = set()
            figures: list[Figure] = []
            for number in range(random.choice((0, 0, 1, 2, 3, 5))):
                measure = random.choice(
                    (*(Measure.KILLED, Measure.DURATION) * 2, Measure.ACTS, Measure.TROOPS)
                )
                unit = random.choice(UNITS_OF.get(measure, ("", "", "people")))
                whom = random.choice(("", "", "soldiers"))
                group = (measure.value, unit, whom)
                wholes = [figure for figure in figures if figure.measure == measure]
                whole = random.choice(wholes) if wholes and random.random() < 0.6 else None
                if whole and random.random() < 0.7:
                    # A group that is counted nowhere else.
                    group = (whole.measure, whole.unit, f"{whom} among them")
                value, high = random.choice((None, 0, 3, Decimal("7.25"))), random.choice((None, 1, 10, 40))
                figure = Figure(
                    event=event,
                    key=f"more-{number}",
                    measure=measure,
                    unit=group[1],
                    of_wording=group[2],
                    value=value,
                    low=random.choice((None, 0, 2)),
                    high=high,
                    derived=random.random() < 0.15,
                    preferred=group not in preferred and random.random() < 0.3,
                    subset_of=whole,
                    qualifier=random.choice(("exact", "exact", "about", "more_than")),
                    complete=random.random() < 0.4,
                    stock=random.random() < 0.05,
                )
                if figure.preferred:
                    preferred.add(group)
                figure.save()
                if whole is None and not figure.preferred and random.random() < 0.4:
                    figure.of.set(random.sample(public, random.choice((1, 1, 2))))
                elif whole is not None and not figure.preferred and number % 2:
                    figure.of.set(public[: 1 + number // 3])
                figures.append(figure)
    return world


def random_question(world: RandomData, data: PublicRecords, random: Random) -> Question:
    """A question with dimensions, a metric and most often a filter or two."""
    dimensions = random.sample((*DIMENSIONS, *UNITS * 2), random.choice((0, 1, 1, 2, 2, 3)))
    filters = random_data.random_query(world, data, random) if random.random() < 0.4 else []
    filter_names = dict(filters).keys()
    if "date" not in filter_names and set(UNITS) & set(dimensions) and random.random() < 0.4:
        filters = [*filters, ("date", random.choice(random_data.DATE_SPANS))]
    if "factuality" not in filter_names and random.random() < 0.5:
        filters = [*filters, ("factuality", "any")]
    if "dataset" not in filter_names and random.random() < 0.7:
        filters = [*filters, ("dataset", random.choice(("any", "any", "curated", "imported")))]
    metric = random.choice(METRICS)
    if metric == "troops":  # which are not grouped by who was harmed
        dimensions = [name for name in dimensions if name != "harmed"]
    return Question(
        group_by=list(dict.fromkeys(dimensions)),
        metric=metric,
        filters=filters,
        top=random.choice((None, None, 1, 3)),
        spread=bool(set(UNITS) & set(dimensions)) and random.random() < 0.4,
        unit=random.choice((None, None, None, "P1D", "P1M")) if metric == "duration" else None,
    )
