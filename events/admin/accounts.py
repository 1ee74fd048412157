"""The screens of accounts and groups: Django's own, on which nobody can raise their own rights."""

import logging
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from events.admin.pages import curator
from events.admin.strict_list import StrictListAdmin
from events.sign_in import second_factor

admin.site.unregister([Group, User, TOTPDevice, StaticDevice])  # the screens of devices show their keys
_log = logging.getLogger(__name__)


@admin.register(Group)
class GroupAdmin(StrictListAdmin, DjangoGroupAdmin):
    """Groups: what their members may do."""


@admin.register(User)
class UserAdmin(StrictListAdmin, DjangoUserAdmin):
    """Accounts: their groups say what they may do."""

    list_display = [
        *("username", "first_name", "last_name", "in_groups"),
        *("is_active", "has_second_factor", "last_login"),
    ]
    list_filter = ["is_active", "groups"]
    readonly_fields = ["last_login", "date_joined"]
    ordering = ["username"]
    filter_horizontal = ["user_permissions"]
    actions = ["remove_second_factor"]
    add_form = UserCreationForm  # without Django's choice to have no password: nothing else signs in here
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        ("What it may do", {"fields": ["groups", "is_staff"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Django's; only a superuser makes another or gives permissions one by one."""
        if obj is None:
            return self.add_fieldsets
        own = ["is_superuser", "user_permissions"] if request.user.is_superuser else []
        return [
            (None, {"fields": ["username", "password"]}),
            ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
            ("What it may do", {"fields": ["is_active", "is_staff", "groups", *own]}),
            ("When", {"fields": ["last_login", "date_joined"]}),
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Whoever gets an account here is to work here."""
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def get_queryset(self, request: HttpRequest) -> Any:
        """Accounts with their groups. Queries: 2."""
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        rows = super().get_queryset(request).annotate(device_exists=Exists(devices))
        return rows.prefetch_related("groups")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who sets the password of a superuser is one: so only superusers change such accounts."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not is_above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: the history names them. They are made inactive."""
        return False

    @admin.display(description="groups")
    def in_groups(self, obj: User) -> str:
        """Its groups."""
        groups = ", ".join(group.name for group in obj.groups.all()) or "none"
        return "superuser" if obj.is_superuser else groups

    @admin.display(description="second factor", boolean=True, ordering="device_exists")
    def has_second_factor(self, obj: Any) -> bool:
        """Whether it set one up."""
        return bool(obj.device_exists)

    def has_superuser_permission(self, request: HttpRequest) -> bool:
        """Whether the user is a superuser: one who could set both password and factor could be anybody."""
        return bool(request.user.is_superuser)

    @admin.action(description="Remove the second factor (the phone is lost)", permissions=["superuser"])
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Remove the devices and recovery codes of the accounts. The log of the admin names who did it."""
        for user in queryset:
            if not second_factor.remove(user):
                messages.warning(request, f"The account {user} had none.")
                continue
            LogEntry.objects.log_actions(curator(request).pk, [user], CHANGE, "Removed the second factor.")
            _log.warning("%s removed the second factor of %s", request.user, user)
            messages.success(request, f"The second factor of {user} was removed.")
