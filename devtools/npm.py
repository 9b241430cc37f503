"""Packages of npm, by npm's own client: our locked tools, and single files that Odoo needs."""

import hashlib
import os
import re
import shutil
import tarfile
from pathlib import Path

from devtools import atomic, machine, paths, proc
from devtools.say import Problem, step

OLDEST_NODE = 18


def node():
    """Path of Node.js, which is installed with npm where that is possible."""
    machine.ensure_tool(("npm",), ("nodejs", "npm"), "it checks our JavaScript")
    path = machine.ensure_tool(("node", "nodejs"), ("nodejs",), "it checks our JavaScript")
    version = proc.output([path, "--version"]) or ""
    match = re.match(r"v(\d+)", version)
    if not match or int(match[1]) < OLDEST_NODE:
        raise Problem(
            f"{path} is {version or 'no working Node.js'}; install Node.js {OLDEST_NODE} or newer"
        )
    return path


def modules():
    """Folder with the node_modules of package-lock.json, made once per lock."""
    node()
    lock = paths.ROOT / "package-lock.json"
    key = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    target = paths.shared() / "node" / key
    with atomic.folder(target, {"lock": key}) as part:
        if part:
            shutil.copy(lock, part)
            shutil.copy(paths.ROOT / "package.json", part)
            with step("Installing the JavaScript tools (npm)"):
                try:
                    proc.run(
                        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                        cwd=part,
                        log=paths.local("logs", "npm.log"),
                        env={**os.environ, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"},
                    )
                except proc.Failed as error:
                    raise Problem(
                        "npm could not install the JavaScript tools; check the network, then try "
                        f"again (details in {paths.LOGS}/npm.log)"
                    ) from error
    return target


def link():
    """Put the locked node_modules where Node.js and editors look for them."""
    path = paths.ROOT / "node_modules"
    target = modules() / "node_modules"
    if path.is_symlink() and path.resolve() != target.resolve():
        path.unlink()
    if not path.exists():
        path.symlink_to(target)


def fetch(package, folder):
    """Unpack a published package into ``folder`` and return its root, or None without npm."""
    if not shutil.which("npm"):
        return None
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    code, _tail = proc.run(["npm", "pack", "--silent", package], cwd=folder, check=False)
    archive = next(folder.glob("*.tgz"), None)
    if code or not archive:
        return None
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            if member.isfile() and ".." not in Path(member.name).parts:
                member.mode = 0o644
                tar.extract(member, folder)
    archive.unlink()
    return folder / "package"
