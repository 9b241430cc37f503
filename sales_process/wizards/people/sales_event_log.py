from odoo import api, fields, models


class SalesEventLog(models.TransientModel):
    """With whom of an opportunity's people an event took place."""

    _inherit = "sales.event.log"

    contact_id = fields.Many2one(
        "res.partner",
        "With",
        compute="_compute_contact_id",
        store=True,
        compute_sudo=False,
        readonly=False,
        help="Whom of the opportunity's people you were in touch with. Empty: its contact.",
    )
    person_partner_ids = fields.Many2many(
        "res.partner", compute="_compute_person_partner_ids", compute_sudo=False
    )

    @api.depends("lead_id")
    def _compute_person_partner_ids(self):
        for form in self:
            form.person_partner_ids = form.lead_id.person_ids.partner_id

    @api.depends("lead_id")
    def _compute_contact_id(self):
        """Somebody of another opportunity is not meant any more."""
        for form in self:
            people = form.lead_id.person_ids.partner_id
            form.contact_id = form.contact_id if form.contact_id in people else False

    def _check_readable(self):
        super()._check_readable()
        self.contact_id.check_access("read")

    def _prepare_event_vals(self):
        return {**super()._prepare_event_vals(), "contact_id": self.contact_id.id}
