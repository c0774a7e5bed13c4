"""Runs a program on content that is not ours: no network and no files where bubblewrap works, limits everywhere."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

BOX = ("bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL",
       "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
       "--symlink", "usr/bin", "/bin", "--ro-bind-try", "/etc/fonts", "/etc/fonts",
       "--ro-bind-try", "/var/cache/fontconfig", "/var/cache/fontconfig", "--proc", "/proc", "--dev", "/dev",
       "--tmpfs", "/tmp", "--dir", "/tmp/home", "--chdir", "/tmp")
LIMIT = 'ulimit -c 0 && ulimit -t "$1" && ulimit -d "$2" && shift 2 && exec "$@"'


class Limits(NamedTuple):
    """How long a program may run, and how much memory each of its processes may fill."""

    seconds: float
    megabytes: int


class Outcome(NamedTuple):
    """How a program ended. `late` means that it was killed when its time was over."""

    code: int
    out: bytes
    err: str
    late: bool = False

    @property
    def good(self) -> bool:
        return self.code == 0 and not self.late


def boxed(command: Sequence[str], readable: Sequence[Path], environment: dict[str, str]) -> list[str]:
    """The command inside a box that holds /usr, the system's fonts, and the `readable` paths; nothing else."""
    program = Path(command[0])
    wanted = (program.parent, program.resolve().parent, *readable)
    seen = [path for path in wanted if path.exists() and not path.is_relative_to("/usr")]
    binds = [part for path in seen for part in ("--ro-bind", str(path), str(path))]
    values = {"PATH": "/usr/bin:/bin"} | environment | {"HOME": "/tmp/home"}
    names = [part for name, value in values.items() for part in ("--setenv", name, value)]
    return [*BOX, *binds, *names, "--", *command]


def run(command: Sequence[str], content: bytes, limits: Limits, environment: dict[str, str]) -> Outcome:
    """Run the command on `content`; when the time is over, kill it with all that it started."""
    # the limits are set by a shell in between: a preexec function is unsafe in a process with threads
    limited = ["/bin/sh", "-c", LIMIT, "sh", str(int(limits.seconds) + 1), str(limits.megabytes * 1024), *command]
    process = subprocess.Popen(limited, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env={"PATH": os.defpath} | environment, start_new_session=True)
    with process:
        try:
            out, err = process.communicate(content, timeout=limits.seconds)
            late = False
        except subprocess.TimeoutExpired:
            late = True
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        if late:
            out, err = b"", b""
    return Outcome(process.returncode, out, err.decode("utf-8", "replace"), late)
