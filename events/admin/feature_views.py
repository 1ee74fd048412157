"""What features share that stand beside the screens: each is a view, which its screen names in `get_urls`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from events.admin.admin_urls import model_admin_url

FeatureView = tuple[str, str, Callable[..., HttpResponse]]
"""The route below the address of the screen, its name, and `view(modeladmin, request, **route arguments)`."""


def feature_urls(modeladmin: Any, *features: FeatureView) -> list[URLPattern]:
    """The addresses of the features of a screen: `admin:events_<model>_<name>`, open to those who sign in."""
    prefix = f"{modeladmin.opts.app_label}_{modeladmin.opts.model_name}"
    return [
        path(route, modeladmin.admin_site.admin_view(partial(view, modeladmin)), name=f"{prefix}_{name}")
        for route, name, view in features
    ]


def feature_page(
    modeladmin: Any, request: HttpRequest, template: str, title: str, **context: Any
) -> TemplateResponse:
    """A page of a feature, with what every page of the admin shows."""
    shared = {
        **modeladmin.admin_site.each_context(request),
        "title": title,
        "opts": modeladmin.opts,
        "media": modeladmin.media,
    }
    return TemplateResponse(request, f"admin/events/{template}", shared | context)


def missing_row_response(modeladmin: Any, request: HttpRequest, key: Any) -> HttpResponse:
    """What Django answers where no row has this key: its words, on the first page."""
    kind = modeladmin.opts.verbose_name
    messages.warning(request, f"{kind} with ID “{key}” doesn’t exist. Perhaps it was deleted?")  # noqa: RUF001
    return HttpResponseRedirect(reverse("admin:index"))


def curator(request: HttpRequest) -> Any:
    """The user: the site lets nobody in who is no curator."""
    return request.user


def for_changing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view have the row of `object_id` if the user may change it: `view(modeladmin, request, row)`."""

    def checked(modeladmin: Any, request: HttpRequest, object_id: int) -> HttpResponse:
        row = modeladmin.get_object(request, str(object_id))
        if row is None:
            return HttpResponseRedirect(model_admin_url(modeladmin.model, "changelist"))
        if not modeladmin.has_change_permission(request, row):
            raise PermissionDenied
        return view(modeladmin, request, row)

    return checked
