"""``make wheel``: a wheel of each addon in dist/, built by whool as the Odoo community does."""

import os

from devtools import addons, atomic, paths, proc, venv
from devtools.say import Problem, step

# the version is the manifest's: whool would count the commits since it was set
AS_IN_MANIFEST = {"WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none"}


def build(target=paths.ROOT / "dist"):
    """Build the wheels of the files that git knows and return their paths, by addon."""
    python = venv.python("wheel", "the builder of wheels")
    log = paths.local("logs", "wheel.log")
    atomic.remove(target)
    with step("Building the wheels"):
        try:
            proc.run(
                [
                    python, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps",
                    "--no-build-isolation", "-w", target,
                    *(paths.ROOT / name for name in addons.manifests()),
                ],
                log=log,
                env={**os.environ, **AS_IN_MANIFEST},
            )  # fmt: skip
        except proc.Failed as error:
            raise Problem(f"the wheels could not be built (details in {log})") from error
    return {
        name: next(target.glob(f"odoo_addon_{name}-{manifest['version']}-*.whl"))
        for name, manifest in addons.manifests().items()
    }
