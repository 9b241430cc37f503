from odoo import models


class SalesProcessTemplate(models.Model):
    """A ready-made process as a picture for the wall."""

    _inherit = "sales.process.template"

    def _get_wall_picture(self):
        """What the picture for the wall shows: name, guidance, and the stages."""
        self.ensure_one()
        return {"name": self.name, "guidance": self.guidance, "stages": self.picture}
