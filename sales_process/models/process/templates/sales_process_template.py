import re
from base64 import b64encode

from odoo import api, fields, models
from odoo.tools.mail import html_to_inner_content

from ....tools import process_file


class SalesProcessTemplate(models.Model):
    """A ready-made process: stages that a team can take over."""

    _name = "sales.process.template"
    _description = "Ready-made Sales Process"
    _inherit = ["sales.input.mixin", "sales.process.file.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Html(translate=True, help="For which kind of sale this process is.")
    guidance = fields.Html(
        translate=True, help="How to work with the process as a whole. The team takes it over."
    )
    stage_ids = fields.One2many(
        "sales.process.template.stage",
        "template_id",
        string="Stages",
        copy=True,
        help="The stages of the process, first to last.",
    )
    stage_count = fields.Integer(compute="_compute_stage_count")
    picture = fields.Json(
        compute="_compute_picture", help="The stages as a picture shows them, first to last."
    )
    process_file = fields.Binary(
        compute="_compute_process_file", help="The process as another database can import it."
    )

    @api.depends("stage_ids")
    def _compute_stage_count(self):
        for template in self:
            template.stage_count = len(template.stage_ids)

    @api.depends("stage_ids")
    @api.depends_context("lang")
    def _compute_picture(self):
        for template in self:
            template.picture = [stage._prepare_picture() for stage in template.stage_ids]

    @api.readonly
    @api.model
    def get_pictures(self):
        """All processes, to choose one from: name, whom it is for, and its stages as a picture.

        :return: list of ``{id, name, description, picture}``; the description is plain text
        """
        return [
            {
                "id": template.id,
                "name": template.name,
                "description": html_to_inner_content(template.description or ""),
                "picture": template.picture,
            }
            for template in self.search([])
        ]

    def _compute_process_file(self):
        for template in self:
            template.process_file = b64encode(process_file.write(template._to_file()))

    @api.model
    def _get_file_field_names(self):
        return ["name", "description", "guidance", "stage_ids"]

    def copy_data(self, default=None):
        return [
            {**vals, "name": (default or {}).get("name") or self.env._("%s (copy)", template.name)}
            for template, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _copy_guidance(self, team, langs=None):
        """Give a team the guidance of this process in other languages, unless it has its own.

        :param langs: codes of languages; None for all that are installed
        """
        mixin = self.env["sales.process.stage.mixin"]
        for lang in langs or [lang for lang, _name in self.env["res.lang"].get_installed()]:
            mixin._copy_text(
                self.with_context(lang=lang),
                team.with_context(lang=lang),
                "guidance",
                "process_guidance",
            )

    def action_load(self):
        """Choose the team to load this process for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load “%(process)s”", process=self.name),
            "res_model": "sales.process.template.load",
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large", "default_template_id": self.id},
        }

    def action_export(self):
        """Save this process as a file, for another database."""
        self.ensure_one()
        name = re.sub(r"[^\w-]+", "_", self.name).strip("_").lower() or "process"
        return {
            "type": "ir.actions.act_url",
            "target": "download",
            "url": f"/web/content/{self._name}/{self.id}/process_file"
            f"?download=true&filename={name}.json",
        }
