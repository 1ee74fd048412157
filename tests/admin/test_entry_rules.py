"""One set of rules: each is asked by the form, at publication, of the seeds and by `check_data`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from events.actions import review_status
from events.actions.doubts import DoubtError, problems_of
from events.admin.forms import revision_token
from events.importers.seeds.yaml_reader import SeedError
from events.models import (
    Actor,
    Article,
    Coding,
    Confirmation,
    Dataset,
    DateReport,
    Event,
    EventSource,
    ExternalId,
    Figure,
    Location,
    LocationName,
    Mirror,
    Participation,
)
from events.models.record import Record
from events.rules.entry_rules import RULES, Severity
from tests import factories as make
from tests.admin.form_data import admin_url, form_errors, form_values
from tests.importers.small_seeds import SmallSeeds
from tests.shared_data import shared_fixture

pytestmark = pytest.mark.django_db
TEXT = "On Saturday the army lost 41 of its members, said Alice."
PUBLISHED = {"review_status": "published"}
SEVERITIES = {rule.name: rule.severity for rule in RULES}


@partial(shared_fixture, seeds=False)
def written() -> None:
    """A draft event that keeps all rules, with an article, an actor and a place."""
    with make.change():
        article = make.article(text=TEXT, **PUBLISHED)
        actor = make.actor(name="Alice", **PUBLISHED)
        LocationName.objects.create(location=make.location(latitude=33.3, longitude=44.4), name="Place")
        event = make.event(title="A loss", date_edtf="2024-01-27")
        EventSource.objects.create(event=event, article=article)
        make.evidence(article, event=event)
        figure = Figure.objects.create(
            event=event, measure="killed", value=41, low=41, high=41, wording="41 of its members"
        )
        report = DateReport.objects.create(
            event=event, article=article, wording="Saturday", edtf="2024-01-27"
        )
        part = make.participation(event, actor)
        make.evidence(article, event=event, figure=figure)
        make.evidence(article, event=event, date_report=report)
        make.evidence(article, event=event, participation=part)
        ExternalId.objects.create(event=event, scheme="wikidata", value="Q1")
        Coding.objects.create(event=event, scheme="cameo", code="036")


class Story:
    """What is written, read anew."""

    def __init__(self) -> None:
        self.article, self.actor, self.location = (
            Article.objects.get(),
            Actor.objects.get(),
            Location.objects.get(),
        )
        self.event, self.figure, self.part = (
            Event.objects.get(),
            Figure.objects.get(),
            Participation.objects.get(),
        )
        self.spelling, self.id_elsewhere = LocationName.objects.get(), ExternalId.objects.get()
        self.coding = Coding.objects.get()

    def record(self, name: str) -> Record:
        """The event, article, actor or location, as it is stored."""
        record: Record = getattr(self, name)
        record.refresh_from_db()
        return record


@dataclass(frozen=True)
class Case:
    """A value that breaks a rule: on the form, in the database and in the seeds."""

    rule: str
    message: str
    typed: dict[str, str]
    stored: Callable[[Story], Any]
    seeds: tuple[str, str, str]
    """File, old and new words."""
    record: str = "event"


def update(row: Any, **columns: Any) -> None:
    """Write columns past every check."""
    with make.change():
        type(row).objects.filter(pk=row.pk).update(**columns)


def figure(
    message: str, seeds: str, rule: str = "numbers_are_those_of_the_qualifier", **columns: Any
) -> Case:
    """A figure with these numbers; in the seeds written in place of the number of those who came."""
    values = {"qualifier": "exact", "value": None, "low": None, "high": None} | columns
    typed = {f"figures-0-{name}": "" if v is None else str(v) for name, v in values.items()}
    return Case(
        rule,
        message,
        typed,
        lambda story: update(story.figure, **values),
        ("events/meeting.yaml", "value: 12, qualifier: about", seeds),
    )


def voice(message: str, seeds: str, value: str, *, speaker: bool) -> Case:
    def store(story: Story) -> None:
        update(story.part, voice=value)
        with make.change():
            story.part.refresh_from_db()
            story.part.by.set([story.actor] if speaker else [])

    typed = {"participants-0-voice": value} | ({"participants-0-by": "alice"} if speaker else {})
    old = "role: initiator, evidence"
    return Case(
        "voice_is_that_of_the_speakers",
        message,
        typed,
        store,
        ("events/meeting.yaml", old, f"role: initiator, {seeds}, evidence"),
    )


MEETING, TALKS = "events/meeting.yaml", 'edtf: "2024/.."'
CASES = {
    "exact with a range": figure(
        "makes these numbers", "value: 12, low: 5, high: 100", value=41, low=5, high=100
    ),
    "more than, and a higher low": figure(
        "makes these numbers",
        "value: 150, low: 900, qualifier: more_than",
        qualifier="more_than",
        value=150,
        low=900,
    ),
    "up to, and a lower high": figure(
        "makes these numbers", "value: 5, high: 2, qualifier: up_to", qualifier="up_to", value=5, high=2
    ),
    "exactly nothing": figure("needs a number", "qualifier: exact"),
    "fewer than a negative number": figure(
        "from zero upwards",
        "value: -3, high: -3, qualifier: fewer_than",
        qualifier="fewer_than",
        value=-3,
        high=-3,
    ),
    "seven dozens": figure(
        "makes these numbers", "value: 7, low: 24, qualifier: dozens", qualifier="dozens", value=7, low=24
    ),
    "crossed bounds": figure(
        "is above the high number",
        "low: 14, high: 12, qualifier: between",
        "bounds_are_in_order",
        qualifier="between",
        low=45,
        high=41,
    ),
    "a value outside": figure(
        "outside its bounds",
        "value: 12, low: 13, high: 14, qualifier: best_estimate",
        "bounds_are_in_order",
        qualifier="best_estimate",
        value=41,
        low=42,
        high=50,
    ),
    "another number": figure(
        "Its number does not stand in",
        "value: 13, qualifier: about",
        "number_stands_in_the_wording",
        value=43,
        low=43,
        high=43,
    ),
    "another wording": Case(
        "wording_stands_in_the_quotation",
        "“43 of its members” does not stand in its quotation",
        {"figures-0-wording": "43 of its members", "figures-0-value": "43"},
        lambda story: update(story.figure, wording="43 of its members", value=43, low=43, high=43),
        (MEETING, "wording: Saturday", "wording: Sunday"),
    ),
    "a speaker of the article": voice(
        "make it “attributed”", "by: [union], voice: coder", "coder", speaker=True
    ),
    "an unknown speaker who is known": voice(
        "make it “attributed”", "by: [union], voice: unknown", "unknown", speaker=True
    ),
    "attributed to nobody": voice("attributed to nobody", "voice: attributed", "attributed", speaker=False),
    "a name of dots": Case(
        "text_has_a_letter",
        "“…” has no letter and no digit.",
        {"title": "…"},
        lambda story: update(story.event, title="…"),
        (MEETING, "title: Meeting in Baghdad", "title: …"),
    ),
    "an invisible name": Case(
        "text_has_a_letter",
        "has no letter and no digit.",
        {"name": "\u200b"},
        lambda story: update(story.location, name="\u200b"),
        ("locations.yaml", "  name: Baghdad\n", '  name: "\u2060"\n'),
        record="location",
    ),
    "a language by name": Case(
        "language_is_a_tag",
        "is no language tag (BCP 47), such as en or ar-IQ. Did you mean “en”?",
        {"language": "english"},
        lambda story: update(story.event, language="english"),
        ("actors.yaml", "language: en", "language: english"),
    ),
    "a script in small letters": Case(
        "script_is_a_code",
        "“arab” is no code of ISO 15924, such as Arab. Did you mean “Arab”?",
        {"names-0-script": "arab"},
        lambda story: update(story.spelling, script="arab"),
        ("actors.yaml", "language: en", "language: en, script: arab"),
        record="location",
    ),
    "a code without its zero": Case(
        "code_is_of_its_scheme",
        "“36” is no code of cameo, such as 036. Did you mean “036”?",
        {"codings-0-code": "36"},
        lambda story: update(story.coding, code="36"),
        (MEETING, 'code: "040"', 'code: "36"'),
    ),
    "an id in small letters": Case(
        "id_is_of_its_scheme",
        "“q796” is no code of wikidata, such as Q796. Did you mean “Q796”?",
        {"external_ids-0-value": "q796"},
        lambda story: update(story.id_elsewhere, value="q796"),
        (MEETING, '{scheme: ucdp, value: "1"}', "{scheme: wikidata, value: q796}"),
    ),
    "an id with a zero before it": Case(
        "id_is_of_its_scheme",
        "“012345” is no code of geonames, such as 99237. Did you mean “12345”?",
        {"external_ids-0-scheme": "geonames", "external_ids-0-value": "012345"},
        lambda story: update(story.id_elsewhere, scheme="geonames", value="012345"),
        (MEETING, '{scheme: ucdp, value: "1"}', '{scheme: geonames, value: "012345"}'),
    ),
    "a code of no country": Case(
        "iso_code_is_of_its_kind",
        "is no ISO 3166-2 code of a subdivision, such as IQ-DQ.",
        {"iso_code": "XX-DQ"},
        lambda story: update(story.location, iso_code="XX-DQ"),
        ("locations.yaml", "  parent: iraq\n", "  parent: iraq\n  iso_code: XX-DQ\n"),
        record="location",
    ),
    "a point at zero": Case(
        "point_is_not_zero",
        "Its point is 0, 0",
        {"latitude": "0", "longitude": "0"},
        lambda story: update(story.location, latitude=0, longitude=0),
        ("locations.yaml", "  latitude: 33.3\n  longitude: 44.4\n", "  latitude: 0\n  longitude: 0\n"),
        record="location",
    ),
    "an article still to come": Case(
        "past_is_not_to_come",
        "2942-01-27 is still to come.",
        {"date_edtf": "2942-01-27"},
        lambda story: update(story.article, date_edtf="2942-01-27"),
        ("claims.yaml", 'said_on: "2024-01-27"', 'said_on: "2942-01-27"'),
        record="article",
    ),
    "an event after its article": Case(
        "event_is_not_after_its_news",
        "after the last of its articles was published on 2024-01-27",
        {"date_edtf": "2024-02-27"},
        lambda story: update(story.event, date_edtf="2024-02-27"),
        (MEETING, TALKS, 'edtf: "2024-02/.."'),
    ),
    "an event after today": Case(
        "event_is_not_after_its_news",
        "after today; what is still to come is planned or expected",
        {"date_edtf": "2942-05-01"},
        lambda story: update(story.event, date_edtf="2942-05-01"),
        (MEETING, TALKS, 'edtf: "2942/.."'),
    ),
    "an event of the year 204": Case(
        "event_is_not_long_before_its_news",
        "Is the date right? It began before the year 1000.",
        {"date_edtf": "0204-05-01"},
        lambda story: update(story.event, date_edtf="0204-05-01"),
        (MEETING, TALKS, 'edtf: "0204/.."'),
    ),
    "an event of another century": Case(
        "event_is_not_long_before_its_news",
        "Is the date right? It began more than 100 years before the first of its articles.",
        {"date_edtf": "1904-05-01"},
        lambda story: update(story.event, date_edtf="1904-05-01"),
        (MEETING, TALKS, 'edtf: "1904/.."'),
    ),
}


@pytest.fixture
def story(written: None) -> Story:  # noqa: ARG001
    return Story()


@pytest.fixture
def seeds(tmp_path: Path) -> SmallSeeds:
    return SmallSeeds(tmp_path)


def is_refused(case: Case) -> bool:
    return SEVERITIES[case.rule] == Severity.REFUSED


def test_every_rule_is_put_to_the_test() -> None:
    assert {case.rule for case in CASES.values()} == set(SEVERITIES)


def test_what_keeps_the_rules_is_published_without_a_question(story: Story, seeds: SmallSeeds) -> None:
    assert problems_of([story.event, story.article, story.actor, story.location]) == []
    review_status.publish([story.record("event"), story.record("location")], "tester")
    assert seeds.build()


@pytest.mark.parametrize("what", CASES)
def test_publishing_refuses_it(story: Story, what: str) -> None:
    case = CASES[what]
    update(story.article, review_status="draft")
    case.stored(story)
    chosen = {story.record("event"), story.record("article"), story.record(case.record)}
    with pytest.raises(ValidationError) as refused:
        review_status.publish(chosen, "tester")
    assert case.message in " ".join(refused.value.messages)
    assert isinstance(refused.value, DoubtError) != is_refused(case)
    if not is_refused(case):
        doubts = {problem.key: ("unusual", "") for problem in problems_of(chosen)}
        review_status.publish(chosen, "tester", "", doubts)
        assert story.record(case.record).review_status == "published"
        assert problems_of(chosen) == []
        assert case.rule in Confirmation.objects.values_list("rule", flat=True)


@pytest.mark.once
@pytest.mark.parametrize("what", CASES)
def test_check_data_names_it(story: Story, what: str) -> None:
    case, out = CASES[what], StringIO()
    for name in ("event", "location"):
        update(getattr(story, name), review_status="published")
    case.stored(story)
    if is_refused(case):
        with pytest.raises(CommandError):
            call_command("check_data", stdout=out)
    else:
        call_command("check_data", stdout=out)
    line = next(line for line in out.getvalue().splitlines() if f"[{case.rule}]" in line)
    assert case.message in line
    assert line.startswith("Note: ") != is_refused(case)


@pytest.mark.once
@pytest.mark.parametrize("what", CASES)
def test_the_form_refuses_it_or_asks(story: Story, site: Client, what: str) -> None:
    case = CASES[what]
    record = story.record(case.record)
    update(record, review_status="published")
    url = admin_url(record)
    typed = {name: str(story.actor.pk) if value == "alice" else value for name, value in case.typed.items()}
    answer = site.post(url, form_values(site.get(url)) | typed)
    assert answer.status_code == 200
    assert case.message in " ".join(" ".join(form_errors(answer)).split())
    if is_refused(case):
        return
    page = form_values(answer)
    keys = [name for name in page if name.startswith("doubt:")]
    assert keys
    reasons = dict.fromkeys(keys, "as_printed")
    assert site.post(url, page | reasons).status_code == 302
    assert set(Confirmation.objects.values_list("reason", flat=True)) == {"as_printed"}


@pytest.mark.parametrize("what", CASES)
def test_the_seeds_refuse_it(seeds: SmallSeeds, what: str) -> None:
    case = CASES[what]
    seeds.edit(*case.seeds)
    if not is_refused(case):
        assert seeds.build()  # `check_data` names it once it is loaded
        return
    with pytest.raises(SeedError) as refused:
        seeds.build()
    assert f"{case.seeds[0]}:" in str(refused.value)
    assert case.message in str(refused.value)


def post_form(site: Client, record: Record, **typed: str) -> Any:
    """What the form of a record answers to these values."""
    url = admin_url(record)
    return site.post(url, form_values(site.get(url)) | typed, follow=True)


def test_the_form_completes_numbers_by_their_qualifier(story: Story, site: Client) -> None:
    typed = {"figures-0-value": "43", "figures-0-wording": ""}
    for qualifier, numbers in (
        ("exact", (43, 43, 43)),
        ("more_than", (43, 43, None)),
        ("up_to", (43, None, 43)),
        ("about", (43, None, None)),
    ):
        assert post_form(site, story.event, **typed, **{"figures-0-qualifier": qualifier}).redirect_chain
        story.figure.refresh_from_db()
        assert (story.figure.value, story.figure.low, story.figure.high) == numbers


def test_a_number_is_never_dropped_in_silence(story: Story, site: Client) -> None:
    for typed, message in (
        ({"qualifier": "dozens"}, '"dozens" makes these numbers value none, low 24, high none.'),
        ({"qualifier": "between"}, '"between" has a low and a high number, and no value'),
        ({"qualifier": "best_estimate", "value": ""}, '"best_estimate" has a value, and the low or high'),
        ({"value": "NaN"}, "Enter a number."),
        ({"value": "1e400"}, "Ensure that there are no more than 20 digits in total."),
    ):
        answer = post_form(site, story.event, **{f"figures-0-{name}": text for name, text in typed.items()})
        errors = form_errors(answer)
        assert [message in error for error in errors] == [True], errors
    ranged = {"figures-0-qualifier": "best_estimate", "figures-0-low": "30", "figures-0-high": "50"}
    assert post_form(site, story.event, **ranged).redirect_chain
    story.figure.refresh_from_db()
    assert (story.figure.value, story.figure.low, story.figure.high) == (41, 30, 50)


def test_a_speaker_makes_an_untouched_voice_attributed(story: Story, site: Client) -> None:
    assert post_form(site, story.event, **{"figures-0-by": str(story.actor.pk)}).redirect_chain
    story.figure.refresh_from_db()
    assert story.figure.voice == "attributed"
    with make.change():
        claim = make.claim()
        make.evidence(story.article, claim=claim)
    assert post_form(site, claim, by=str(story.actor.pk)).redirect_chain
    claim.refresh_from_db()
    assert claim.voice == "attributed"


def test_the_form_writes_a_language_as_usual(story: Story, site: Client) -> None:
    assert post_form(site, story.event, language="EN_us").redirect_chain
    assert Event.objects.get().language == "en-US"


def test_a_doubtful_draft_is_saved_with_a_word_and_asked_about_when_it_is_published(
    story: Story, site: Client
) -> None:
    answer = post_form(site, story.location, latitude="0", longitude="0")
    doubt = "Its point is 0, 0, in the Gulf of Guinea, which mostly stands for an unknown one."
    assert f"Doubtful: {doubt} Publishing will ask about it." in answer.content.decode()
    assert "Doubtful: " in site.get(admin_url(story.location, "step", "hand_in")).content.decode()
    step = admin_url(story.location, "step", "publish")
    page = site.get(step)
    assert doubt in page.content.decode()
    values = form_values(page) | {"confirmed": "yes", "seen": revision_token(story.record("location"))}
    refused = site.post(step, values)
    assert f"{doubt} Mend it, or say why it stands." in refused.content.decode()
    assert story.record("location").review_status == "draft"
    (key,) = (name for name in values if name.startswith("doubt:"))
    words = key.replace("doubt:", "doubt-words:")
    assert site.post(step, values | {key: "sea", words: ""}).status_code == 200  # no reason that there is
    assert site.post(step, values | {key: "", words: "A buoy."}).status_code == 302
    assert story.record("location").review_status == "published"
    confirmation = Confirmation.objects.get()
    assert (confirmation.reason, confirmation.words) == ("other", "A buoy.")
    assert confirmation.user is not None
    assert post_form(site, story.record("location"), name="Buoy").redirect_chain  # it is not asked again


def test_the_screen_of_a_part_asks_as_well(story: Story, site: Client) -> None:
    update(story.event, review_status="published")
    url = admin_url(story.figure)
    refused = site.post(url, form_values(site.get(url)) | {"value": "43"})
    assert "Its number does not stand in “41 of its members”." in " ".join(form_errors(refused))
    values = form_values(refused)
    (key,) = (name for name in values if name.startswith("doubt:"))
    assert site.post(url, values | {key: "checked"}).status_code == 302
    story.figure.refresh_from_db()
    assert (story.figure.value, story.figure.low, story.figure.high) == (43, 43, 43)


def test_saving_and_publishing_shows_the_doubts_first(story: Story, site: Client) -> None:
    update(story.location, latitude=0, longitude=0)
    answer = post_form(site, story.record("location"), _publish="Save and publish")
    assert "Before it is published, see what that takes." in answer.content.decode()
    assert "Doubtful: mend it, or say why it stands" in answer.content.decode()
    assert story.record("location").review_status == "draft"


def test_a_mirror_notes_what_its_source_says(story: Story) -> None:
    update(story.event, language="english", review_status="published")
    Mirror.objects.create(url="https://example.org/")
    out = StringIO()
    call_command("check_data", stdout=out)
    assert "Note: events/event: “english” is no language tag" in out.getvalue()


def test_an_imported_dataset_keeps_what_its_source_says(story: Story) -> None:
    update(story.event, language="english", review_status="published")
    assert problems_of([story.event])
    with make.change():
        Dataset.objects.update(kind="imported")
    assert problems_of([story.event]) == []
