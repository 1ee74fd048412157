"""The base of all serializers of the API."""

from rest_framework import serializers


class Described(serializers.Serializer):
    """An object of an answer. It declares; the records are sent as they were built."""
