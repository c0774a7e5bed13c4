"""Marelle's framework. Plugins import core.api and nothing else of it."""
