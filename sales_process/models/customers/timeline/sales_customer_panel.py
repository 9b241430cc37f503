from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.customer_panel import PAGE
from ....tools.sql import local_date

# What each source of the timeline gives of an entry, with its type in PostgreSQL
COLUMNS = {
    "kind": "varchar",
    "what": "varchar",
    "model": "varchar",
    "id": "int4",
    "day": "date",
    "moment": "timestamp",
    "user_id": "int4",
    "lead_id": "int4",
    "category_id": "int4",
    "outcome_id": "int4",
    "stage_id": "int4",
    "title": "varchar",
    "note": "varchar",
    "amount": "float8",
    "currency_id": "int4",
}
NOTE_LENGTH = 200
ICONS = {
    "contact": "fa-phone",
    "visit": "fa-handshake-o",
    "prospect": "fa-bullseye",
    "move": "fa-arrow-right",
    "document": "fa-file-text-o",
}


class SalesCustomerPanel(models.AbstractModel):
    """What has happened with a customer, newest first: one query over all that there is."""

    _inherit = "sales.customer.panel"

    @api.model
    def _get_timeline_kinds(self):
        """Return what the timeline can be filtered by: ``{kind: label}``."""
        return {
            "event": self.env._("Contacts and Visits"),
            "move": self.env._("Stages"),
            "document": self.env._("Documents"),
        }

    @api.model
    def _get_timeline(self, asked):
        """Return a page of the timeline: its entries, and from where the next page goes on."""
        rows = self._read_timeline(asked)
        has_more = len(rows) > PAGE
        return {
            "entries": [self._describe_entry(row) for row in rows[:PAGE]],
            "next_offset": asked.offset + PAGE if has_more else False,
            "kinds": [
                {"name": kind, "label": label} for kind, label in self._get_timeline_kinds().items()
            ],
        }

    @api.model
    def _read_timeline(self, asked):
        sources = [
            source
            for kind, selects in self._get_timeline_sources(asked).items()
            if not asked.kinds or kind in asked.kinds
            for source in selects
        ]
        if not sources:
            return []
        categories, outcomes, stages = (
            self.env[model]._field_to_sql(alias, "name")
            for model, alias in (
                ("sales.event.category", "category"),
                ("sales.event.outcome", "outcome"),
                ("crm.stage", "stage"),
            )
        )
        return self.env.execute_query_dict(
            SQL(
                """
                WITH page AS MATERIALIZED (
                     SELECT * FROM (%(sources)s) AS entries
                   ORDER BY day DESC, moment DESC NULLS LAST, kind, id DESC, what
                      LIMIT %(limit)s OFFSET %(offset)s)
                SELECT page.*, seller.name AS user_name, category.role,
                       %(categories)s AS category_name, %(outcomes)s AS outcome_name,
                       %(stages)s AS stage_name, %(lead)s AS lead_name
                  FROM page
             LEFT JOIN res_users AS users ON users.id = page.user_id
             LEFT JOIN res_partner AS seller ON seller.id = users.partner_id
             LEFT JOIN sales_event_category AS category ON category.id = page.category_id
             LEFT JOIN sales_event_outcome AS outcome ON outcome.id = page.outcome_id
             LEFT JOIN crm_stage AS stage ON stage.id = page.stage_id
              ORDER BY day DESC, moment DESC NULLS LAST, kind, id DESC, what
                """,
                sources=SQL(" UNION ALL ").join(sources),
                limit=PAGE + 1,
                offset=asked.offset,
                categories=categories,
                outcomes=outcomes,
                stages=stages,
                lead=self._get_lead_name(SQL("page.lead_id")),
            )
        )

    # ------------------------------------------------------------
    # WHAT THERE IS
    # ------------------------------------------------------------

    @api.model
    def _get_timeline_sources(self, asked):
        """Return where entries come from: ``{kind: [SQL]}``. To be extended by further documents.

        Each is made by :meth:`_select_entries`, of a search under the user's rights.

        :param asked: :class:`~odoo.addons.sales_process.tools.customer_panel.Asked`
        """
        return {
            "event": [self._select_events(asked)],
            "move": self._select_moves(asked),
            "document": [*self._select_orders(asked), *self._select_invoices(asked)],
        }

    @api.model
    def _select_entries(self, kind, what, records, query, **columns):
        """Entries of a timeline, one for each row of a query.

        :param what: a word for what has happened, or SQL that gives it
        :param columns: ``{name: SQL}``; ``moment`` is in UTC, and says the day where no ``day`` is
            given
        """
        if "day" not in columns:
            columns["day"] = self._get_local_day(columns["moment"])
        values = {
            "kind": SQL("%s", kind),
            "what": what if isinstance(what, SQL) else SQL("%s", what),
            "model": SQL("%s", records._name),
            "id": SQL.identifier(query.table, "id"),
            **columns,
        }
        return query.select(
            *(
                SQL("%s::%s AS %s", values.get(name, SQL("NULL")), SQL(kind), SQL.identifier(name))
                for name, kind in COLUMNS.items()
            )
        )

    @api.model
    def _get_local_day(self, moment):
        """The day of a moment for who reads."""
        zone = self.env["res.users"]._get_sales_tz().zone
        known = self.env["sales.report.mixin"]._get_known_time_zone(SQL("%s::varchar", zone))
        return local_date(moment, known)

    @api.model
    def _columns(self, records, query, **names):
        return {
            column: records._field_to_sql(query.table, name, query)
            for column, name in names.items()
        }

    @api.model
    def _select_events(self, asked):
        """What was done, and prospects that were answered or closed; not what was skipped."""
        events = self.env["mail.activity"]
        query = self._search_events(
            Domain("customer_id", "=", asked.customer_id)
            & Domain("event_category_id", "!=", False)
            & Domain("active", "=", False)
            & Domain("is_skipped", "!=", True)
            & Domain("is_withdrawn", "!=", True),
            asked.contact_ids,
        )
        columns = self._columns(
            events,
            query,
            day="event_date",
            moment="logged_at",
            user_id="user_id",
            lead_id="lead_id",
            category_id="event_category_id",
            outcome_id="outcome_id",
            title="summary",
        )
        feedback = events._field_to_sql(query.table, "feedback", query)
        what = SQL(
            "CASE WHEN %s THEN 'held' WHEN %s IS NOT NULL THEN 'answered' ELSE 'missed' END",
            events._field_to_sql(query.table, "is_held", query),
            events._field_to_sql(query.table, "answered_by_id", query),
        )
        note = SQL("LEFT(%s, %s)", feedback, NOTE_LENGTH)
        return self._select_entries("event", what, events, query, **columns, note=note)

    @api.model
    def _select_moves(self, asked):
        """The stages that opportunities have entered."""
        stays = self.env["crm.lead.stage.history"]
        if not stays.has_access("read"):
            return []
        stays.flush_model([])
        query = stays._search(
            Domain("lead_id.partner_id.commercial_partner_id", "=", asked.customer_id)
        )
        columns = self._columns(
            stays,
            query,
            moment="entered_on",
            user_id="entered_by_id",
            lead_id="lead_id",
            stage_id="stage_id",
            title="stage_name",
        )
        cause = stays._field_to_sql(query.table, "cause", query)
        return [self._select_entries("move", cause, stays, query, **columns)]

    @api.model
    def _select_orders(self, asked):
        """Quotations made and sent, orders confirmed."""
        orders = self.env["sale.order"].with_context(active_test=False)
        if not orders.has_access("read"):
            return
        query = orders._search(self._get_customer_domain(asked))
        created, sent, ordered, state = (
            orders._field_to_sql(query.table, name, query)
            for name in ("create_date", "sent_on", "date_order", "state")
        )
        moments = SQL(
            """LATERAL (SELECT * FROM (VALUES
                   ('made', %s), ('sent', %s), ('confirmed', CASE WHEN %s = 'sale' THEN %s END)
               ) AS moments (what, moment))""",
            created,
            sent,
            state,
            ordered,
        )
        query.add_join("JOIN", "happened", moments, SQL("happened.moment IS NOT NULL"))
        columns = self._columns(
            orders,
            query,
            user_id="user_id",
            lead_id="opportunity_id",
            title="name",
            amount="amount_untaxed",
            currency_id="currency_id",
        )
        columns["moment"] = SQL("happened.moment")
        yield self._select_entries("document", SQL("happened.what"), orders, query, **columns)

    @api.model
    def _select_invoices(self, asked):
        """Invoices and credit notes, on the day that they are of."""
        invoices = self.env["account.move"]
        if not invoices.has_access("read"):
            return
        query = invoices._search(
            self._get_customer_domain(asked)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_receipt", "out_refund"))
        )
        columns = self._columns(
            invoices,
            query,
            day="date",
            user_id="invoice_user_id",
            title="name",
            amount="amount_untaxed",
            currency_id="currency_id",
        )
        kind = invoices._field_to_sql(query.table, "move_type", query)
        what = SQL("CASE WHEN %s = 'out_refund' THEN 'refunded' ELSE 'invoiced' END", kind)
        yield self._select_entries("document", what, invoices, query, **columns)

    # ------------------------------------------------------------
    # SAYING
    # ------------------------------------------------------------

    @api.model
    def _describe_entry(self, row):
        """What an entry says: a title, a line of details, and which record a click opens."""
        title, details = getattr(self, f"_describe_{row['kind']}")(row)
        is_move = row["kind"] == "move"
        return {
            "key": f"{row['model']} {row['id']} {row['what']}",
            "kind": row["kind"],
            "icon": ICONS.get(row["role"] or row["kind"], "fa-circle-o"),
            "day": row["day"],
            "title": title,
            "details": " · ".join(filter(None, details)),
            "note": row["note"] or "",
            "amount": row["amount"] if row["currency_id"] else False,
            "currency_id": row["currency_id"],
            "model": "crm.lead" if is_move else row["model"],
            "id": row["lead_id"] if is_move else row["id"],
        }

    @api.model
    def _describe_event(self, row):
        title = row["title"] or row["category_name"]
        words = {"answered": self.env._("Answered"), "missed": self.env._("Not Held")}
        outcome = row["outcome_name"] or words.get(row["what"])
        if row["role"] == "prospect" and row["what"] == "missed":
            outcome = self.env._("Closed without a Contact")
        category = row["category_name"] if title != row["category_name"] else ""
        return title, [row["lead_name"], row["user_name"], category, outcome]

    @api.model
    def _describe_move(self, row):
        cause = self._get_labels("crm.lead.stage.history", "cause")[row["what"]]
        by = row["user_name"] if row["what"] == "person" else cause
        return row["stage_name"] or row["title"] or "", [row["lead_name"], by]

    @api.model
    def _describe_document(self, row):
        title = self._get_document_titles().get(row["what"], "%s") % (row["title"] or "")
        return title, [row["lead_name"], row["user_name"]]

    @api.model
    def _get_document_titles(self):
        """Return how an entry is called that is about a document: ``{what: text}``, the text with
        ``%s`` for the document's name. To be extended by further documents."""
        return {
            "made": self.env._("Quotation %s made"),
            "sent": self.env._("Quotation %s sent"),
            "confirmed": self.env._("Order %s confirmed"),
            "invoiced": self.env._("Invoice %s"),
            "refunded": self.env._("Credit note %s"),
        }
