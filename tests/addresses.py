"""Every address of the site, from its URL configuration, and one that exists for each on the seeds."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from events.actions.merge import merge, plan_merge
from events.api.documentation import screenshots
from events.models import Dataset, Event, Revision
from tests import factories
from tests.api.helpers import COLLECTIONS

EXAMPLE_IDS = {
    "articles": "widespread-protests-in-southern-iraq-over-arrest-of-activists",
    "actors": "hamas",
    "events": "first-session-of-us-iraq-talks-2024-01-27",
    "locations": "baghdad",
    "outlets": "asharq-al-awsat",
    "claims": "us-officials-decision-is-related-to-the-attacks",
    "datasets": "curated",
}
QUERIES = {
    "/revisions/diff/": "from=1&to=1",
    "/suggest/": "q=iraq",
    "/releases/<name>/changes/": "since=first",
    "/admin/autocomplete/": "app_label=events&model_name=participation&field_name=actor&term=iraq",
}
"""What an address, or the end of one, needs in its query."""
_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()\[\]]|\[[^\]]*\])*\)")
_CONVERTER = re.compile(r"<\w+:(\w+)>")


def all_addresses() -> list[str]:
    """Each address, its parts that vary written as `<name>`, in order."""
    return sorted(set(_walk(get_resolver().url_patterns, "/")))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = str(pattern.pattern).removeprefix("^").removesuffix("$").replace("/?", "/")
        address = prefix + _CONVERTER.sub(r"<\1>", _GROUP.sub(r"<\1>", route))
        if isinstance(pattern, URLPattern):
            yield address
        else:
            yield from _walk(pattern.url_patterns, address)


def make_examples() -> None:
    """What the seeds lack for every address to lead somewhere: a release, a merged record, a plain user."""
    for name in ("first", "second"):
        factories.release(name)
    with factories.change():
        owner = Dataset.objects.get(slug="curated")
        source, target = (
            factories.actor(slug, name=name, dataset=owner)
            for slug, name in (("body-a", "Body A"), ("body-b", "Body B"))
        )
    source.refresh_from_db()
    target.refresh_from_db()
    merge(plan_merge(source, target), "ravi", "One body.", choices={})
    User.objects.create_user("plain")


def fill(address: str) -> str:
    """The address of something that exists, with the query that it needs.

    Raises: KeyError for a part that has no example yet.
    """
    named = address.replace("/places/", "/locations/")
    collection = next((name for name in COLLECTIONS if f"/{name}/" in named), "")
    examples = {
        "app_label": "events",
        "url": "nowhere",
        "address": "curating",
        "step": "withdraw",
        "content_type_id": str(ContentType.objects.get_for_model(Event).pk),
        "collection": "events",
        "section": "events",
        "feature": EXAMPLE_IDS["events"],
        "id": EXAMPLE_IDS.get(collection, ""),
        "name": next(iter(screenshots())) if "screenshots" in address else "second",
    }
    if model := re.match(r"/admin/(auth|events)/(\w+)/", address):
        row = _example(apps.get_model(model[1], model[2]))
        examples |= dict.fromkeys(("object_id", "pk", "id"), str(row.pk))
        examples |= {"collection": "actors", "slug": "body-a"}
    elif "/admin/r/" in address:
        examples["object_id"] = str(_example(Event).pk)
    query = next((query for end, query in QUERIES.items() if address.endswith(end)), "")
    if model and address.endswith("/choose/"):
        query = _chooser_query(apps.get_model(model[1], model[2]))
    return re.sub(r"<(\w+)>", lambda part: examples[part[1]], address) + f"?{query}" * bool(query)


def _chooser_query(model: type[Model]) -> str:
    """What a field that chooses such a row asks; empty where there is none."""
    fields = (field for other in apps.get_models() for field in other._meta.fields)
    field = next((field for field in fields if field.related_model is model), None)
    if field is None:
        return ""
    return f"app_label=events&model_name={field.model._meta.model_name}&field_name={field.name}&term=a"


def _example(model: type[Model]) -> Model:
    rows = model._default_manager.order_by("pk")
    if model is User:
        rows = rows.filter(username="plain")
    elif model is Revision:
        rows = rows.filter(slug=EXAMPLE_IDS["events"])
    elif slug := EXAMPLE_IDS.get(f"{model._meta.model_name}s"):
        rows = rows.filter(slug=slug)
    row = rows.first()
    assert row is not None, model
    return row
