"""Workflows: declared as tables, fired by one engine."""
