"""The built wheel installs with pip, and Odoo finds the addons in it."""

import dataclasses
import subprocess
import tempfile
import zipfile
from pathlib import Path

from devtools import addons, odoo_run, paths, wheel
from tests import outside


@dataclasses.dataclass(frozen=True)
class PackagedOdoo(odoo_run.Odoo):
    """An Odoo whose Python path has the installed wheel, and not this clone."""

    site: Path = None

    def environ(self):
        environ = super().environ()
        return {**environ, "PYTHONPATH": f"{environ['PYTHONPATH']}:{self.site}"}


class WheelTest(outside.OutsideCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.wheel = wheel.build(Path(folder.name) / "dist")
        cls.site = Path(folder.name) / "site"
        pip = [odoo_run.interpreter(), "-m", "pip", "--disable-pip-version-check", "install"]
        subprocess.run(
            [*map(str, pip), "-q", "--no-deps", "--target", str(cls.site), str(cls.wheel)],
            check=True,
            capture_output=True,
        )

    def test_the_wheel_has_every_file_of_every_addon(self):
        """Data, views, styles and translations go along, not only Python."""
        inside = set(zipfile.ZipFile(self.wheel).namelist())
        expected = {
            f"odoo/addons/{path.relative_to(paths.ROOT)}"
            for name in addons.manifests()
            for path in (paths.ROOT / name).rglob("*")
            if path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".")
        }
        self.assertEqual(expected - inside, set())
        self.assertNotIn("odoo/__init__.py", inside)
        self.assertNotIn("odoo/addons/__init__.py", inside)

    def test_odoo_installs_the_addon_from_the_wheel(self):
        """With the wheel on Python's path and no addons path, -i finds the addon."""
        packaged = PackagedOdoo(
            self.odoo.source, self.odoo.python, self.odoo.server, addons=(), site=self.site
        )
        self.run_odoo("-isales_process", step="install", odoo=packaged)
        rows = self.sql("SELECT state FROM ir_module_module WHERE name = 'sales_process'")
        self.assertEqual(rows, [["installed"]])
