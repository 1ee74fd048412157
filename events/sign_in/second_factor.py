"""The second factor of an account: an authenticator application on a phone, and recovery codes.

Devices and codes are rows of django-otp; it checks them. A session is verified once its user gave a code.
"""

from base64 import b32encode
from enum import StrEnum
from typing import Any

import segno
from django.conf import settings
from django.db import transaction
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from events.rights import may_publish_anything

RECOVERY_CODES = 10
DEVICE_NAME = "authenticator"
RECOVERY_NAME = "recovery codes"
NOBODY, PUBLISHERS, EVERYONE = "", "publishers", "everyone"
REQUIRED_OF = (NOBODY, PUBLISHERS, EVERYONE)
"""What the setting SECOND_FACTOR may be."""


class MissingStep(StrEnum):
    """What a user who gave the right password still has to do."""

    CODE = "code"
    """Give a code of the device."""
    ENROL = "enrol"
    """Set up a device: the installation requires one."""


def missing_step(user: Any) -> MissingStep | None:
    """What is missing before the user may use the admin. Queries: 1 unless verified; 2 more for rights."""
    if getattr(user, "otp_device", None) is not None:
        return None
    if device_of(user):
        return MissingStep.CODE
    return MissingStep.ENROL if is_required(user) else None


def is_required(user: Any) -> bool:
    """Whether the installation requires a second factor of the user; an unknown setting does of all."""
    if settings.SECOND_FACTOR == NOBODY:
        return False
    return settings.SECOND_FACTOR != PUBLISHERS or may_publish_anything(user)


def device_of(user: Any) -> TOTPDevice | None:
    """The device that the user set up. Queries: 1."""
    device: TOTPDevice | None = TOTPDevice.objects.devices_for_user(user, confirmed=True).first()
    return device


def verify(user: Any, code: str) -> TOTPDevice | StaticDevice | None:
    """The device of which this is a code, each of which is accepted once; None if it is wrong."""
    text = "".join(code.split()).replace("-", "").lower()
    model = TOTPDevice if len(text) == 6 and text.isdigit() else StaticDevice
    device = model.objects.devices_for_user(user, confirmed=True).first()
    return verify_token(user, device.persistent_id, text) if device else None


def enrol(user: Any, key: str, code: str) -> TOTPDevice | None:
    """Set up the device that has this key, if the code is one of it, and drop any other; else None."""
    with transaction.atomic():
        device = TOTPDevice.objects.create(user=user, name=DEVICE_NAME, key=key, confirmed=False)
        if not device.verify_token("".join(code.split())):
            device.delete()
            return None
        remove(user, keep=device)
        device.confirmed = True
        device.save()
    return device


def remove(user: Any, keep: TOTPDevice | None = None) -> int:
    """Remove the devices and recovery codes of a user; returns how many devices there were."""
    with transaction.atomic():
        devices = TOTPDevice.objects.devices_for_user(user).exclude(pk=keep.pk if keep else None)
        count = int(devices.count())
        devices.delete()
        StaticDevice.objects.devices_for_user(user).delete()
    return count


def renew_recovery_codes(user: Any) -> list[str]:
    """New recovery codes in place of the old ones. They are shown once."""
    with transaction.atomic():
        device = StaticDevice.objects.devices_for_user(user).first()
        device = device or StaticDevice.objects.create(user=user, name=RECOVERY_NAME)
        StaticToken.objects.filter(device__user=user).delete()
        codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
        StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def recovery_codes_left(user: Any) -> int:
    """How many recovery codes were not used yet. Queries: 1."""
    return int(StaticToken.objects.filter(device__user=user, device__confirmed=True).count())


def qr_code(user: Any, key: str) -> str:
    """The key as a picture that authenticators read: SVG, dark on light whatever the theme of the page."""
    address = TOTPDevice(user=user, key=key).config_url
    picture = segno.make(address, error="m")
    svg: str = picture.svg_inline(scale=4, border=4, light="#fff", title="QR code of the key")
    return svg


def readable_key(key: str) -> str:
    """The key in base 32, in groups of four, as authenticators take it where no picture can be scanned."""
    text = b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
