"""Articles: their parts proposed, duplicates warned of, a quoted text corrected with what stands in it."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from events import changes
from events.models import Article, DateReport, Event, EventSource, Evidence
from tests import factories
from tests.admin.form_data import admin_url, form_errors, form_values, with_added_row

pytestmark = pytest.mark.once

TEXT = "Talks begin\n\nBAGHDAD (Reuters) - They met in Bagdad.\n\nThe talks begun. They met again."


@pytest.fixture
def article(curator: User) -> Article:
    """An article without parts."""
    with changes.changeset(curator, "create"):
        return factories.article(
            "source", text=TEXT, title="Talks begin", url="https://www.example.com/a?id=1"
        )


@pytest.fixture
def quotation(article: Article) -> Evidence:
    """What an event rests on."""
    with factories.change():
        event = factories.event("meeting")
        EventSource.objects.create(event=event, article=article)
        return factories.evidence(article, "The talks begun.", event=event)


def new_article_values(site: Client, **values: str) -> dict[str, str]:
    """What the form of a new article would send."""
    return form_values(site.get(admin_url(Article, "add"))) | {"slug": "new", "title": "New", **values}


def test_the_parts_of_a_new_article_are_proposed_corrected_and_kept(site: Client) -> None:
    with factories.change():
        factories.dataset()
    answer = site.post(admin_url(Article, "add"), new_article_values(site, text=TEXT))
    article = Article.objects.get(slug="new")
    assert answer.headers["Location"] == admin_url(article, "parts")
    assert not article.parts.exists()
    page = site.get(admin_url(article, "parts"))
    sent = form_values(page)
    assert [sent[f"kind-{number}"] for number in range(3)] == ["headline", "body", "body"]
    assert sent["dateline"] == "BAGHDAD (Reuters)"
    assert site.post(admin_url(article, "parts"), sent | {"kind-2": "join"}).headers["Location"] == admin_url(
        article
    )
    article.refresh_from_db()
    assert [(part.kind, TEXT[part.start : part.end]) for part in article.parts.all()] == [
        ("headline", "Talks begin"),
        ("body", TEXT.partition("\n\n")[2]),
    ]
    assert (article.dateline, article.credits.get().name) == ("BAGHDAD (Reuters)", "Reuters")
    assert site.post(admin_url(article, "parts"), sent).status_code == 200  # of the revision before


def test_quotations_note_the_parts_that_were_marked_after_them(site: Client, quotation: Evidence) -> None:
    article = quotation.article
    assert quotation.part == ""
    site.post(admin_url(article, "parts"), form_values(site.get(admin_url(article, "parts"))))
    quotation.refresh_from_db()
    assert quotation.part == "body"
    data = form_values(site.get(admin_url(article))) | {"parts-2-kind": "caption"}
    assert site.post(admin_url(article), data).status_code == 302
    quotation.refresh_from_db()
    assert quotation.part == "caption"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"text": TEXT}, "its text is the very same"),
        ({"text": TEXT.replace(" ", "  ").upper(), "title": "Talks begin"}, "the same but for spaces"),
        ({"text": TEXT.replace("-", ","), "date_edtf": "2024-01-29"}, "the same but for spaces"),
        ({"url": "http://example.com/a/?id=1&utm_source=x"}, "its address is the same"),
    ],
)
def test_an_article_that_is_here_already_has_to_be_confirmed(
    site: Client, article: Article, values: dict[str, str], why: str
) -> None:
    data = new_article_values(site, **values)
    answer = site.post(admin_url(Article, "add"), data)
    page = answer.content.decode()
    assert ["if it is a different article, say so" in one for one in form_errors(answer)] == [True]
    assert why in page
    assert f'href="{admin_url(article)}"' in page
    assert 'name="different"' in page
    assert site.post(admin_url(Article, "add"), data | {"different": "on"}).status_code == 302
    assert Article.objects.filter(slug="new").exists()


def test_other_articles_are_added_without_a_question(site: Client, article: Article) -> None:
    data = new_article_values(
        site, text=f"{TEXT} And more.", url="https://example.com/a?id=2", date_edtf="2024-01-27"
    )
    assert 'name="different"' not in site.get(admin_url(Article, "add")).content.decode()
    assert site.post(admin_url(Article, "add"), data).status_code == 302
    assert site.post(admin_url(article), form_values(site.get(admin_url(article)))).status_code == 302


def test_a_text_in_which_something_stands_is_corrected_on_a_page_of_its_own(
    site: Client, quotation: Evidence
) -> None:
    article = quotation.article
    page = site.get(admin_url(article)).content.decode()
    assert 'name="text"' not in page
    assert admin_url(article, "text") in page
    sent = form_values(site.get(admin_url(article, "text")))
    assert sent["text"].replace("\r\n", "\n") == TEXT
    same = site.post(admin_url(article, "text"), sent | {"change_reason": "x", "_preview": ""})
    assert "nothing to correct" in same.content.decode()
    text = TEXT.replace("The talks begun", "The first talks began")
    sent |= {"text": text, "change_reason": "A slip.", "_preview": ""}
    preview = site.post(admin_url(article, "text"), sent)
    assert "0 passages stay in place, 0 move with their words, 1 cannot be found again" in re.sub(
        r"\s+", " ", preview.content.decode()
    )
    assert Article.objects.get().text == TEXT
    sent = form_values(preview) | {"_apply": ""}
    assert "Decide: take a passage" in site.post(admin_url(article, "text"), sent).content.decode()
    key = f"evidence-{quotation.pk}"
    wrong = sent | {f"decide-{key}": "quote", f"words-{key}": "They met"}
    assert "stands at 2 places" in site.post(admin_url(article, "text"), wrong).content.decode()
    right = sent | {f"decide-{key}": "quote", f"words-{key}": "first talks began"}
    assert site.post(admin_url(article, "text"), right).headers["Location"] == admin_url(article)
    quotation.refresh_from_db()
    assert text[quotation.start : quotation.end] == quotation.quote == "first talks began"


def test_a_passage_near_the_old_words_is_taken_by_one_click(site: Client, quotation: Evidence) -> None:
    article = quotation.article
    text = TEXT.replace("begun", "began")
    sent = form_values(site.get(admin_url(article, "text"))) | {
        "text": text,
        "change_reason": "A slip.",
        "_preview": "",
    }
    preview = site.post(admin_url(article, "text"), sent)
    place = text.index("The talks began.")
    offer = f"{place}-{place + 16}"
    assert f'value="{offer}"' in preview.content.decode()
    sent = form_values(preview) | {"_apply": "", f"decide-evidence-{quotation.pk}": offer}
    assert site.post(admin_url(article, "text"), sent).status_code == 302
    quotation.refresh_from_db()
    assert quotation.quote == "The talks began."


def test_values_that_lose_their_ground_are_shown_before_and_after(site: Client, quotation: Evidence) -> None:
    article, event = quotation.article, Event.objects.get()
    with factories.change():
        report = DateReport.objects.create(event=event, article=article, wording="They met again")
        factories.evidence(article, "They met again.", event=event, date_report=report)
    text = TEXT.replace("met again", "met anew")
    sent = form_values(site.get(admin_url(article, "text"))) | {"text": text, "change_reason": "A slip."}
    preview = site.post(admin_url(article, "text"), sent | {"_preview": ""})
    assert "lose their ground" not in preview.content.decode()  # a passage is not decided on
    key, place = f"evidence-{report.evidence.get().pk}", text.index("They met anew.")
    sent = form_values(preview) | {f"decide-{key}": f"{place}-{place + 14}"}
    page = site.post(admin_url(article, "text"), sent | {"_preview": ""}).content.decode()
    sentence = "“They met again” does not stand in its quotation “They met anew.”."
    assert "Values that lose their ground" in page
    assert sentence in page
    report.refresh_from_db()
    assert report.evidence.get().quote == "They met again."
    done = site.post(admin_url(article, "text"), sent | {"_apply": ""}, follow=True).content.decode()
    assert sentence in done
    assert f'<a href="{admin_url(event)}">' in done


def test_who_may_not_change_an_article_changes_neither_text_nor_parts(
    client: Client, article: Article
) -> None:
    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(guest)
    for page in ("text", "parts"):
        assert client.get(admin_url(article, page)).status_code == 403
        assert client.post(admin_url(article, page), {"text": "x", "change_reason": "x"}).status_code == 403
    assert client.get(admin_url(article, "reading")).status_code == 200
    page = client.get(admin_url(article)).content.decode()
    assert admin_url(article, "parts") not in page
    assert TEXT.split("\n\n")[0] in page


def test_an_article_that_is_gone_leads_back_to_the_list(site: Client, article: Article) -> None:
    for page in ("text", "parts"):
        address = admin_url(article, page).replace(f"/{article.pk}/", "/999/")
        assert site.get(address).headers["Location"] == admin_url(Article)


def test_the_words_of_a_defect_that_stand_twice_are_offered(site: Client, article: Article) -> None:
    row = {"kind": "spelling", "explanation": "x", "words": "They met"}
    answer = site.post(
        admin_url(article), with_added_row(form_values(site.get(admin_url(article))), "defects", **row)
    )
    choices = re.findall(r'name="defects-0-words-take" id="[^"]+" value="([^"]+)"', answer.content.decode())
    assert len(choices) == 2
    assert (
        site.post(admin_url(article), form_values(answer) | {"defects-0-words-take": choices[1]}).status_code
        == 302
    )
    assert article.defects.get().start == TEXT.rindex("They met")
    assert Event.objects.count() == 0
