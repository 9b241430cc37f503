from odoo import api, fields, models


class SalesProcessCheckupLine(models.TransientModel):
    """What one check of the settings has found, to be opened and mended."""

    _name = "sales.process.checkup.line"
    _description = "Result of the Check-up"
    _inherit = "sales.input.mixin"
    _order = "record_count desc, id"

    name = fields.Char("Check", required=True, readonly=True)
    code = fields.Char("Technical Name", required=True, readonly=True)
    record_count = fields.Integer("Found", readonly=True, aggregator=None)
    reason = fields.Text("Which, and Why It Matters", readonly=True)
    mend = fields.Text("What Mending Does", readonly=True)

    @api.model
    def action_run(self):
        """Make all checks, and list what they have found."""
        findings = self.env["sales.process.checkup"].get_findings()
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        self.create([self._prepare_vals(finding) for finding in findings])
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_process.sales_process_checkup_line_action"
        )
        action["domain"] = [("create_uid", "=", self.env.uid)]
        return action

    @api.model
    def _prepare_vals(self, finding):
        return {
            "name": finding["label"],
            "code": finding["code"],
            "record_count": finding["count"],
            "reason": finding["reason"],
            "mend": finding["mend"],
        }

    @api.readonly
    def action_open(self):
        """Open what the check finds now."""
        self.ensure_one()
        return self.env["sales.process.checkup"].open_found(self.code)

    def action_mend(self):
        """Put right what the check finds now, and look again."""
        checkup = self.env["sales.process.checkup"]
        for line in self:
            checkup.mend(line.code)
            (finding,) = checkup.get_findings([line.code])
            line.write(line._prepare_vals(finding))
        return True
