import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import process_file
from ...tools.process_file import ProcessFileError


class SalesProcessTemplateImport(models.TransientModel):
    """Import a process from a file that another database has exported: all of it, or nothing."""

    _name = "sales.process.template.import"
    _description = "Import a Sales Process"
    _inherit = "sales.input.mixin"

    content = fields.Binary(
        "File", attachment=False, help="A file that “Export” on a process has made."
    )
    filename = fields.Char()

    def action_import(self):
        """Make a ready-made process of the file, and open it."""
        self.ensure_one()
        try:
            template = self._import_process(base64.b64decode(self.content or b"", validate=True))
        except binascii.Error as error:
            raise UserError(
                self._get_message(ProcessFileError("unreadable", value=error))
            ) from error
        except ProcessFileError as error:
            raise UserError(self._get_message(error)) from error
        return {
            "type": "ir.actions.act_window",
            "res_model": template._name,
            "res_id": template.id,
            "view_mode": "form",
        }

    def _import_process(self, content):
        data = process_file.read(content)
        templates = self.env["sales.process.template"].with_context(lang="en_US")
        values = templates._from_file(data)
        if not values.get("name"):
            raise ProcessFileError("value", "name", "")
        template = templates.create(values).with_env(self.env)
        template._translate_from_file(data)
        return template

    def _get_message(self, error):
        """Say why a file cannot be taken, and what to do."""
        filename = self.filename or self.env._("The file")
        place = {"file": filename, "where": error.where, "value": error.value}
        if error.code == "newer":
            return self.env._(
                "“%(file)s” is of version %(value)s, and this database reads version %(ours)s at"
                " most. Update Sales Process here, or export the process from an older version.",
                **place,
                ours=process_file.VERSION,
            )
        if error.code == "size":
            return self.env._(
                "“%(file)s” is too large to be a process (%(value)s bytes). Choose the file that"
                " “Export” has made.",
                **place,
            )
        if error.code == "model":
            return self.env._(
                "“%(file)s” needs “%(value)s”, which this database does not have (%(where)s)."
                " Install the app that brings it, or take this part out of the file.",
                **place,
            )
        if error.code == "field":
            return self.env._(
                "“%(file)s” names “%(value)s” (%(where)s), which this database does not know."
                " Install the app that brings it, or take this line out of the file.",
                **place,
            )
        if error.code == "record":
            return self.env._(
                "“%(file)s” needs “%(value)s” (%(where)s), which this database does not have."
                " Create it first, then import the file again.",
                **place,
            )
        if error.code == "value":
            return self.env._(
                "“%(file)s” is damaged: %(where)s cannot be “%(value)s”. Correct it there, or"
                " export the process again.",
                **place,
            )
        return self.env._(
            "“%(file)s” is no file of a sales process. Choose one that “Export” has made."
            " %(value)s",
            **place,
        )
