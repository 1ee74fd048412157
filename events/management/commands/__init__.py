"""The commands of `manage.py`, each named verb_object."""
