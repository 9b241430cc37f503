"""Two companies with secrets, and somebody of every role: whom the matrix of rights is about."""

from dataclasses import dataclass, field

from odoo import Command
from odoo.tests import new_test_user

# Who may not know a word, may not see it anywhere
ELSEWHERE = "Zanzibar"  # of the other company
PRIVATE = "Timbuktu"  # a colleague's documents
HOUSE = "Samarkand"  # of the own company, known to those who work in it
SALES = "sales_team.group_sale_"


@dataclass(frozen=True)
class Role:
    """A user, with the words and rows that are none of this user's business."""

    name: str
    user_id: int
    company_id: int
    secrets: tuple
    is_administrator: bool = False


@dataclass
class World:
    """What is planted: roles, and ``{secret: {model: ids}}``; plain records have no secret."""

    roles: list = field(default_factory=list)
    rows: dict = field(default_factory=dict)

    def get_ids(self, role, model, is_foreign):
        """Rows of a model that are a role's own, or that it may neither read nor write."""
        words = role.secrets if is_foreign else set(self.rows) - set(role.secrets)
        return [row for word in sorted(words) for row in self.rows[word].get(model, ())]


def plant(env):
    """Make the world; whoever calls rolls it back."""
    env = env(context={**env.context, "tracking_disable": True, "mail_notrack": True})
    home, away = env.company, env["res.company"].create({"name": f"{ELSEWHERE} Holding"})
    users = {
        "portal": _create_user(env, "Pia Portal", "base.group_portal", home),
        "internal": _create_user(env, "Ida Internal", "base.group_user", home),
        "seller": _create_user(env, "Sam Own", f"{SALES}salesman", home),
        "all documents": _create_user(env, "Ada All", f"{SALES}salesman_all_leads", home),
        "team leader": _create_user(env, "Lea Leader", f"{SALES}salesman", home),
        "sales manager": _create_user(env, "Mona Manager", f"{SALES}manager", home),
        "administrator elsewhere": _create_user(env, "Adam Away", "base.group_system", away),
        "seller elsewhere": _create_user(env, f"{ELSEWHERE} Seller", f"{SALES}salesman", away),
    }
    colleague = _create_user(env, f"{HOUSE} Colleague", f"{SALES}salesman", home)
    secrets = {
        "portal": (ELSEWHERE, PRIVATE, HOUSE),
        "internal": (ELSEWHERE, PRIVATE),
        "seller": (ELSEWHERE, PRIVATE),
        "administrator elsewhere": (PRIVATE, HOUSE),
        "seller elsewhere": (PRIVATE, HOUSE),
    }
    world = World(
        roles=[
            Role(
                name,
                user.id,
                user.company_id.id,
                secrets.get(name, (ELSEWHERE,)),
                name.startswith("administrator"),
            )
            for name, user in users.items()
        ]
    )
    leader, seller = users["team leader"], users["seller"]
    team = _create_team(env, f"{HOUSE} Team", leader, colleague | seller, home)
    stranger = users["seller elsewhere"]
    far_team = _create_team(env, f"{ELSEWHERE} Team", stranger, stranger, away)
    house = _create_settings(env, HOUSE, home, team, colleague)
    customer = house["res.partner"]
    world.rows = {
        HOUSE: _ids(house, {"crm.team": team, "res.users": colleague}),
        PRIVATE: _ids(_create_documents(env, PRIVATE, home, team, colleague, customer)),
        "": _ids(_create_documents(env, "Plain", home, team, seller, customer)),
    }
    far = _create_settings(env, ELSEWHERE, away, far_team, stranger)
    far |= _create_documents(env, ELSEWHERE, away, far_team, stranger, far["res.partner"])
    world.rows[ELSEWHERE] = _ids(far, {"crm.team": far_team, "res.users": stranger})
    env.cr.flush()
    return world


def _ids(records_by_model, more=None):
    return {model: records.ids for model, records in {**records_by_model, **(more or {})}.items()}


def _create_user(env, name, group, company):
    user = new_test_user(
        env,
        login="matrix_" + name.lower().replace(" ", "_"),
        name=name,
        groups=group,
        company_id=company.id,
        company_ids=[Command.set(company.ids)],
    )
    user.partner_id.company_id = company
    return user


def _create_team(env, name, leader, members, company):
    return env["crm.team"].create(
        {
            "name": name,
            "user_id": leader.id,
            "member_ids": [Command.set(members.ids)],
            "company_id": company.id,
        }
    )


def _create_settings(env, word, company, team, user):
    """What those who work in a company may know."""
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    return {
        "res.partner": env["res.partner"].create(
            {"name": f"{word} Customer", "is_company": True, "company_id": company.id}
        ),
        "crm.assignment.rule": env["crm.assignment.rule"].create(
            {
                "name": f"{word} Rule",
                "company_id": company.id,
                "team_id": team.id,
                "user_ids": [Command.set(user.ids)],
                "domain": "[('id', '<', 0)]",
            }
        ),
    }


def _create_documents(env, word, company, team, user, customer):
    """A seller's own: an opportunity with events and a quotation, a card, a target."""
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    lead = env["crm.lead"].create(
        {
            "name": f"{word} Opportunity",
            "type": "opportunity",
            "partner_id": customer.id,
            "user_id": user.id,
            "team_id": team.id,
            "company_id": company.id,
            "expected_revenue": 4000,
        }
    )
    category = env.ref("sales_process.category_customer_visit")
    events = env["mail.activity"].create(
        [
            {
                "res_model_id": env["ir.model"]._get_id("crm.lead"),
                "res_id": lead.id,
                "lead_id": lead.id,
                "user_id": user.id,
                "event_category_id": category.id,
                "activity_type_id": category.activity_type_id.id,
                "summary": f"{word} Visit",
                "note": f"<p>{word} note</p>",
            }
        ]
        * 2
    )
    events[1].action_feedback(feedback=f"{word} outcome")
    documents = {
        "crm.lead": lead,
        "mail.activity": events,
        "sale.order": env["sale.order"].create(
            {
                "partner_id": customer.id,
                "opportunity_id": lead.id,
                "user_id": user.id,
                "team_id": team.id,
                "company_id": company.id,
                "client_order_ref": f"{word} Reference",
            }
        ),
        "sales.handover.log": env["sales.handover.log"].create(
            {
                "from_user_id": user.id,
                "to_user_id": user.id,
                "line_ids": [
                    Command.create(
                        {
                            "part": "opportunity",
                            "res_model": "crm.lead",
                            "res_id": lead.id,
                            "name": lead.name,
                            "old_values": {"user_id": user.id},
                            "new_values": {"user_id": user.id},
                        }
                    )
                ],
            }
        ),
        "sales.card": env["sales.card"].create(
            {"name": f"{word} Card", "model": "crm.lead", "user_id": user.id}
        ),
        "sales.target": env["sales.target"].create(
            {
                "user_id": user.id,
                "metric": "won_revenue",
                "period": "month",
                "value": 5,
                "date_from": "2025-01-01",
                "company_id": company.id,
            }
        ),
    }
    documents["sales.handover.log.line"] = documents["sales.handover.log"].line_ids
    return documents
