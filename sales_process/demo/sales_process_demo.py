"""A believable quarter of a small sales team, relative to the day of installation.

Kept as tables and a few loops: as XML records it would be a few thousand lines.
"""

import random
from datetime import timedelta

from odoo import Command, api, fields, models

# name, city, country, contact, function
CUSTOMERS = [
    ("Aalto Packaging", "Tampere", "fi", "Veera Aalto", "Purchasing Manager"),
    ("Baltic Foods", "Gdańsk", "pl", "Marek Nowak", "Plant Manager"),
    ("Brasserie du Nord", "Lille", "fr", "Claire Dubois", "Owner"),
    ("Delta Dairy", "Zwolle", "nl", "Jan de Vries", "Technical Director"),
    ("Ekman Bakery", "Turku", "fi", "Kaisa Ekman", "Managing Director"),
    ("Fjord Seafood", "Bergen", "no", "Ola Hansen", "Operations Manager"),
    ("Grünwald Pharma", "München", "de", "Petra Schmidt", "Head of Packaging"),
    ("Hopfen & Co", "Nürnberg", "de", "Uwe Braun", "Brewmaster"),
    ("Kowal Cosmetics", "Łódź", "pl", "Ewa Kowal", "Owner"),
    ("Lumi Berries", "Oulu", "fi", "Antti Lumi", "Managing Director"),
    ("Meridian Coffee", "Antwerpen", "be", "Sofie Peeters", "Buyer"),
    ("Nordic Paints", "Göteborg", "se", "Erik Lund", "Plant Manager"),
    ("Polar Textiles", "Rovaniemi", "fi", "Inka Polar", "Buyer"),
    ("Vistula Glass", "Toruń", "pl", "Adam Wiśniewski", "Purchasing Manager"),
]

PRODUCTS = [
    ("Packing Line PL-200", 48000.0, "consu"),
    ("Labelling Unit LU-20", 12500.0, "consu"),
    ("Carton Sealer CS-5", 6900.0, "consu"),
    ("Conveyor, per metre", 820.0, "consu"),
    ("Commissioning Day", 960.0, "service"),
    ("Service Contract, 1 year", 3600.0, "service"),
]

CALLS = [
    "Asked for an offer on a second line",
    "Talked through the delivery dates",
    "Wants references from the food industry",
    "Budget is decided next month",
    "Sent the drawings by mail",
    "Question about spare parts",
    "Agreed on a date for a visit",
    "Compares us with one other supplier",
]
VISITS = [
    "Walked through the plant, took measurements",
    "Showed the labelling unit",
    "Presented the project to the management",
    "Negotiated the payment terms",
    "Looked at the running line, very content",
]
PROSPECTS = [
    "Met at the packaging fair, wants a demonstration",
    "Downloaded the brochure twice",
    "Asked for prices by the web form",
    "Recommended by Delta Dairy",
    "Replaces an old line next year",
    "Came by our stand, needs 30 cartons a minute",
]

# customer index, seller, name, expected revenue, age in days, stages passed by hand,
# documents: None, draft, sent, order, invoice, payment; lost reason index or None
OPPORTUNITIES = [
    (0, "anna", "Second packing line", 62000, 80, 2, "payment", None),
    (3, "anna", "Labelling for yoghurt cups", 27500, 70, 2, "order", None),
    (4, "anna", "Carton sealers for two shops", 13800, 55, 2, "sent", None),
    (6, "anna", "Clean-room packing line", 118000, 60, 2, "sent", None),
    (9, "anna", "Berry packing, season start", 54000, 35, 1, "draft", None),
    (10, "anna", "Conveyor extension", 16400, 20, 1, None, None),
    (12, "anna", "Textile bagging, first idea", 30000, 12, 0, None, None),
    (5, "anna", "Fish boxes labelling", 25000, 66, 1, None, 0),
    (1, "bruno", "Packing line for ready meals", 71000, 85, 2, "invoice", None),
    (7, "bruno", "Bottle conveyor", 33500, 64, 2, "sent", None),
    (8, "bruno", "Gift box sealing", 9800, 48, 2, "draft", None),
    (11, "bruno", "Paint can labelling", 38000, 40, 2, None, None),
    (13, "bruno", "Glass handling study", 22000, 30, 1, None, None),
    (2, "bruno", "Keg line modernisation", 90000, 25, 0, None, None),
    (1, "bruno", "Service contract", 7200, 10, 0, None, None),
    (8, "bruno", "Cream jar line", 58000, 75, 2, "draft", 1),
]
# what each document comes after
DOCUMENTS = ("draft", "sent", "order", "invoice", "payment")

