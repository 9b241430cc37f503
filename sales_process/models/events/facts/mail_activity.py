from odoo import api, models

from ....tools.refusals import refusable


class MailActivity(models.Model):
    """Done events survive their documents, and follow their customers."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _keep_done_events(self, records):
        """Move done events from documents that are deleted to the opportunity or the customer.

        They took place; stock deletes a document's activities with it.
        """
        domain = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        self._move_done_events(domain, records)

    @api.model
    def _keep_done_events_of_models(self, document_models):
        """The same for documents whose whole model leaves with its app.

        :param document_models: records of ``ir.model``
        """
        self._move_done_events([("res_model_id", "in", document_models.ids)], document_models)

    @api.model
    def _move_done_events(self, domain, leaving):
        done = [("active", "=", False), ("event_category_id", "!=", False)]
        # sudo: events of colleagues are kept as well
        events = self.sudo().search([*domain, *done])
        if not events:
            return
        left = {(record._name, record.id) for record in leaving}
        leads = events.lead_id.exists().filtered(lambda lead: (lead._name, lead.id) not in left)
        customers = events.customer_id.filtered(
            lambda customer: (customer._name, customer.id) not in left
        )
        targets = events.grouped(
            lambda event: event.lead_id & leads or event.customer_id & customers
        )
        moving = {
            event.id: (target._name, target.id)
            for target, group in targets.items()
            for event in group
            if target
        }
        self.sudo().browse(moving)._move_to_records(moving)

    @refusable("kept_events", retry=None)
    def _move_to_records(self, records):
        """Log these events on other records than before.

        :param dict records: ``{event id: (model, id)}``, also of other events
        """
        self._write_apart(
            (events, {"res_model_id": self.env["ir.model"]._get_id(model), "res_id": record_id})
            for (model, record_id), events in self.grouped(lambda event: records[event.id]).items()
        )

    def _follow_customers(self):
        """Move these events to the commercial entity that their documents belong to now."""
        moving = {
            event.id: customer.id
            for customer, events in self._group_by_current_customer().items()
            for event in events
            if customer and event.customer_id != customer
        }
        self.browse(moving)._move_to_customers(moving)

    @refusable("customer", retry="_follow_customers")
    def _move_to_customers(self, customers):
        """:param dict customers: ``{event id: id of the customer}``, also of other events"""
        self._write_apart(
            (events, {"customer_id": customer_id})
            for customer_id, events in self.grouped(lambda event: customers[event.id]).items()
        )

    @refusable("customer")
    def _set_customer(self, customer_id):
        """The document of these events is about another customer now."""
        self.write({"customer_id": customer_id})

    def _group_by_current_customer(self):
        """``{customer: events}``, as their documents have it now, else as the events have it."""
        documents = {}
        for model, events in self.filtered("res_id").grouped("res_model").items():
            if model in self.env:
                # sudo: whom a document is about decides, not who may read it
                records = self.env[model].sudo().browse(events.mapped("res_id")).exists()
                documents.update(((model, record.id), record) for record in records)

        def get_customer(event):
            record = documents.get((event.res_model, event.res_id))
            partner = event.customer_id
            if record is None or record._name == "res.partner" or event.active:
                partner = self._get_event_links(record)[1] or partner
            return partner.commercial_partner_id

        return self.grouped(get_customer)

    def _write_apart(self, changes):
        """Write other values on each of several groups, and see once for all who answers whom.

        :param changes: ``(events, values)`` of each group of these events
        """
        keys = self._get_answer_keys()
        for events, vals in changes:
            events._write_settled(vals)
        self._sync_answers(keys)
