"""The long runs: `SLOW=1 pytest tests/slow`. Each has a quick variant in the ordinary suite."""

import os

collect_ignore_glob = [] if os.environ.get("SLOW") else ["test_*.py"]
