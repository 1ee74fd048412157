"""The forms of signing in."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from events.sign_in import attempts
from events.sign_in.known_browser import known_browser


class SignInForm(AdminAuthenticationForm):
    """Name and password, refused unread after too many failures."""

    refusal: attempts.TooManyAttemptsError | None = None

    def clean(self) -> dict[str, Any]:
        """Sign in. Raises: ValidationError."""
        name = self.cleaned_data.get("username")
        if self.request is None or not name or not self.cleaned_data.get("password"):
            return super().clean()
        address = attempts.client_address(self.request)
        limits = attempts.password_limits(name, address, known_browser(self.request, name))
        try:
            attempts.begin(limits, f"{name!r} from {address}")
        except attempts.TooManyAttemptsError as error:
            self.refusal = error
            raise ValidationError(
                f"{error} If you forgot the password, ask whoever made your account to set a new one.",
                code="throttled",
            ) from error
        cleaned: dict[str, Any] = super().clean()
        attempts.succeed(limits)
        return cleaned


class CodeForm(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        max_length=20,
        label="Code",
        help_text="The six digits that the application shows now, or one of the recovery codes.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false", "size": 12}
        ),
    )
    refusal: attempts.TooManyAttemptsError | None = None

    def refuse(self, error: attempts.TooManyAttemptsError) -> None:
        """Say that too many codes were wrong."""
        self.refusal = error
        self.add_error("code", str(error))
