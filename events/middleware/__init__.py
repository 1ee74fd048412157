"""The middleware of the site, outermost first in `MIDDLEWARE` of the settings."""
