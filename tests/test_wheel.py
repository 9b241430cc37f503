"""The wheel of each addon installs with pip, and Odoo finds the addons in them."""

import dataclasses
import email
import subprocess
import tempfile
import zipfile
from pathlib import Path

from devtools import addons, odoo_run, paths, release, wheel
from tests import outside


@dataclasses.dataclass(frozen=True)
class PackagedOdoo(odoo_run.Odoo):
    """An Odoo whose Python path has the installed wheels, and not this clone."""

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
        cls.wheels = wheel.build(Path(folder.name) / "dist")
        cls.site = Path(folder.name) / "site"
        pip = [odoo_run.interpreter(), "-m", "pip", "--disable-pip-version-check", "install"]
        subprocess.run(
            [
                *map(str, pip), "-q", "--no-deps", "--target", str(cls.site),
                *map(str, cls.wheels.values()),
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip

    def test_a_wheel_has_every_file_of_its_addon_and_no_other(self):
        """Data, views, styles and translations go along, not only Python."""
        self.assertEqual(set(self.wheels), set(addons.manifests()))
        for name, path in self.wheels.items():
            with self.subTest(name):
                inside = set(zipfile.ZipFile(path).namelist())
                expected = {
                    f"odoo/addons/{file.relative_to(paths.ROOT)}"
                    for file in (paths.ROOT / name).rglob("*")
                    if file.is_file() and file.suffix != ".pyc" and file.name != "pyproject.toml"
                }
                self.assertEqual({file for file in inside if ".dist-info/" not in file}, expected)

    def test_the_zip_has_a_folder_for_each_addon(self):
        """What is in the wheels, as one puts it into a folder of addons."""
        with tempfile.TemporaryDirectory() as folder:
            archive = release.pack(self.wheels, Path(folder) / "dist" / "all.zip")
            inside = set(zipfile.ZipFile(archive).namelist())
        expected = {
            name.removeprefix("odoo/addons/")
            for path in self.wheels.values()
            for name in zipfile.ZipFile(path).namelist()
            if name.startswith("odoo/addons/")
        }
        self.assertEqual(inside, expected)
        self.assertEqual({name.partition("/")[0] for name in inside}, set(addons.manifests()))

    def test_a_wheel_says_what_it_needs(self):
        """A bridge needs the addon, all of them Odoo 19, in the version of their manifests."""
        for name, path in self.wheels.items():
            with self.subTest(name), zipfile.ZipFile(path) as archive:
                metadata = next(file for file in archive.namelist() if file.endswith("/METADATA"))
                message = email.message_from_bytes(archive.read(metadata))
                manifest = addons.manifests()[name]
                needed = message.get_all("Requires-Dist")
                self.assertEqual(message["Version"], manifest["version"])
                self.assertIn("odoo==19.0.*", needed)
                for other in set(manifest["depends"]) & set(addons.manifests()):
                    self.assertIn(f"odoo-addon-{other}==19.0.*", needed)
                self.assertIn(manifest["name"], message.get_payload(decode=True).decode())

    def test_odoo_installs_the_addon_from_the_wheel(self):
        """With the wheels on Python's path and no addons path, -i finds the addon."""
        packaged = PackagedOdoo(
            self.odoo.source, self.odoo.python, self.odoo.server, addons=(), site=self.site
        )
        self.run_odoo("-isales_process", step="install", odoo=packaged)
        rows = self.sql("SELECT state FROM ir_module_module WHERE name = 'sales_process'")
        self.assertEqual(rows, [["installed"]])
        known = self.sql("SELECT name FROM ir_module_module WHERE name LIKE 'sales_process%%'")
        self.assertEqual({name for (name,) in known}, set(addons.manifests()))
