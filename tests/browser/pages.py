"""The pages that people look at, by name: where each is, who sees it."""

from dataclasses import dataclass

from tests.browser.site import Site

# What the pages of merges and duplicates have something to show of; made once.
_PREPARE_CODE = """
from events import changes, duplicates
from events.actions.merge import merge, plan_merge
from events.choices import Collection
from events.models import Actor, Dataset, PublicId
if not PublicId.objects.filter(slug="river-police").exists():
    owner = {"dataset": Dataset.objects.get(slug="curated"), "review_status": "published"}
    with changes.changeset("ravi", "create", "Named in the article on the ferry."):
        Actor.objects.create(slug="river-police", name="River police", kind="police", **owner)
        Actor.objects.create(slug="river-guard", name="River guard", kind="government_body", **owner)
        Actor.objects.create(slug="port-authority", name="Port Authority", kind="government_body", **owner)
        twin = Actor.objects.create(
            slug="harbour-authority", name="Harbour Authority", kind="organization", country="IQ",
            description="Runs the quays.", **owner
        )
        twin.names.create(name="Port Authority")
    source, target = (Actor.objects.get(slug=slug) for slug in ("river-police", "river-guard"))
    plan = plan_merge(source, target)
    merge(plan, "ravi", "Both articles mean the same boats.", choices={"kind": "source"})
    with changes.changeset("carla", "edit", "As the ministry calls it."):
        target = Actor.objects.get(slug="river-guard")
        target.kind = "military"
        target.save()
    duplicates.save_candidates(Collection.ACTORS, duplicates.find_candidates(Collection.ACTORS))
"""
_URLS_CODE = """
from django.urls import reverse
from events.models import Actor, Article, Claim, Event, Location, Revision
rows = {
    "event": Event.objects.get(slug="attacks-on-us-forces-in-iraq-and-syria-2023-2024"),
    "article": Article.objects.order_by("-pk").first(),
    "place": Location.objects.get(slug="baghdad"),
    "actor": Actor.objects.get(slug="iraq"),
    "claim": Claim.objects.order_by("pk").first(),
}
for name, row in rows.items():
    kind = row._meta.model_name
    print(name, reverse(f"admin:events_{kind}_change", args=[row.pk]))
    print(f"{name}s", reverse(f"admin:events_{kind}_changelist"))
    print(f"{name}-history", reverse(f"admin:events_{kind}_history", args=[row.pk]))
print("settle", reverse("admin:events_event_settle", args=[rows["event"].pk]))
print("step", reverse("admin:events_event_step", args=[rows["event"].pk, "withdraw"]))
print("correction", reverse("admin:events_article_text", args=[rows["article"].pk]))
print("new-event", reverse("admin:events_event_add"))
print("new-article", reverse("admin:events_article_add"))
goes, stays = (Actor.objects.get(slug=slug) for slug in ("harbour-authority", "port-authority"))
print("merge-other", reverse("admin:events_actor_merge", args=[goes.pk]))
print("merge", reverse("admin:events_actor_merge", args=[goes.pk]) + f"?into={stays.pk}")
print("unmerge", reverse("admin:events_publicid_unmerge", args=["actors", "river-police"]))
guard = Actor.objects.get(slug="river-guard")
print("merged-history", reverse("admin:events_actor_history", args=[guard.pk]))
print("duplicates", reverse("admin:events_actor_duplicates"))
old = Revision.objects.get(collection="actors", slug="river-guard", version=1)
print("revert", reverse("admin:events_revision_revert", args=[old.pk]))
print("redact", reverse("admin:events_revision_redact"))
print("revision", reverse("admin:events_revision_change", args=[Revision.objects.first().pk]))
"""


@dataclass(frozen=True)
class PageSpec:
    """A page, and whether one signs in to see it."""

    name: str
    heading: str
    signed_in: bool = True
    in_docs: bool = True
    """Whether docs/screenshots shows it."""
    signed_in_as: str = "edith"
    """Who is signed in for the picture."""


PAGE_SPECS = (
    PageSpec("home", "What is here, and what to ask.", signed_in=False),
    PageSpec("home-arabic", "The first page, from right to left.", signed_in=False),
    PageSpec("search", "What a typed line was read as, and what it finds.", signed_in=False),
    PageSpec("search-arabic", "The same in Arabic.", signed_in=False, in_docs=False),
    PageSpec("contradictions", "Who says what against whom.", signed_in=False),
    PageSpec("corrections", "What was corrected, by day.", signed_in=False, in_docs=False),
    PageSpec("releases", "The releases.", signed_in=False, in_docs=False),
    PageSpec("docs", "The reference of the API, to read and to try.", signed_in=False),
    PageSpec("login", "Signing in.", signed_in=False),
    PageSpec("index", "The first page of a curator."),
    PageSpec("events", "Events: what they are, when, how sure, what is missing."),
    PageSpec(
        "event", "An event, in the order in which one thinks of it, beside the articles that report it."
    ),
    PageSpec("new-event", "An event that is to be written."),
    PageSpec("event-history", "Who changed an event when, why, and what, in words."),
    PageSpec("articles", "Articles."),
    PageSpec("article", "An article with its parts and its quotations."),
    PageSpec("new-article", "An article that is to be pasted."),
    PageSpec("places", "Places."),
    PageSpec("place", "A place: its point, its radius and its box on the map."),
    PageSpec("actors", "Actors."),
    PageSpec("actor", "An actor: its names, and its affiliations over time."),
    PageSpec("step", "A step of the review: what it will do, and why."),
    PageSpec("settle", "An event that a second person settles.", in_docs=False),
    PageSpec("revision", "One change of one record."),
    PageSpec("merge", "Two records that are to be one: which value stays, and what moves."),
    PageSpec("unmerge", "A merge that is to be undone: what was changed since, and what to decide."),
    PageSpec(
        "merged-history", "What went into a record, and each revision to be brought back.", in_docs=False
    ),
    PageSpec("merge-other", "Which record another is one with.", in_docs=False),
    PageSpec("duplicates", "Two records that may be one, side by side."),
    PageSpec("revert", "A revision that is to be brought back: what that changes."),
    PageSpec("redact", "A passage that is to be taken out of everything.", signed_in_as="chief"),
    PageSpec("second-factor", "A second factor that is to be set up.", in_docs=False),
    PageSpec("documentation", "A page of documentation.", signed_in=False, in_docs=False),
    PageSpec("claims", "Claims.", in_docs=False),
    PageSpec("claim", "What somebody says is so.", in_docs=False),
    PageSpec("article-history", "The history of an article.", in_docs=False),
    PageSpec("correction", "A text that is to be corrected.", in_docs=False),
)


def page_urls(site: Site) -> dict[str, str]:
    """Where every page is."""
    site.run(_PREPARE_CODE)
    lines = site.run(_URLS_CODE).splitlines()
    found = dict(line.split(maxsplit=1) for line in lines)
    others = {"home": "/", "docs": "/api/docs/", "login": "/admin/login/", "index": "/admin/"}
    others["second-factor"] = "/admin/second-factor/"
    others |= {
        "home-arabic": "/ar/",
        "search": "/?q=How+many+were+killed+in+Dhi+Qar+in+2019",
        "search-arabic": "/ar/?q=How+many+were+killed+in+Dhi+Qar+in+2019",
        "contradictions": "/contradictions/",
        "corrections": "/corrections/?since=1970-01-01",
        "releases": "/releases/",
    }
    return found | others | {"documentation": "/docs/api/"}
