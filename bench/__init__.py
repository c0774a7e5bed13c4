"""Marelle measured beside Django admin with django-fsm-2: see docs/benchmarks.md."""
