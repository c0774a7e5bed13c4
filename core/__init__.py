"""Marelle's framework. Plugins import core.api and nothing else of it."""

from core.starting import spare

spare()
