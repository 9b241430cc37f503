from odoo import api, models


class MergePartnerAutomatic(models.TransientModel):
    """Contacts that become one are one person of an opportunity."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Odoo writes the contact that stays into each line: of those that would be the same, the
        line of that contact, else the first one, is kept."""
        # sudo: whoever may merge contacts merges them in all opportunities
        persons = self.env["crm.lead.person"].sudo()
        lines = persons.search([("partner_id", "in", (src_partners | dst_partner).ids)])
        for of_lead in lines.grouped("lead_id").values():
            kept = of_lead.filtered(lambda person: person.partner_id == dst_partner) or of_lead
            (of_lead - kept[:1]).unlink()
        persons.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
