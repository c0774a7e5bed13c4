"""Marelle in the comparison: a plugin like any other, and the real application around it."""