# customer index, seller, days ago, text index
OPEN_PROSPECTS = [
    (2, "anna", 0, 0),
    (13, "anna", 1, 5),
    (7, "anna", 3, 2),
    (11, "anna", 6, 4),
    (5, "bruno", 0, 1),
    (12, "bruno", 2, 3),
    (9, "bruno", 5, 2),
]


class SalesProcessDemo(models.AbstractModel):
    _name = "sales.process.demo"
    _description = "Sales Process Demo Data"

    @api.model
    def _load(self):
        """Make customers, opportunities with their documents, and three months of events."""
        rng = random.Random(19)
        today = fields.Date.context_today(self)
        sellers = {
            login: self.env.ref(f"sales_process.demo_user_{login}") for login in ("anna", "bruno")
        }
        self._load_process()
        contacts = self._create_customers()
        products = self._create_products()
        leads = self._create_opportunities(sellers, contacts, products, today)
        self._create_events(rng, sellers, contacts, leads, today)
        self._create_prospects(sellers, contacts, today)
        self._plan_activities(rng, sellers, leads, today)
        self._set_goals(leads)

    # ------------------------------------------------------------
    # MASTER DATA
    # ------------------------------------------------------------

    @api.model
    def _load_process(self):
        """Give the team the short process, and let its stages follow the documents."""
        self.env.company.stages_follow_documents = True
        self.env["sales.process.template.load"].create(
            {
                "template_id": self.env.ref("sales_process.process_short").id,
                "team_id": self.env.ref("sales_process.demo_team").id,
            }
        ).action_load()

    @api.model
    def _create_customers(self):
        companies = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "city": city,
                    "country_id": self.env.ref(f"base.{country}").id,
                    "email": f"info@{self._slug(name)}.example.com",
                }
                for name, city, country, _contact, _function in CUSTOMERS
            ]
        )
        return self.env["res.partner"].create(
            [
                {
                    "name": contact,
                    "parent_id": company.id,
                    "function": function,
                    "email": f"{self._slug(contact)}@{self._slug(name)}.example.com",
                    "phone": f"+32 2 555 01 {index:02}",
                }
                for index, (company, (name, _city, _country, contact, function)) in enumerate(
                    zip(companies, CUSTOMERS, strict=True)
                )
            ]
        )

    @api.model
    def _slug(self, name):
        return "".join(char for char in name.lower() if char.isascii() and char.isalpha())

    @api.model
    def _create_products(self):
        return self.env["product.product"].create(
            [
                {"name": name, "list_price": price, "type": product_type, "taxes_id": False}
                for name, price, product_type in PRODUCTS
            ]
        )

    # ------------------------------------------------------------
    # OPPORTUNITIES AND THEIR DOCUMENTS
    # ------------------------------------------------------------

    @api.model
    def _create_opportunities(self, sellers, contacts, products, today):
        team = self.env.ref("sales_process.demo_team")
        stages = team._get_process_stages()
        sources = self.env["utm.source"].search([], limit=5)
        reasons = self.env["crm.lost.reason"].search([])
        leads = self.env["crm.lead"]
        for index, row in enumerate(OPPORTUNITIES):
            customer, login, name, revenue, age, depth, documents, lost = row
            lead = self.env["crm.lead"].create(
                {
                    "name": name,
                    "type": "opportunity",
                    "partner_id": contacts[customer].id,
                    "user_id": sellers[login].id,
                    "team_id": team.id,
                    "stage_id": stages[:1].id,
                    "expected_revenue": revenue,
                    "date_deadline": today + timedelta(days=60 - age // 2),
                    "source_id": sources[index % len(sources)].id if sources else False,
                    "priority": str(index % 4),
                }
            )
            for stage in stages[1 : depth + 1]:
                lead.stage_id = stage
            if documents:
                self._create_documents(lead, documents, products, today, age)
            if lost is not None:
                lead.action_set_lost(lost_reason_id=reasons[lost].id if reasons else False)
            self._age(lead, age)
            leads |= lead
        return leads

    @api.model
    def _create_documents(self, lead, documents, products, today, age):
        """Quote the opportunity's revenue: one main product, commissioning, and so on."""
        main = products.filtered(lambda product: product.list_price <= lead.expected_revenue)
        main = main.sorted("list_price", reverse=True)[:1]
        quantity = max(1, int(lead.expected_revenue // main.list_price))
        order = self.env["sale.order"].create(
            {
                **{
                    key.removeprefix("default_"): value
                    for key, value in lead._prepare_opportunity_quotation_context().items()
                },
                "date_order": fields.Datetime.now() - timedelta(days=age // 3),
                "validity_date": today + timedelta(days=20),
                "order_line": [
                    Command.create({"product_id": main.id, "product_uom_qty": quantity}),
                    Command.create({"product_id": products[4].id, "product_uom_qty": 1 + quantity}),
                ],
            }
        )
        reached = DOCUMENTS.index(documents)
        if reached >= DOCUMENTS.index("sent"):
            order.action_quotation_sent()
        if reached >= DOCUMENTS.index("order"):
            order.action_confirm()
            order.date_order = fields.Datetime.now() - timedelta(days=age // 4)
        if reached >= DOCUMENTS.index("invoice") and self._has_accounting():
            self._create_invoice(order, today, is_paid=documents == "payment")

    @api.model
    def _has_accounting(self):
        """Whether the company has journals to invoice with."""
        journals = self.env["account.journal"].search(
            [("company_id", "=", self.env.company.id), ("type", "in", ("sale", "bank"))]
        )
        return set(journals.mapped("type")) == {"sale", "bank"}

    @api.model
    def _create_invoice(self, order, today, is_paid):
        for line in order.order_line:
            line.qty_delivered = line.product_uom_qty
        invoice = order._create_invoices()
        invoice.invoice_date = today - timedelta(days=12)
        invoice.action_post()
        if is_paid:
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({"payment_date": today - timedelta(days=3)})._create_payments()

    @api.model
    def _age(self, lead, age):
        """Let the opportunity have begun some weeks ago and spread its stays over that time."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date - %(age)s * interval '1 day',"
            " date_open = date_open - %(age)s * interval '1 day',"
            " date_last_stage_update = date_last_stage_update - %(age)s / 3 * interval '1 day'"
            " WHERE id = %(id)s",
            {"age": age, "id": lead.id},
        )
        lead.invalidate_recordset()

    # ------------------------------------------------------------
    # EVENTS
    # ------------------------------------------------------------

    @api.model
    def _create_events(self, rng, sellers, contacts, leads, today):
        """About six calls and three visits a week and seller, back over three months."""
        call = self.env.ref("sales_process.category_sales_action")
        visit = self.env.ref("sales_process.category_customer_visit")
        values = []
        for login, seller in sellers.items():
            own = [row[0] for row in OPPORTUNITIES if row[1] == login]
            pace = 1.0 if login == "anna" else 0.75
            for days_ago in range(90, -1, -1):
                day = today - timedelta(days=days_ago)
                if day.weekday() > 4:
                    continue
                for category, texts, share in ((call, CALLS, 0.9), (visit, VISITS, 0.6)):
                    if rng.random() > share * pace:
                        continue
                    contact = contacts[rng.choice(own)]
                    lead = leads.filtered(
                        lambda lead, contact=contact, seller=seller: (
                            lead.partner_id == contact and lead.user_id == seller
                        )
                    )[:1]
                    values.append(
                        self._prepare_event(
                            category, lead or contact, seller, day, rng.choice(texts), rng
                        )
                    )
        events = self.env["mail.activity"].create(values)
        self._age_events(events)

    @api.model
    def _prepare_event(self, category, record, seller, day, summary, rng):
        outcome = "no_answer" if category.role == "contact" else "no_show"
        missed = rng.random() < 0.12
        return {
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "event_category_id": category.id,
            "activity_type_id": category.activity_type_id.id,
            "user_id": seller.id,
            "summary": summary,
            "event_date": day,
            "date_deadline": day,
            "outcome_id": self.env.ref(f"sales_process.outcome_{outcome if missed else 'held'}").id,
            "active": False,
        }

    @api.model
    def _age_events(self, events):
        """Date the events' own records as if they had been logged on their days."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET date_done = event_date, create_uid = user_id,"
            " create_date = event_date + interval '15 hours' WHERE id = ANY(%s)",
            [events.ids],
        )
        events.invalidate_recordset()

    @api.model
    def _create_prospects(self, sellers, contacts, today):
        prospect = self.env.ref("sales_process.category_prospect")
        marketing = self.env.ref("sales_process.demo_user_marketing")
        events = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                        "res_id": contacts[customer].parent_id.id,
                        "event_category_id": prospect.id,
                        "activity_type_id": prospect.activity_type_id.id,
                        "user_id": sellers[login].id,
                        "summary": PROSPECTS[text],
                        "date_deadline": today + timedelta(days=2 - days_ago),
                        "event_date": today - timedelta(days=days_ago),
                    }
                    for customer, login, days_ago, text in OPEN_PROSPECTS
                ]
            )
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET create_uid = %s,"
            " create_date = LEAST(create_date, registered_on + interval '9 hours')"
            " WHERE id = ANY(%s)",
            [marketing.id, events.ids],
        )
        events.invalidate_recordset()

    @api.model
    def _plan_activities(self, rng, sellers, leads, today):
        """Plan next steps on most open opportunities: some late, some today, some ahead."""
        kinds = ["mail_activity_data_call", "mail_activity_data_meeting", "mail_activity_data_todo"]
        for index, lead in enumerate(leads.filtered("active")):
            if index % 5 == 4:
                continue
            lead.with_context(mail_activity_quick_update=True).activity_schedule(
                f"mail.{kinds[index % 3]}",
                date_deadline=today + timedelta(days=rng.choice([-2, 0, 0, 1, 3, 6])),
                summary=rng.choice(CALLS),
                user_id=lead.user_id.id,
            )

    # ------------------------------------------------------------
    # GOALS
    # ------------------------------------------------------------

    @api.model
    def _set_goals(self, leads):
        """Give the second stage goals, guidance and tasks; what meets them already moves on."""
        stage = leads.stage_id.filtered(lambda stage: not stage.is_won).sorted("sequence")[1:2]
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "After the first contact",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": self.env.ref(f"mail.mail_activity_data_{kind}").id,
                            "summary": summary,
                            "responsible_type": "lead_owner",
                            "delay_from": "after_plan_date",
                            "delay_count": days,
                        }
                    )
                    for kind, summary, days in [
                        ("email", "Send two references from their industry", 1),
                        ("call", "Ask who decides, and by when", 3),
                    ]
                ],
            }
        )
        stage.write(
            {
                "guidance": "<p>Find out <b>who decides</b>, by when, and what it costs them to"
                " change nothing. Agree on a day to visit them and see the line running.</p>",
                "goal_policy": "warn",
                "is_milestone": True,
                "activity_plan_id": plan.id,
                "goal_ids": [
                    Command.create(
                        {
                            "kind": "event",
                            "event_category_id": self.env.ref(
                                "sales_process.category_sales_action"
                            ).id,
                        }
                    ),
                    Command.create(
                        {
                            "name": "Worth it: two stars or more",
                            "kind": "domain",
                            "domain": "[('priority', 'in', ('2', '3'))]",
                        }
                    ),
                    Command.create({"kind": "tasks", "required": False}),
                ],
            }
        )
        waiting = leads.filtered(lambda lead: lead.stage_id == stage)
        self._reach_milestone(waiting._filter_having_goals())
        stage.goals_changed_on = False
        waiting._plan_stage_tasks()

    @api.model
    def _reach_milestone(self, leads):
        """One seller has just met the goals: the opportunity moves on, the manager may praise."""
        lead = leads.filtered(lambda lead: not lead.goal_status["is_met"])[-1:]
        lead.priority = "3"
        category = self.env.ref("sales_process.category_sales_action")
        today = fields.Date.context_today(self)
        self.env["mail.activity"].create(
            {
                **self._prepare_event(
                    category, lead, lead.user_id, today, CALLS[6], random.Random(1)
                ),
                "outcome_id": self.env.ref("sales_process.outcome_held").id,
            }
        )
