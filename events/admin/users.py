"""The screens of accounts and groups: Django's own, on which nobody can raise their own rights."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.http import HttpRequest

admin.site.unregister(User)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Accounts: their groups say what they may do."""

    list_display = ["username", "first_name", "last_name", "in_groups", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    list_select_related = False
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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What Django itself notes."""
        return ["last_login", "date_joined"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Whoever gets an account here is to work here."""
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def get_queryset(self, request: HttpRequest) -> Any:
        """Accounts with their groups. Queries: 2."""
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who sets the password of a superuser is one: so only superusers change such accounts."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: the history names them. They are made inactive."""
        return False

    @admin.display(description="groups")
    def in_groups(self, obj: User) -> str:
        """Its groups."""
        if obj.is_superuser:
            return "superuser"
        return ", ".join(group.name for group in obj.groups.all()) or "none"
