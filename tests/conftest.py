"""What every test has in common."""

from django.conf import settings

# A slow hash guards real passwords; here it would only slow every sign-in down.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The manifest exists after collectstatic only, and no test needs hashed names.
settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
settings.STATIC_ROOT.mkdir(parents=True)  # WhiteNoise warns of a missing one
