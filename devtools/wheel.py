"""``make wheel``: one wheel with every addon, in dist/."""

from devtools import atomic, odoo_run, paths, proc
from devtools.say import Problem, step


def build(target=paths.ROOT / "dist"):
    """Build the wheel and return its path; the packages it is built with are locked ones."""
    for rest in ("build", "odoo_addons_sales_process.egg-info"):
        atomic.remove(paths.ROOT / rest)  # setuptools would take files from there that are gone
    python = odoo_run.interpreter()
    log = paths.local("logs", "wheel.log")
    atomic.remove(target)
    with step("Building the wheel"):
        try:
            proc.run(
                [
                    python, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps",
                    "--no-build-isolation", "-w", target, paths.ROOT,
                ],
                log=log,
            )  # fmt: skip
        except proc.Failed as error:
            raise Problem(f"the wheel could not be built (details in {log})") from error
        finally:
            atomic.remove(paths.ROOT / "build")
            atomic.remove(paths.ROOT / "odoo_addons_sales_process.egg-info")
    return next(target.glob("*.whl"))
