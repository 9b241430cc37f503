"""``make recordings``: records what a browser asks for when the screens are opened.

On copies of the template with CRM and Sales, stock and with our addon, with a little data of known
ids. What is recorded is sent again by ``recordings``.
"""

import json
import subprocess

from devtools import (
    addons,
    atomic,
    databases,
    machine,
    npm,
    odoo_run,
    paths,
    postgres,
    proc,
    recordings,
    serve,
    suites,
)
from devtools.say import Problem, line, step

# ids that no other number in a request can be taken for; users in the order in which they are made
RECORDS = {
    "rita": {9000001: "uid", 9100001: "lead"},
    "boss": {9000001: "seller", 9000002: "uid", 9100001: "lead"},
}
SEQUENCES = {"res_users": 9000001, "crm_lead": 9100001, "res_partner": 9200001}
DATA = """
from odoo import Command, fields
def user(login, group):
    return env["res.users"].create({
        "name": login, "login": login, "password": login,
        "group_ids": [Command.link(env.ref(group).id)],
    })
seller = user("rita", "sales_team.group_sale_salesman")
user("boss", "sales_team.group_sale_manager")
env["crm.team"].create({"name": "Readers", "member_ids": [Command.link(seller.id)]})
customer = env["res.partner"].create({"name": "Called Ltd", "is_company": True})
lead = env["crm.lead"].create({
    "name": "Read me", "type": "opportunity", "partner_id": customer.id, "user_id": seller.id,
    "expected_revenue": 1000,
})
lead.activity_schedule("mail.mail_activity_data_call", user_id=seller.id)
if "sales.card" in env:
    # a ready card is recorded by itself, whether it is on a new user's view or on offer
    env["sales.card.preference"].create([
        {"user_id": seller.id, "card_id": card.id, "is_added": True}
        for card in env["sales.card"].search([("is_optional", "=", True)])
    ])
env.cr.commit()
"""
OPEN = ".o_list_view, .o_kanban_view:not(.o_sales_card_board)"
BACK = ".o_back_button, .breadcrumb-item a"
MENU = "[data-menu-xmlid='{}']"
CARD = ".o_sales_card_name:has(:text-is('{}'))"
LEAD = ".o_kanban_record:has-text('Read me')"
TABS = ("events", "targets", "pipeline", "funnel", "forecast", "measures", "coaching")
REPORTS = (
    "sales-events-report", "opportunities-in-figures", "sales-funnel", "targets-and-actuals",
    "sales-stays",
)  # fmt: skip


def _click(selector, wait=None):
    return [{"click": selector}, *([{"wait": wait}] if wait else [])]


def _again(selector, place, wait):
    """Steps that open something, go back, and open it again, of which the last is recorded."""
    opening = _click(selector, wait)
    return [*opening, *_click(BACK, place), {"mark": True}, *opening]


def _opened(name, path, steps, user="rita"):
    """A screen of which only what the steps ask for matters."""
    return {"name": name, "user": user, "path": path, "steps": steps, "is_opened_only": True}


def _stock():
    pipeline = [
        *_click(f".o_menu_sections {MENU.format('crm.crm_menu_sales')}"),
        {"mark": True},
        *_click(MENU.format("crm.menu_crm_opportunities")),
    ]
    activities = "/odoo/action-mail.mail_activity_action_my?view_type=list"
    return [
        {"name": "pipeline", "path": "/odoo/crm", "steps": pipeline},
        _opened("form", "/odoo/crm", _again(LEAD, LEAD, ".o_form_view")),
        {"name": "activities", "path": activities},
    ]


