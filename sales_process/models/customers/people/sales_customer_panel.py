from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.customer_panel import PEOPLE


class SalesCustomerPanel(models.AbstractModel):
    """Who has met whom at a customer, how often, and when last."""

    _inherit = "sales.customer.panel"

    @api.model
    def _get_people(self, asked):
        """Return pairs of a seller and a person, those who met last first.

        A person is whom a meeting was with, else whom the event was logged on, else the contact of
        its opportunity; the customer itself where nobody is named. Sellers who were there as well
        have met the person, too.
        """
        rows = self.env.execute_query_dict(self._get_people_query(asked))
        return [
            {
                "user_id": row["user_id"],
                "user_name": row["user_name"] or self.env._("Nobody"),
                "contact_id": row["contact_id"],
                "contact_name": row["contact_name"],
                "last_on": row["last_on"],
                "visits": row["visits"],
                "contacts": row["contacts"],
            }
            for row in rows
        ]

    @api.model
    def _get_people_query(self, asked):
        events = self.env["mail.activity"]
        query = self._search_events(
            Domain("customer_id", "=", asked.customer_id)
            & Domain("event_category_id", "!=", False)
            & Domain("is_held", "=", True)
            & Domain("active", "=", False),
            asked.contact_ids,
        )
        names = (
            "id", "user_id", "event_date", "event_category_id", "res_model", "res_id", "lead_id",
            "calendar_event_id",
        )  # fmt: skip
        columns = (events._field_to_sql(query.table, name, query) for name in names)
        return SQL(
            """
            WITH held AS MATERIALIZED (%(held)s),
            met AS (
                SELECT held.*, COALESCE(
                       attendee.res_partner_id,
                       CASE WHEN held.res_model = 'res.partner' THEN held.res_id END,
                       lead.partner_id) AS contact_id
                  FROM held
             LEFT JOIN calendar_event AS meeting
                    ON meeting.id = held.calendar_event_id AND %(public)s
             LEFT JOIN calendar_event_res_partner_rel AS attendee
                    ON attendee.calendar_event_id = meeting.id
                   AND attendee.res_partner_id = ANY(%(contacts)s)
             LEFT JOIN crm_lead AS lead ON lead.id = held.lead_id
            ), there AS (
                SELECT user_id, contact_id, event_date, event_category_id FROM met
             UNION ALL
                SELECT companion.user_id, contact_id, event_date, event_category_id
                  FROM met
                  JOIN mail_activity_companion_rel AS companion
                    ON companion.activity_id = met.id
                   AND companion.user_id IS DISTINCT FROM met.user_id
            ), pairs AS (
                SELECT there.user_id,
                       CASE WHEN there.contact_id = ANY(%(contacts)s) THEN there.contact_id
                            ELSE %(customer)s END AS contact_id,
                       MAX(there.event_date) AS last_on,
                       COUNT(*) FILTER (WHERE category.role = 'visit') AS visits,
                       COUNT(*) FILTER (WHERE category.role <> 'visit') AS contacts
                  FROM there
                  JOIN sales_event_category AS category ON category.id = there.event_category_id
              GROUP BY 1, 2
              ORDER BY last_on DESC, visits DESC, 1, 2
                 LIMIT %(limit)s)
            SELECT pairs.*, seller.name AS user_name, contact.name AS contact_name
              FROM pairs
         LEFT JOIN res_users AS users ON users.id = pairs.user_id
         LEFT JOIN res_partner AS seller ON seller.id = users.partner_id
         LEFT JOIN res_partner AS contact ON contact.id = pairs.contact_id
          ORDER BY last_on DESC, visits DESC, 1, 2
            """,
            held=query.select(*columns),
            public=self._get_public_meeting(),
            contacts=list(asked.contact_ids),
            customer=asked.customer_id,
            limit=PEOPLE,
        )

    @api.model
    def _get_public_meeting(self):
        """Whether all who may read the visit may know who was invited to its meeting."""
        return SQL(
            """(meeting.user_id = %s OR COALESCE(meeting.privacy, (
                    SELECT settings.calendar_default_privacy FROM res_users_settings AS settings
                     WHERE settings.user_id = meeting.user_id), 'public') <> 'private')""",
            self.env.uid,
        )
