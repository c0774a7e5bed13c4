"""ICSGE against its speed bars: `python -m bench.icsge`; see docs/benchmarks.md."""
