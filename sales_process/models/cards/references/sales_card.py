from odoo import Command, api, fields, models
from odoo.fields import Domain

from ..sales_card import FIELD_SETTINGS


class SalesCard(models.Model):
    """The model and the fields of a card as references: another way to read and write the names."""

    _inherit = "sales.card"

    model_id = fields.Many2one(
        "ir.model",
        compute="_compute_setting_references",
        search="_search_model_id",
        compute_sudo=True,
        readonly=False,
        help="Which kind of records the card lists.",
    )
    owner_field_id = fields.Many2one(
        "ir.model.fields",
        compute="_compute_setting_references",
        compute_sudo=True,
        readonly=False,
    )
    date_field_id = fields.Many2one(
        "ir.model.fields",
        compute="_compute_setting_references",
        compute_sudo=True,
        readonly=False,
    )
    column_field_ids = fields.Many2many(
        "ir.model.fields",
        string="Column Fields",
        compute="_compute_setting_references",
        compute_sudo=True,
        readonly=False,
    )
    measure_field_id = fields.Many2one(
        "ir.model.fields",
        compute="_compute_setting_references",
        compute_sudo=True,
        readonly=False,
    )

    @api.depends(
        "model", "owner_field_name", "date_field_name", "measure_field_name", "column_names"
    )
    def _compute_setting_references(self):
        IrModelFields = self.env["ir.model.fields"]
        for card in self:
            model = card.model or ""
            card.model_id = self.env["ir.model"]._get(model) if model in self.env else False
            for reference, setting in FIELD_SETTINGS.items():
                card[reference] = IrModelFields._get(model, card[setting] or "")
            card.column_field_ids = IrModelFields.concat(
                *(IrModelFields._get(model, name) for name in card._get_column_names())
            )

    def _search_model_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        # ir.model is closed to sellers; which ids have which name is no secret
        names = self.env["ir.model"].sudo().browse(filter(None, value)).exists().mapped("model")
        return Domain("model", "in", names)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_names(vals) for vals in vals_list])

    def write(self, vals):
        if "column_field_ids" in vals and len(self) > 1:
            # links and unlinks build on what each card shows now
            for card in self:
                card.write(vals)
            return True
        return super().write(self._prepare_names(vals))

    def _prepare_names(self, vals):
        """Replace references to models and fields by their names."""
        vals = dict(vals)
        if "model_id" in vals:
            # whoever may write the card may name a model by its id
            vals["model"] = self.env["ir.model"].sudo().browse(vals.pop("model_id")).model
        IrModelFields = self.env["ir.model.fields"].sudo()
        for reference, setting in FIELD_SETTINGS.items():
            if reference in vals:
                vals[setting] = IrModelFields.browse(vals.pop(reference)).name
        if "column_field_ids" in vals:
            columns = list(self.column_field_ids.ids)
            for command in vals.pop("column_field_ids") or []:
                match command:
                    case [Command.SET, _, ids]:
                        columns = list(ids)
                    case [Command.CLEAR, *_]:
                        columns = []
                    case [Command.LINK, field_id, *_] | int(field_id):
                        columns = [*(c for c in columns if c != field_id), field_id]
                    case [Command.UNLINK | Command.DELETE, field_id, *_]:
                        columns = [c for c in columns if c != field_id]
            vals["column_names"] = ",".join(IrModelFields.browse(columns).mapped("name"))
        return vals
