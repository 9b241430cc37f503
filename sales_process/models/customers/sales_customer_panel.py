from odoo import api, models
from odoo.exceptions import UserError

from ...tools.customer_panel import FILTERS, LAST_OFFSET, Asked
from ...tools.plain import to_plain

# What the queries read beside the fields that they name themselves, to be flushed first
FACTS = {
    "calendar.event": ["partner_ids", "privacy", "user_id"],
    "crm.lead": ["name", "partner_id"],
    "crm.stage": ["name"],
    "mail.activity": ["companion_ids"],
    "res.partner": ["commercial_partner_id", "name"],
    "res.users": ["partner_id"],
    "sales.event.category": ["name", "role"],
    "sales.event.outcome": ["name"],
}


class SalesCustomerPanel(models.AbstractModel):
    """Everything about a customer in one place, as one answer in a fixed number of queries.

    The answer is plain JSON: ``open`` (what waits), ``timeline`` (what has happened), ``people``
    (who has met whom) and ``figures``. Each part is written in a package of its own. All of it is
    found by searches under the rights of the user who asks; what these may not read is neither
    named nor counted.
    """

    _name = "sales.customer.panel"
    _description = "Customer's Panel"

    @api.model
    def _get_panel(self, partner, filters=None):
        """Return the panel of the commercial entity that a contact belongs to.

        :param dict filters: see :meth:`_get_asked`
        """
        asked = self._get_asked(partner, filters)
        for model, names in FACTS.items():
            self.env[model].flush_model(names)
        # first, as a report switches off that PostgreSQL compiles wide queries
        won = self._get_won_revenue(asked)
        parts = self._get_open(asked)
        people = self._get_people(asked)
        return to_plain(
            {
                "customer": self._describe_customer(partner, asked),
                "open": parts,
                "timeline": self._get_timeline(asked),
                "people": people,
                "figures": self._get_figures(parts, people, won),
            }
        )

    @api.model
    def _describe_customer(self, partner, asked):
        customer = partner.browse(asked.customer_id)
        # sudo: the name of whom a readable contact belongs to, as on the contact's form
        return {"id": customer.id, "name": customer.sudo().display_name}

    @api.model
    def _get_asked(self, partner, filters):
        """Check what is asked for.

        :param partner: one contact, which the user may read
        :param dict filters: ``kinds``, a list of kinds of the timeline, and ``offset``, how many
            of its entries are known already; each may be left out
        :raise UserError: says which filter is wrong, and what to give instead
        """
        self.env["sales.event.report"].check_access("read")  # who has to do with sales
        partner.check_access("read")
        filters = self.env["sales.centre"]._get_named_filters(filters, FILTERS)
        # sudo: only the id of the commercial entity is taken
        customer_id = partner.sudo().commercial_partner_id.id
        contacts = partner.with_context(active_test=False).search(
            [("commercial_partner_id", "=", customer_id)], order="id"
        )
        return Asked(
            customer_id,
            tuple({customer_id, *contacts.ids}),
            self._get_kinds(filters.get("kinds")),
            self._get_offset(filters.get("offset")),
        )

    @api.model
    def _get_kinds(self, kinds):
        known = self._get_timeline_kinds()
        if not kinds:
            return ()
        given = kinds if isinstance(kinds, (list, tuple)) else [kinds]
        if any(not isinstance(kind, str) or kind not in known for kind in given):
            raise UserError(
                self.env._(
                    "“%(value)s” is no list of what a timeline shows. Choose among: %(known)s.",
                    value=str(kinds),
                    known=", ".join(known),
                )
            )
        return tuple(given)

    @api.model
    def _get_offset(self, offset):
        if not offset:
            return 0
        if not isinstance(offset, int) or offset is True or not 0 < offset <= LAST_OFFSET:
            raise UserError(
                self.env._(
                    "“%(value)s” does not say how many entries are known already. Give a number"
                    " from 0 to %(limit)s.",
                    value=str(offset),
                    limit=LAST_OFFSET,
                )
            )
        return offset

    @api.model
    def _get_labels(self, model, name):
        """The words of a selection in the user's language: ``{key: label}``."""
        return dict(self.env[model]._fields[name]._description_selection(self.env))
