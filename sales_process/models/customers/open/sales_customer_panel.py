from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.customer_panel import OPEN_ROWS

# What a query of a part gives of each row, with its type in PostgreSQL
COLUMNS = {
    "title": "varchar",
    "day": "date",
    "user_id": "int4",
    "amount": "float8",
    "currency_id": "int4",
    "details": "jsonb",
}


class SalesCustomerPanel(models.AbstractModel):
    """What is open with a customer, part by part: all of it is one query."""

    _inherit = "sales.customer.panel"

    @api.model
    def _get_open(self, asked):
        """Return what is open: a list of parts, each with its rows, how many there are in all, and
        the domain that counts them."""
        parts = {part["name"]: part for part in self._get_open_parts(asked)}
        rows = self._read_open(asked, parts.values())
        today = fields.Date.context_today(self)
        return [
            {
                **{key: part[key] for key in ("name", "label", "icon", "model")},
                "domain": list(part["domain"]),
                "count": rows[name][0]["count"] if rows[name] else 0,
                "rows": [self._describe_open(part, row, today) for row in rows[name]],
            }
            for name, part in parts.items()
        ]

    @api.model
    def _get_open_parts(self, asked):
        """Return the parts in the order of the screen. To be extended by further documents.

        :param asked: :class:`~odoo.addons.sales_process.tools.customer_panel.Asked`
        :return: list of dicts: ``name``, ``label``, ``icon``, ``model``, ``domain`` (which records
            are open), ``order`` (the fields by which they are sorted), ``columns`` (``{name:
            field}``, of ``title day user_id amount currency_id``), ``details`` (``{name: field or
            SQL}``), and ``describe``, the name of a method that makes texts of these details. A
            part of a model that the user may not read is left out
        """
        return [
            *self._get_open_events(asked),
            self._get_open_opportunities(asked),
            *self._get_open_orders(asked),
            self._get_open_invoices(asked),
        ]

    @api.model
    def _get_open_events(self, asked):
        common = {
            "model": "mail.activity",
            "order": ("date_deadline",),
            "columns": {"day": "date_deadline", "user_id": "user_id"},
            "details": {
                "summary": "summary",
                "category": "event_category_id.name",
                "kind": "activity_type_id.name",
                "lead": self._get_lead_name(SQL.identifier("mail_activity", "lead_id")),
            },
            "describe": "_describe_open_event",
        }
        mine = Domain("customer_id", "=", asked.customer_id) & Domain("active", "=", True)
        is_prospect = Domain("event_category_id.role", "=", "prospect")
        no_prospect = Domain("event_category_id", "=", False) | ~is_prospect
        return [
            {
                **common,
                "name": "prospects",
                "label": self.env._("Prospects"),
                "icon": "fa-bullseye",
                "domain": mine & is_prospect,
            },
            {
                **common,
                "name": "activities",
                "label": self.env._("Tasks and Planned Events"),
                "icon": "fa-clock-o",
                "domain": mine & no_prospect,
            },
        ]

    @api.model
    def _get_open_opportunities(self, asked):
        return {
            "name": "opportunities",
            "label": self.env._("Opportunities"),
            "icon": "fa-star-o",
            "model": "crm.lead",
            "domain": self._get_customer_domain(asked) & Domain("won_status", "=", "pending"),
            "order": ("date_deadline",),
            "columns": {
                "title": "name",
                "day": "date_deadline",
                "user_id": "user_id",
                "amount": "expected_revenue",
                "currency_id": "company_currency",
            },
            "details": {
                "stage": "stage_id.name",
                "weight": "weight",
                "flow_step": "flow_step",
                "type": "type",
            },
            "describe": "_describe_open_opportunity",
        }

    @api.model
    def _get_open_orders(self, asked):
        common = {
            "model": "sale.order",
            "columns": {
                "title": "name",
                "user_id": "user_id",
                "amount": "amount_untaxed",
                "currency_id": "currency_id",
            },
            "details": {"state": "state"},
            "describe": "_describe_open_order",
        }
        mine = self._get_customer_domain(asked)
        return [
            {
                **common,
                "name": "quotations",
                "label": self.env._("Quotations"),
                "icon": "fa-file-text-o",
                "domain": mine & Domain("state", "in", ("draft", "sent")),
                "order": ("validity_date",),
                "columns": {**common["columns"], "day": "validity_date"},
            },
            {
                **common,
                "name": "orders",
                "label": self.env._("Orders to Deliver"),
                "icon": "fa-cubes",
                "domain": mine & Domain("is_delivery_open", "=", True),
                "order": ("commitment_date", "date_order"),
                "columns": {**common["columns"], "day": "commitment_date"},
                "describe": "",
            },
        ]

    @api.model
    def _get_open_invoices(self, asked):
        return {
            "name": "invoices",
            "label": self.env._("Unpaid Invoices"),
            "icon": "fa-file-text",
            "model": "account.move",
            "domain": self._get_customer_domain(asked)
            & Domain("move_type", "in", ("out_invoice", "out_receipt"))
            & Domain("state", "=", "posted")
            & Domain("payment_state", "in", ("not_paid", "partial")),
            "order": ("invoice_date_due",),
            "columns": {
                "title": "name",
                "day": "invoice_date_due",
                "user_id": "invoice_user_id",
                "amount": "amount_residual",
                "currency_id": "currency_id",
            },
            "details": {"state": "payment_state"},
            "describe": "_describe_open_invoice",
        }

    @api.model
    def _get_customer_domain(self, asked):
        """Documents of any contact of the customer."""
        return Domain("partner_id.commercial_partner_id", "=", asked.customer_id)

    # ------------------------------------------------------------
    # READING
    # ------------------------------------------------------------

    @api.model
    def _read_open(self, asked, parts):
        """Read the first rows of all parts in one query: ``{part: rows}``."""
        selects = [
            SQL("(%s)", select)
            for part in parts
            if (select := self._select_open(asked, part)) is not None
        ]
        rows = {part["name"]: [] for part in parts}
        if selects:
            query = SQL(
                """
                SELECT waiting.*, COALESCE(seller.name, '') AS user_name
                  FROM (%s) AS waiting
             LEFT JOIN res_users AS users ON users.id = waiting.user_id
             LEFT JOIN res_partner AS seller ON seller.id = users.partner_id
              ORDER BY waiting.source, waiting.place
                """,
                SQL(" UNION ALL ").join(selects),
            )
            for row in self.env.execute_query_dict(query):
                rows[row["source"]].append(row)
        return rows

    @api.model
    def _select_open(self, asked, part):
        """The first rows of a part, numbered in its order; None where the user may read none."""
        records = self.env[part["model"]]
        if not records.has_access("read"):
            return None
        if records._name == "mail.activity":
            query = self._search_events(part["domain"], asked.contact_ids)
        else:
            query = records._search(part["domain"])
        order = SQL(", ").join(
            SQL("%s NULLS LAST", records._field_to_sql(query.table, name, query))
            for name in (*part["order"], "id")
        )
        details = SQL("JSONB_BUILD_OBJECT(%s)", SQL(", ").join(self._get_details(part, query)))
        values = {"details": details}
        for name, path in part["columns"].items():
            values[name] = self._read_path(records, query, path)
            if name == "day" and records._fields[path].type == "datetime":
                values[name] = self._get_local_day(values[name])
        columns = [
            SQL("%s::%s AS %s", values.get(name, SQL("NULL")), SQL(kind), SQL.identifier(name))
            for name, kind in COLUMNS.items()
        ]
        query.order, query.limit = order, OPEN_ROWS
        return query.select(
            SQL("%s AS source", part["name"]),
            SQL("ROW_NUMBER() OVER (ORDER BY %s) AS place", order),
            SQL("COUNT(*) OVER () AS count"),
            SQL("%s AS id", SQL.identifier(query.table, "id")),
            *columns,
        )

    @api.model
    def _get_details(self, part, query):
        records = self.env[part["model"]]
        for name, path in part["details"].items():
            value = path if isinstance(path, SQL) else self._read_path(records, query, path)
            yield SQL("%s, %s", name, value)

    @api.model
    def _read_path(self, records, query, path):
        """The column of a field, or of a field of what it refers to: ``stage_id.name``."""
        name, _dot, inner = path.partition(".")
        column = records._field_to_sql(query.table, name, query)
        if not inner:
            return column
        comodel = self.env[records._fields[name].comodel_name]
        alias = query.left_join(query.table, name, comodel._table, "id", f"panel_{name}")
        return comodel._field_to_sql(alias, inner, query)

    # ------------------------------------------------------------
    # SAYING
    # ------------------------------------------------------------

    @api.model
    def _describe_open(self, part, row, today):
        """What a row says: a title, and a line of details."""
        details = row["details"]
        texts = getattr(self, part["describe"])(details) if part["describe"] else []
        return {
            "id": row["id"],
            "title": row["title"] or self._get_open_title(details),
            "details": " · ".join(filter(None, [*texts, row["user_name"]])),
            "day": row["day"],
            "tone": bool(row["day"] and row["day"] < today) and "danger",
            "amount": row["amount"] if row["currency_id"] else False,
            "currency_id": row["currency_id"],
        }

    @api.model
    def _get_open_title(self, details):
        names = (details.get(name) for name in ("summary", "category", "kind"))
        return next(filter(None, names), None) or self.env._("Untitled")

    @api.model
    def _describe_open_event(self, details):
        said = self._get_open_title(details)
        return [
            text
            for text in (details["category"] or details["kind"], details["lead"])
            if text and text != said
        ]

    @api.model
    def _describe_open_opportunity(self, details):
        weight = details["weight"] or 0.0
        step = details["flow_step"]
        return [
            details["stage"],
            self.env._("Lead") if details["type"] == "lead" else f"{weight:g} %",
            self._get_labels("crm.lead", "flow_step")[step] if step and step != "none" else "",
        ]

    @api.model
    def _describe_open_order(self, details):
        return [self._get_labels("sale.order", "state")[details["state"]]]

    @api.model
    def _describe_open_invoice(self, details):
        return [self._get_labels("account.move", "payment_state")[details["state"]]]
