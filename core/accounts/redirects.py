"""Where a page may send a person back to: an address of ours, nothing else."""

from __future__ import annotations

import re

from flask import request

LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def local(address: str | None, default: str = "/") -> str:
    """The address when it is a path of ours, the default otherwise: no other host, no trick of slashes."""
    return address if address and LOCAL.fullmatch(address) else default


def back_to(default: str) -> str:
    """Where the address says that a person came from (`retour`) when it is a path of ours, the default otherwise."""
    return local(request.args.get("retour"), default)
