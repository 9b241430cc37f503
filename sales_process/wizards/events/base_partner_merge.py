from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """The events of merged contacts belong to the contact that is left."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_reference_fields_generic(
        self, referenced_model, src_records, dst_record, additional_update_records=None
    ):
        """Move done activities along: stock moves only open ones and deletes the rest."""
        # sudo: as stock does for the open ones
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        activities.search(
            [
                ("res_model", "=", referenced_model),
                ("res_id", "in", src_records.ids),
                ("active", "=", False),
            ]
        ).write({"res_id": dst_record.id})
        return super()._update_reference_fields_generic(
            referenced_model, src_records, dst_record, additional_update_records
        )

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        merged = self.env["res.partner"].browse(partner_ids).exists()
        # sudo: events of all sellers follow the contact that is left
        events = (
            self.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            .search([("customer_id", "in", (merged | merged.commercial_partner_id).ids)])
        )
        # the merge renamed customers behind the ORM's back
        events.invalidate_recordset(["customer_id"])
        events._write_apart(
            (activities, {"customer_id": customer.id})
            for customer, activities in events.grouped(
                lambda event: event.customer_id.commercial_partner_id
            ).items()
            if activities.customer_id != customer
        )
        return result
