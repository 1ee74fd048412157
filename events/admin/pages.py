"""Pages of the admin: their addresses, and what the features share, pages that stand beside Django's."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from events.admin.strict_list import StrictListAdmin


def change_url(row: Model) -> str:
    """The form of a row."""
    return model_admin_url(type(row), "change", row.pk)


def model_admin_url(model: type[Model], page: str, *args: Any) -> str:
    """A page of a model by its name: the list, the form of the row with a key, or a feature."""
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=args)


FeatureView = tuple[str, str, Callable[..., HttpResponse]]
"""The route below the address of the screen, its name, and `view(modeladmin, request, **route arguments)`."""


class FeatureAdmin(StrictListAdmin):
    """A screen with features, each a view with an address: `admin:events_<model>_<name>`."""

    features: ClassVar[Sequence[FeatureView]] = ()
    list_per_page = 50
    show_full_result_count = False

    class Media:
        css = {"all": ["events/admin.css"]}

    def get_features(self) -> list[FeatureView]:
        """The features of this screen, open to those who sign in."""
        return [*self.features]

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the features, then Django's."""
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(route, self.admin_site.admin_view(partial(view, self)), name=f"{prefix}_{name}")
            for route, name, view in self.get_features()
        ]
        return [*own, *super().get_urls()]


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
