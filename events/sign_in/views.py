"""The pages of the second factor."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as verify_session
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.util import random_hex

from events.sign_in import attempts
from events.sign_in import second_factor as factor
from events.sign_in.forms import CodeForm
from events.sign_in.known_browser import known_browser, remember_browser
from events.sign_in.second_factor import MissingStep

_KEY = "second_factor_key"
"""Where the session keeps the key of a device that is being set up: no other session may know it."""
_WRONG = "This code is not right, or was used before. The application shows a new one every 30 seconds."


@sensitive_post_parameters()
@csrf_protect
@never_cache
def enter_code(request: HttpRequest, site: Any) -> HttpResponse:
    """The page that asks for a code after the password."""
    if not is_curator(request) or factor.missing_step(request.user) != MissingStep.CODE:
        return redirect_to_step(request)
    if "_log_out" in request.POST:
        return _log_out(request)
    form = CodeForm(request.POST or None)
    if form.is_valid() and (device := _verify(request, form)):
        _let_in(request, device)
        response = HttpResponseRedirect(_next_url(request))
        remember_browser(request, response, request.user.get_username())
        return response
    context = site.each_context(request) | {"title": "Second factor", "form": form}
    return refuse(TemplateResponse(request, "admin/enter_code.html", context), form.refusal)


@sensitive_post_parameters()
@csrf_protect
@never_cache
def second_factor(request: HttpRequest, site: Any) -> HttpResponse:
    """The page on which users set up their own second factor, renew recovery codes and remove it."""
    if not is_curator(request) or factor.missing_step(request.user) == MissingStep.CODE:
        return redirect_to_step(request)
    if "_log_out" in request.POST:
        return _log_out(request)
    form = CodeForm(request.POST or None)
    device = factor.device_of(request.user)
    codes: list[str] = []
    if form.is_valid() and "_enrol" in request.POST and device is None:
        if device := _enrol(request, form):
            _let_in(request, device)
            codes = factor.renew_recovery_codes(request.user)
    elif form.is_valid() and device and _verify(request, form):
        if "_remove" in request.POST:
            factor.remove(request.user)
            messages.success(request, "The second factor was removed.")
            return HttpResponseRedirect(request.get_full_path())
        codes = factor.renew_recovery_codes(request.user)
    context = site.each_context(request) | {
        "title": "Second factor",
        "form": CodeForm() if codes else form,
        "codes": codes,
        "device": device,
        "next": _next_url(request),
        "is_required": factor.is_required(request.user),
    }
    if device is None:
        key = request.session.setdefault(_KEY, random_hex(20))
        context |= {"qr_code": factor.qr_code(request.user, key), "key": factor.readable_key(key)}
    elif not codes:
        context["codes_left"] = factor.recovery_codes_left(request.user)
    response = refuse(TemplateResponse(request, "admin/second_factor.html", context), form.refusal)
    if codes:
        remember_browser(request, response, request.user.get_username())
    return response


def is_curator(request: HttpRequest) -> bool:
    """Whether the password of somebody who may work here was given."""
    return bool(request.user.is_active and request.user.is_staff)


def redirect_to_step(request: HttpRequest) -> HttpResponse:
    """To what is missing before the admin may be used, or else to where the user wanted to go."""
    name, next_page = "admin:login", request.get_full_path()
    if is_curator(request):
        next_page = _next_url(request)
        step = factor.missing_step(request.user)
        if step is None:
            return HttpResponseRedirect(next_page)
        name = "admin:enter_code" if step == MissingStep.CODE else "admin:second_factor"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: next_page})}")


def refuse(response: HttpResponse, refusal: attempts.TooManyAttemptsError | None) -> HttpResponse:
    """Make a page with a form the answer to what came too often, where it did."""
    if refusal:
        response.status_code = 429
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


def _verify(request: HttpRequest, form: CodeForm) -> Any:
    """The device of which the code is; None, with an error in the form, where it is wrong."""
    name = request.user.get_username()
    limits = attempts.code_limits(name, known_browser(request, name))
    try:
        attempts.begin(limits, f"{name!r} from {attempts.client_address(request)}")
    except attempts.TooManyAttemptsError as error:
        form.refuse(error)
        return None
    if device := factor.verify(request.user, form.cleaned_data["code"]):
        attempts.succeed(limits)
    else:
        form.add_error("code", _WRONG)
    return device


def _enrol(request: HttpRequest, form: CodeForm) -> Any:
    """The device that was set up; None, with an error in the form, where the code is wrong."""
    key = request.session.get(_KEY)
    if key is None:
        form.add_error("code", "This page is of another session. Scan the picture again.")
    elif device := factor.enrol(request.user, key, form.cleaned_data["code"]):
        del request.session[_KEY]
        return device
    else:
        form.add_error("code", _WRONG)
    return None


def _let_in(request: HttpRequest, device: Any) -> None:
    """Let the session count as verified, under a new key."""
    verify_session(request, device)
    request.session.cycle_key()
    if isinstance(device, StaticDevice):
        left = factor.recovery_codes_left(request.user)
        messages.warning(
            request,
            f"You signed in with a recovery code; {left} are left. If the phone is lost, remove it under "
            "Second factor and set up another.",
        )


def _log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(reverse("admin:login"))


def _next_url(request: HttpRequest) -> str:
    """Where the user wanted to go, on this site; else the first page."""
    address = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if is_ours else reverse("admin:index")
