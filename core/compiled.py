"""Templates kept compiled in the data folder, so that a start does not compile them again, as Python keeps its modules.

What is kept is code: it is signed with a key of the deployment, and what does not bear the signature is not run.
"""

from __future__ import annotations

import hmac
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import jinja2
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from core.accounts.keys import derived
from core.running import NAME

LENGTH = 32


class Compiled(BytecodeCache):
    """One file for each template. Jinja itself refuses what was made from another source or by another Python."""

    def __init__(self, folder: Path, key: bytes):
        self.folder, self.key, self.described = folder, key, ""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja the code kept for this template, if it is ours."""
        with suppress(OSError):
            kept = (self.folder / bucket.key).read_bytes()
            if hmac.compare_digest(kept[:LENGTH], self.signature(bucket, kept[LENGTH:])):
                bucket.bytecode_from_string(kept[LENGTH:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code; a folder that cannot be written to is no harm."""
        code = bucket.bytecode_to_string()
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as out:
                out.write(self.signature(bucket, code) + code)
            Path(out.name).replace(self.folder / bucket.key)

    def signature(self, bucket: Bucket, code: bytes) -> bytes:
        """What only this deployment can write before this template's code."""
        self.described = self.described or described(bucket.environment)
        return hmac.digest(self.key, f"{bucket.key} {self.described} ".encode() + code, "sha256")


def described(environment: jinja2.Environment) -> str:
    """What the code depends on beside its source: Jinja, the way of compiling, and the filters, tried on constants."""
    makers = {getattr(sys.modules.get(each.__module__), "__file__", None) for each in environment.filters.values()}
    files = sorted((path, Path(path).stat().st_mtime_ns) for path in makers if path)
    return repr((jinja2.__version__, sorted(environment.extensions), environment.trim_blocks,
                 environment.lstrip_blocks, files))


def init_compiled(app: Flask) -> None:
    """Keep an application's templates compiled."""
    config = app.extensions[NAME].config
    app.jinja_env.bytecode_cache = Compiled(config.data / "compiled", derived(config.secret_key, "templates"))
