"""Who decides about the bigger opportunities."""

from odoo import Command

# of the colleagues of an opportunity's contact: function, part, what is known
ROLES = [
    ("Managing Director", "decides", "Wants to see a line running first"),
    ("Production Manager", "uses", "Asked how long a changeover takes"),
    ("Financial Controller", "pays", ""),
]
NAMES = [
    ("Helmi Aho", "Jari Salo", "Tiina Mattila"),
    ("Olavi Rinne", "Marek Zielinski", "Kaisa Laine"),
    ("Birgit Lund", "Arto Heino", "Pirjo Suomi"),
    ("Tomasz Wrona", "Outi Kallio", "Veikko Nurmi"),
    ("Sanna Toivonen", "Piotr Lis", "Raili Hakala"),
]


def add_people(leads):
    """Give the largest open opportunities the people who have a say."""
    open_leads = leads.filtered(lambda lead: lead.active and not lead.stage_id.is_won)
    largest = open_leads.sorted("expected_revenue", reverse=True)
    for lead, names in zip(largest, NAMES, strict=False):
        host = lead.partner_id.email.split("@")[1]
        colleagues = lead.env["res.partner"].create(
            [
                {
                    "name": name,
                    "function": function,
                    "parent_id": lead.partner_id.commercial_partner_id.id,
                    "email": f"{name.lower().replace(' ', '.')}@{host}",
                }
                for name, (function, _part, _note) in zip(names, ROLES, strict=True)
            ]
        )
        lead.person_ids = [
            Command.create({"partner_id": lead.partner_id.id, "part": "influences"}),
            *(
                Command.create({"partner_id": colleague.id, "part": part, "note": note})
                for colleague, (_function, part, note) in zip(colleagues, ROLES, strict=True)
            ),
        ]
