from odoo import api, fields, models


class SalesProcessAuditLine(models.TransientModel):
    """What one check of the sales process has found, to be looked at and mended."""

    _name = "sales.process.audit.line"
    _description = "Result of a Check"
    _inherit = "sales.input.mixin"
    _order = "record_count desc, id"

    name = fields.Char("Check", required=True, readonly=True)
    check = fields.Char("Technical Name", required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    record_count = fields.Integer("Found", readonly=True)
    mended_count = fields.Integer("Mended", readonly=True)
    reason = fields.Text("First Ones", readonly=True)
    is_mended = fields.Boolean("Can Be Mended", readonly=True)

    @api.model
    def action_run(self):
        """Make all checks, and list what they have found."""
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        self.create(
            [self._prepare_vals(result) for result in self.env["sales.process.audit"].run()]
        )
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_process.sales_process_audit_line_action"
        )
        action["domain"] = [("create_uid", "=", self.env.uid)]
        return action

    @api.model
    def _prepare_vals(self, result):
        return {
            "name": result["label"],
            "check": result["check"],
            "model": result["model"],
            "record_count": result["count"],
            "mended_count": result["mended"],
            "reason": "\n".join(example["reason"] for example in result["examples"]),
            "is_mended": result["is_mended"],
        }

    @api.readonly
    def action_open(self):
        """Open what violates the invariant now."""
        self.ensure_one()
        ids = self.env["sales.process.audit"]._get_violating_ids(self.check)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.model,
            "view_mode": "list,form",
            "domain": [("id", "in", ids)],
            "context": {"active_test": False},
        }

    def action_mend(self):
        """Put right what can be derived again."""
        for line in self:
            (result,) = self.env["sales.process.audit"].run([line.check], mend=True)
            left = result["count"] - result["mended"]
            line.write({"record_count": left, "mended_count": result["mended"]})
            if not left:
                line.reason = False
        return True
