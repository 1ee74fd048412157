"""The screens of accounts and groups: Django's own, on which nobody can raise their own rights."""

import ipaddress
import logging
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Min
from django.http import HttpRequest
from django.utils import timezone

from events.models import SignInFailure

admin.site.unregister(User)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Accounts: their groups say what they may do."""

    list_display = ["username", "first_name", "last_name", "in_groups", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    readonly_fields = ["last_login", "date_joined"]
    ordering = ["username"]
    filter_horizontal = ["user_permissions"]
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
        return super().get_queryset(request).prefetch_related("groups")

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


MAX_FAILURES = 5
FAILURE_WINDOW = timedelta(minutes=15)
_log = logging.getLogger(__name__)


class SignInForm(AdminAuthenticationForm):
    """Name and password, refused unread after too many failures."""

    def clean(self) -> dict[str, object]:
        """Sign in. Raises: ValidationError. Queries: 2 more, and 2 for each failure before."""
        name, address = str(self.cleaned_data.get("username", "")), client_address(self.request)
        key = sha256(f"{name.casefold()}\n{address}".encode()).hexdigest()
        if until := _blocked_until(key):
            _log.warning("Sign-in refused: too many failures for %r from %s", name, address)
            minutes = max(1, round((until - timezone.now()).total_seconds() / 60))
            raise ValidationError(
                f"Signing in failed {MAX_FAILURES} times for this name. Try again at {until:%H:%M} UTC, "
                f"in {minutes} minute{'s' if minutes > 1 else ''}: until then, the right password "
                "is refused too. If you forgot the password, ask whoever made your account to set a new one.",
                code="throttled",
            )
        cleaned: dict[str, object] = super().clean()
        SignInFailure.objects.filter(key=key).delete()
        return cleaned


def client_address(request: HttpRequest | None) -> str:
    """The address that a request comes from (`events/front_door.py`), of IPv6 the network of one customer."""
    claimed = request.META["REMOTE_ADDR"] if request is not None else ""
    try:
        address = ipaddress.ip_address(claimed)
    except ValueError:
        return claimed
    if address.version == 6:
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _blocked_until(key: str) -> datetime | None:
    """Note an attempt before its password is looked at; or return when the next one may be made."""
    now = timezone.now()
    SignInFailure.objects.filter(at__lte=now - FAILURE_WINDOW).delete()
    for slot in range(MAX_FAILURES):
        try:
            with transaction.atomic():
                SignInFailure.objects.create(key=key, slot=slot, at=now)
        except IntegrityError:
            continue  # taken, by an earlier attempt or by one that is made at this moment
        return None
    oldest: datetime = SignInFailure.objects.filter(key=key).aggregate(at=Min("at"))["at"] or now
    return oldest + FAILURE_WINDOW