def _ours(cards):
    view = "/odoo/sellers-view"
    menu = f".o_menu_sections {MENU.format('sales_process.sales_card_menu_view')}"
    picker = ".o_sales_card_seller input"
    switch = [
        {"fill": picker, "with": "rita"},
        {"mark": True},
        *_click(".o-autocomplete--dropdown-item:has-text('rita')"),
    ]
    row = f".o_kanban_record:has({CARD.format('Open opportunities')}) .o_sales_card_row"
    return [
        *_stock(),
        {"name": "seller_view", "path": view, "steps": _click(menu)},
        _opened("row", view, _click(row, ".o_form_view")),
        _opened("view_of_seller", view, switch, user="boss"),
        *(
            _opened(f"list {card}", view, _again(CARD.format(card), CARD.format(card), OPEN))
            for card in cards
        ),
        *(
            {"name": f"centre {tab}", "user": "boss", "path": f"/odoo/managers-centre?tab={tab}"}
            for tab in TABS
        ),
        *({"name": f"report {path}", "user": "boss", "path": f"/odoo/{path}"} for path in REPORTS),
    ]


def run(only=""):
    """Record all screens, or those whose name has one of these words."""
    npm.link()
    browser = suites.browser()
    with postgres.server(odoo_run.interpreter()) as server:
        odoo = odoo_run.prepare(server)
        template = databases.template(odoo, databases.CORE_MODULES)
        for party in ("stock", "ours"):
            database = databases.name(f"recording_{party}")
            try:
                databases.copy(server, template, database)
                if party == "ours":
                    log = paths.local("logs", "recording-install.log")
                    odoo.run(database, f"-i{addons.CORE}", "--stop-after-init", log=log)
                _record(odoo, party, database, browser, only.split())
            finally:
                databases.drop(server, database)
    return 0


def _record(odoo, party, database, browser, words):
    for table, start in SEQUENCES.items():
        query = f"ALTER SEQUENCE {table}_id_seq RESTART WITH {start}"
        odoo.server.sql(query, database=database)
    _fill(odoo, database)
    cards = {} if party == "stock" else _cards(odoo, database)
    screens = _ours(cards) if cards else _stock()
    known = {name: kept for name, kept in _known(party).items() if name in _names(screens)}
    screens = [
        {"user": "rita", **screen}
        for screen in screens
        if not words or any(word in screen["name"] for word in words)
    ]
    listed, out = paths.local("scripts", "screens.json"), paths.local("scripts", "recorded.json")
    atomic.write_file(listed, json.dumps(screens))
    port = machine.free_port()
    process = serve.start(odoo, database, port, paths.local("logs", f"recording-{party}.log"))
    try:
        with step(f"Recording the screens, {party}"):
            code, _tail = proc.run(
                [
                    "node", paths.ROOT / "devtools" / "record.mjs", f"http://127.0.0.1:{port}",
                    browser, listed, out,
                ],
                on_line=lambda text: line(f"  {text}"),
                cwd=paths.ROOT,
                check=False,
            )  # fmt: skip
    finally:
        proc.stop(process)
    by_name = {screen["name"]: screen for screen in screens}
    arguments = dict.fromkeys(cards.values(), "card")
    for raw in json.loads(out.read_text()):
        screen = by_name[raw["name"]]
        if screen.get("is_opened_only"):
            raw["first"] = []
        known[raw["name"]] = recordings.condense(raw, RECORDS[screen["user"]], arguments)
    recordings.write(party, known)
    if code:
        raise Problem("some screens could not be recorded; see the lines that begin with `failed`")


def _names(screens):
    return {screen["name"] for screen in screens}


def _known(party):
    try:
        return recordings.screens(party)
    except FileNotFoundError:
        return {}


def _fill(odoo, database):
    argv = odoo.argv(database, "--log-level=warn", command=["shell"])
    done = subprocess.run(
        [str(part) for part in argv], input=DATA, capture_output=True, text=True,
        env=odoo.environ(), check=False,
    )  # fmt: skip
    if done.returncode or "Error" in done.stderr:
        raise Problem(f"the data to record could not be made: {done.stderr.strip()[-500:]}")


def _cards(odoo, database):
    """Name and id of the cards that every seller finds on the view."""
    query = """SELECT name->>'en_US', id FROM sales_card c WHERE active AND user_id IS NULL
        AND NOT EXISTS (SELECT FROM sales_card_res_groups_rel r WHERE r.card_id = c.id)"""
    return dict(odoo.server.sql(query, database=database))
