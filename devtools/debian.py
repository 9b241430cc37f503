"""Files of Debian packages, taken with apt's own client and unpacked aside.

Nothing is installed and nothing of the system's apt is changed: lists and cache are private.
"""

import os
import re
import shutil
from pathlib import Path

from devtools import proc
from devtools.say import Problem

KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)


def keyring():
    return next((path for path in KEYRINGS if os.path.exists(path)), None)


def available():
    """Whether this machine can fetch from Debian."""
    return bool(keyring() and shutil.which("apt-get") and shutil.which("dpkg-deb"))


def _sources_text(etc):
    for path in [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]:
        if path.suffix in (".list", ".sources") and path.is_file():
            yield path.suffix, path.read_text(errors="replace")


def find_mirror(etc=Path("/etc/apt")):
    """The Debian mirror that the machine already uses, or None."""
    for suffix, text in _sources_text(etc):
        if suffix == ".list":
            pattern = r"^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+\S+"
            uris = re.findall(pattern, text, re.MULTILINE)
        else:
            fields = re.findall(r"^URIs:[ \t]*(.*)$", text, re.MULTILINE | re.IGNORECASE)
            uris = [uri for field in fields for uri in field.split()]
        for uri in uris:
            # a security archive has no unstable suite, other vendors have no Debian
            if re.search(r"/debian/?$", uri):
                return uri
    return None


def codename(path=Path("/etc/os-release")):
    """The machine's own suite (``bookworm``…), or None where it has no name."""
    try:
        match = re.search(r"^VERSION_CODENAME=\"?(\w+)", path.read_text(), re.MULTILINE)
    except OSError:
        return None
    return match and match[1]


class PrivateApt:
    """An apt of our own in ``folder``, with unstable and the machine's suite of the same mirror."""

    def __init__(self, folder, mirror, own_suite=None):
        self.folder = Path(folder)
        self.mirror = mirror
        self.own_suite = own_suite if own_suite != "sid" else None

    def _prepare(self):
        for part in ("lists/partial", "cache/archives/partial", "files"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        suites = ["sid", *([self.own_suite] if self.own_suite else [])]
        (self.folder / "sources.list").write_text(
            "".join(f"deb [signed-by={keyring()}] {self.mirror} {suite} main\n" for suite in suites)
        )
        (self.folder / "apt.conf").write_text(
            f'Dir::Etc::sourcelist "{self.folder}/sources.list";\n'
            'Dir::Etc::sourceparts "-";\n'
            f'Dir::State::lists "{self.folder}/lists";\n'
            f'Dir::Cache "{self.folder}/cache";\n'
            # an unprivileged download user could not enter our folder
            'APT::Sandbox::User "root";\n'
            'APT::Update::Error-Mode "any";\n'
            'Acquire::Languages "none";\n'
            "#clear Acquire::IndexTargets::deb::DEP-11;\n"
            "#clear APT::Update::Post-Invoke;\n"
            "#clear APT::Update::Post-Invoke-Success;\n"
        )

    def _run(self, *args, **options):
        environ = {**os.environ, "APT_CONFIG": str(self.folder / "apt.conf"), "LC_ALL": "C"}
        return proc.run(["apt-get", "-q", *args], env=environ, cwd=self.folder / "files", **options)

    def update(self, on_line=None):
        self._prepare()
        try:
            self._run("update", on_line=on_line, log=self.folder / "update.log")
        except proc.Failed as error:
            raise Problem(
                f"the package lists of {self.mirror} cannot be read; check the network, "
                f"then try again (details in {self.folder}/update.log)"
            ) from error

    def version(self, package):
        """Version that unstable has, or None."""
        environ = {**os.environ, "APT_CONFIG": str(self.folder / "apt.conf"), "LC_ALL": "C"}
        text = proc.output(["apt-cache", "madison", package], env=environ) or ""
        found = [row.split("|") for row in text.splitlines()]
        return next((row[1].strip() for row in found if len(row) == 3 and "sid/" in row[2]), None)

    def unpack(self, package, target, own_suite_first=False, on_line=None):
        """Download a package and unpack its files below ``target``; False if there is none."""
        files = self.folder / "files"
        suites = ["sid"]
        if self.own_suite:
            suites.insert(0 if own_suite_first else 1, self.own_suite)
        for suite in suites:
            for old in files.glob(f"{package}_*.deb"):
                old.unlink()
            code, _tail = self._run("download", f"{package}/{suite}", check=False, on_line=on_line)
            archives = list(files.glob(f"{package}_*.deb"))
            if code == 0 and archives:
                proc.run(["dpkg-deb", "-x", archives[0], target])
                archives[0].unlink()
                return True
        return False
