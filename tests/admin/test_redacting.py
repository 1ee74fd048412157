"""Taking a passage out of everything: its places first, then the number of them."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from events.models import Actor, Dataset, Revision
from tests import factories
from tests.admin.form_data import admin_url, form_values

pytestmark = pytest.mark.usefixtures("seeded")
PAGE = "/admin/events/revision/redact/"
SECRET = "Witness Seven"


@pytest.fixture
def actor() -> Actor:
    """A record of two revisions that tell what must go."""
    with factories.change():
        owner = Dataset.objects.get(slug="curated")
        actor = factories.actor("body-a", name="Body A", description=f"{SECRET} saw it.", dataset=owner)
    with factories.change("edit"):
        actor.note = "Seen."
        actor.save()
    return Actor.objects.get(pk=actor.pk)


def test_every_place_is_shown_and_confirming_their_number_takes_it_out(site: Client, actor: Actor) -> None:
    assert f'href="{PAGE}"' in site.get(admin_url(Revision)).content.decode()
    answer = site.post(PAGE, form_values(site.get(PAGE)) | {"text": SECRET, "_find": "yes"})
    page = answer.content.decode()
    assert "It stands in 2 revisions of 1 record<" in page
    assert f'Actor “<a href="{admin_url(actor)}">Body A</a>”, version 1: description' in page
    assert Revision.objects.filter(redacted=True).count() == 0
    data = form_values(answer) | {
        "_redact": "yes",
        "reason": "By law.",
        "public_reason": "To protect somebody.",
    }
    done = site.post(PAGE, data | {"number": "2"}, follow=True)
    assert "It is taken out of 2 revisions of 1 records, for good" in done.content.decode()
    actor.refresh_from_db()
    assert SECRET not in actor.description
    assert site.post(PAGE, {"text": SECRET, "_find": "yes"}).content.decode().count("It stands nowhere") == 1
    history = site.get(admin_url(actor, "history")).content.decode()
    assert history.count("something was taken out") == 2
    assert SECRET not in history


def test_nothing_is_taken_out_that_was_not_looked_at(site: Client, actor: Actor) -> None:
    values = form_values(site.post(PAGE, {"text": SECRET, "_find": "yes"}))
    data = values | {"_redact": "yes", "reason": "By law.", "public_reason": "To protect somebody."}
    refused = {
        "not in 3": data | {"number": "3"},
        "The passage was changed": data | {"number": "2", "text": "Body A"},
        "This field is required": data | {"number": "2", "reason": ""},
        "must not tell what is taken out": data | {"number": "2", "reason": SECRET},
        "at least 3 characters": data | {"number": "2", "text": "a"},
    }
    for words, posted in refused.items():
        assert words in site.post(PAGE, posted).content.decode(), words
    actor.refresh_from_db()
    assert actor.description == f"{SECRET} saw it."


def test_nobody_but_superusers_may(client: Client, actor: Actor) -> None:
    user = User.objects.create_user("adam", password="a secret of ours", is_staff=True)
    user.groups.add(Group.objects.get(name="Admin"))
    client.force_login(user)
    assert "Redact…" not in client.get(admin_url(Revision)).content.decode()
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"text": SECRET, "_find": "yes"}).status_code == 403
    actor.refresh_from_db()
    assert SECRET in actor.description
