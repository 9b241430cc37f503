"""What the machine offers: ports, disk, tools, packages of the system."""

import os
import shutil
import socket

from devtools import proc
from devtools.say import Problem, step


def check_port(port, hint):
    """Refuse a port that somebody listens on, before any work is done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise Problem(f"port {port} needs root; {hint}") from error
        except OSError as error:
            raise Problem(f"port {port} on 127.0.0.1 is in use; {hint}") from error


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check_disk(path, gigabytes, usage=shutil.disk_usage):
    """Refuse to begin what would not fit."""
    free = usage(path).free / 1e9
    if free < gigabytes:
        raise Problem(
            f"{path} has {free:.1f} GB free, {gigabytes:g} GB are needed; make room, "
            "or name a folder on another disk with SALES_PROCESS_CACHE"
        )


def find_tool(*names):
    """Path of the first of these programs that is there, or None."""
    return next((path for path in map(shutil.which, names) if path), None)


def ensure_tool(names, packages, purpose):
    """Return a program's path; as root install its packages, else say which are missing."""
    path = find_tool(*names)
    if path:
        return path
    wanted = " ".join(packages)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        with step(f"Installing {wanted} from the system's packages") as current:

            def show(text):
                current.detail = text[:60]

            try:
                proc.run(["apt-get", "update", "-q"], env=environ, on_line=show, check=False)
                proc.run(
                    ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages],
                    env=environ,
                    on_line=show,
                )
            except proc.Failed as error:
                raise Problem(
                    f"{wanted} could not be installed ({error}); check the network, then try again"
                ) from error
        path = find_tool(*names)
    if not path:
        raise Problem(f"{names[0]} is missing ({purpose}); install the system package {wanted}")
    return path
