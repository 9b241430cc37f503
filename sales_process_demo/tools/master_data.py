"""Customers, products, product lines and the process of the team."""

import random

from . import records

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
PRODUCT_LINES = ("Packing machines", "Labelling", "Service")


def load_process(env):
    """Give the team the short process, and let its stages follow the documents.

    :return: the stages of the team
    """
    team = records.ref(env, "team")
    env.company.stages_follow_documents = True
    env["sales.process.template.load"].create(
        {
            "template_id": env.ref("sales_process.process_short").id,
            "team_id": team.id,
        }
    ).action_load()
    return team._get_process_stages()


def create_customers(env):
    """Companies, each with one contact.

    :return: the contacts, in the order of ``CUSTOMERS``
    """
    companies = env["res.partner"].create(
        [
            {
                "name": name,
                "is_company": True,
                "city": city,
                "country_id": env.ref(f"base.{country}").id,
                "email": f"info@{_slug(name)}.example.com",
            }
            for name, city, country, _contact, _function in CUSTOMERS
        ]
    )
    return env["res.partner"].create(
        [
            {
                "name": contact,
                "parent_id": company.id,
                "function": function,
                "email": f"{_slug(contact)}@{_slug(name)}.example.com",
                "phone": f"+32 2 555 01 {index:02}",
            }
            for index, (company, (name, _city, _country, contact, function)) in enumerate(
                zip(companies, CUSTOMERS, strict=True)
            )
        ]
    )


def _slug(name):
    return "".join(char for char in name.lower() if char.isascii() and char.isalpha())


def create_products(env):
    return env["product.product"].create(
        [
            {"name": name, "list_price": price, "type": product_type, "taxes_id": False}
            for name, price, product_type in PRODUCTS
        ]
    )


def spread_product_lines(leads):
    """Give every opportunity one of the product lines."""
    rng = random.Random(3)
    lines = leads.env["product.category"].create([{"name": name} for name in PRODUCT_LINES])
    for lead in leads:
        lead.product_line_id = rng.choice(lines)
