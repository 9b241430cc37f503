"""Reading: the screens of a seller and a manager, beside stock's nearest ones and plain SQL.

A screen is all the requests that the web client makes to show it again, in one process without
HTTP: everything that the server computes, and its answer as JSON.
"""

import json

from benchmarks import plain, plain_tabs
from benchmarks.scenario import Scenario
from devtools import recordings
from devtools.session import Session

MANAGER = "manager"
SELLER = "seller1"  # has a share of everything
BUSY_SELLER = "seller2"  # has let activities pile up
FIXED_SELLER = "seller0"  # has the same records at every size
TABS = {
    "get_events": "Events",
    "get_targets": "Targets",
    "get_pipeline": "Pipeline",
    "get_funnel": "Funnel",
    "get_forecast": "Forecast",
    "get_kpis": "Measures",
    "get_coaching": "Coaching",
}
TAB_LIMIT = 2
READ_LIST = ("web_search_read",)
LEADS = 1000  # whose time in stages is read


def _tab(name, title, months):
    period = {1: "a month", 3: "a quarter", 12: "a year"}[months]
    return Scenario(
        f"Centre, {title}, {period}",
        limit=TAB_LIMIT,
        against="plain",
        at="M",
        args={"method": name, "months": months},
        work={"ours": "tab", "plain": "tab_plain"},
    )


VIEW = {"ours": "seller_view", "stock": "pipeline"}
DRILL_DOWN = {"ours": "drill_down", "stock": "activities", "plain": "drill_down_plain"}
SCENARIOS = {
    "seller_view": Scenario(
        "Seller's view; stock: own pipeline",
        limit=0.2,
        also=((4, "plain"),),
        at="M",
        args={"login": SELLER},
        work={**VIEW, "plain": "seller_view_plain"},
    ),
    "seller_view_fixed": Scenario(
        "Seller's view with 400 own opportunities; stock: own pipeline",
        limit=1.5,
        against="S",
        args={"login": FIXED_SELLER},
        work=VIEW,
    ),
    "seller_view_manager": Scenario(
        "Seller's view of a manager; stock: own pipeline", args={"login": MANAGER}, work=VIEW
    ),
    "seller_view_of": Scenario(
        "A seller's view, opened by the manager; stock: that seller's pipeline",
        args={"login": MANAGER, "seller": SELLER},
        work=VIEW,
    ),
    "drill_down": Scenario(
        "List behind the card My tasks, of 5,000; stock: list of own open activities",
        limit=0.1,
        at="M",
        args={"login": BUSY_SELLER},
        work=DRILL_DOWN,
    ),
    "drill_down_few": Scenario(
        "The same of a seller with hundreds", args={"login": SELLER}, work=DRILL_DOWN
    ),
    "activities": Scenario(
        "Stock's list of own open activities, of 5,000, with and without the addon",
        args={"login": BUSY_SELLER},
    ),
    "pipeline": Scenario("Pipeline of a seller", limit=1.05, at="M", args={"login": SELLER}),
    "pipeline_all": Scenario(
        "Pipeline of everybody, for a manager",
        limit=1.05,
        at="M",
        args={"login": MANAGER, "is_own": False},
        work={"ours": "pipeline", "stock": "pipeline"},
    ),
    "form": Scenario(
        "Form of an opportunity, 20 in turn",
        limit=1.05,
        at="M",
        args={"login": SELLER, "number": 20},
    ),
    "form_bar": Scenario(
        "The same with what the flow bar asks for right after; stock: the form",
        args={"login": SELLER, "number": 20},
        work={"ours": "form_with_bar", "stock": "form"},
    ),
    **{
        f"{name}_{months}": _tab(name, title, months)
        for months in (1, 12)
        for name, title in TABS.items()
    },
    "events_month": Scenario(
        "Held events this month by seller and kind; stock: mail.activity through the ORM",
        limit=1 / 30,
        at="M",
        args={"months": 1},
        work={"ours": "events", "stock": "events_stock", "plain": "events_plain"},
    ),
    "events_year": Scenario(
        "Held events of twelve months by seller and kind",
        limit=1 / 30,
        at="M",
        args={"months": 12},
        pairs=3,
        work={"ours": "events", "stock": "events_stock", "plain": "events_plain"},
    ),
    "time_in_stage": Scenario(
        f"Time in stage of {LEADS:,} opportunities; stock: duration_tracking",
        limit=1 / 50,
        at="M",
        args={"number": LEADS},
    ),
}


# --------------------------------------------------------------------------------------------------
# who asks, and for what


class LocalSession(Session):
    """A session whose requests are answered in this process."""

    def __init__(self, env, login):
        user = env["res.users"].search([("login", "=", login)])
        self.env = env(user=user.id, su=False, context={})
        company = self.env.company.id
        context = {**self.env["res.users"].context_get(), "uid": user.id}
        # the web client sends a time zone with each request
        context.update(tz="Europe/Helsinki", allowed_company_ids=[company])
        super().__init__("", context=context)

    def screen(self, name, part="then", methods=(), context=None, **records):
        """The recorded requests of a screen, all of them or those that call these methods."""
        party = "ours" if "sales.card" in self.env else "stock"
        requests = recordings.requests(self, party, name, part, context, **records)
        return [
            (route, params)
            for route, params in requests
            if not methods or route.rpartition("/")[2] in methods
        ]

    def ask(self, request):
        """Answer a request as the server's controllers do."""
        from odoo.service.model import call_kw

        route, params = request
        if route == "/web/action/load":
            return self._load_action(params["action_id"])
        if route == "/web/action/run":
            action = self.env["ir.actions.server"].browse(params["action_id"])
            return action.sudo().with_context(params["context"]).run()
        arguments = (list(params["args"]), dict(params["kwargs"]))
        return call_kw(self.env[params["model"]], params["method"], *arguments)

    def _load_action(self, key):
        Action = self.env["ir.actions.actions"].sudo()
        if isinstance(key, int):
            action = Action.browse(key)
        elif "." in key:
            action = Action.browse(self.env.ref(key).id)
        else:
            action = Action.search([("path", "=", key)])
        return self.env[action.type].sudo().browse(action.id)._get_action_dict()

    def show(self, requests):
        """Answer all requests of a screen; each is one transaction's worth of caches."""
        size = 0
        for request in requests:
            self.env.invalidate_all()
            size += len(json.dumps(self.ask(request), default=str))
        return {"bytes": size}


def _dates(env, months=1):
    """This month, or the twelve that end with it; and the period before."""
    from odoo import fields
    from odoo.tools import date_utils

    today = fields.Date.today()
    _start, last = date_utils.get_month(today)
    first = date_utils.subtract(date_utils.add(last, days=1), months=months)
    return {
        "today": today,
        "first": first,
        "last": last,
        "before": date_utils.subtract(first, months=months),
        "before_last": date_utils.subtract(first, days=1),
    }


def _ask_plain(env, statements, params):
    rows = 0
    for statement in statements:
        env.cr.execute(statement, params)
        rows += len(env.cr.fetchall())
    return {"rows": rows}


def _uid(env, login):
    return env["res.users"].search([("login", "=", login)]).id


# --------------------------------------------------------------------------------------------------
# seller's view, drill-down, pipeline, form


def seller_view(env, login, seller=None):
    session = LocalSession(env, login)
    context = {"card_user_id": _uid(env, seller)} if seller else None
    requests = session.screen("seller_view", context=context)
    yield
    return session.show(requests)


def seller_view_plain(env, login):
    params = {"uid": _uid(env, login), **_dates(env)}
    yield
    return _ask_plain(env, plain.SELLER_VIEW, params)


def pipeline(env, login, seller=None, is_own=True):
    session = LocalSession(env, login)
    requests = session.screen("pipeline")
    domain = [["type", "=", "opportunity"]]
    if seller:
        domain.append(["user_id", "=", _uid(env, seller)])
    for _route, params in requests:
        if "domain" in params.get("kwargs", ()) and (seller or not is_own):
            params["kwargs"]["domain"] = domain
    yield
    return session.show(requests)


def drill_down(env, login):
    session = LocalSession(env, login)
    card = env.ref("sales_process.card_my_tasks")
    requests = session.screen("list My tasks", methods=READ_LIST, card=card.id)
    yield
    return session.show(requests)


def drill_down_plain(env, login):
    params = {"uid": _uid(env, login), **_dates(env)}
    yield
    return _ask_plain(env, plain.DRILL_DOWN, params)


def activities(env, login):
    session = LocalSession(env, login)
    requests = session.screen("activities", "first", READ_LIST)
    for _route, params in requests:
        params["kwargs"]["domain"] = [["user_id", "=", session.uid]]
    yield
    return session.show(requests)


def form(env, login, number):
    session = LocalSession(env, login)
    leads = _own_opportunities(session, number)
    requests = [request for lead in leads for request in _form(session, lead, ("web_read",))]
    yield
    return session.show(requests)


def form_with_bar(env, login, number):
    session = LocalSession(env, login)
    leads = _own_opportunities(session, number)
    methods = ("web_read", "get_flow_bar")
    requests = [request for lead in leads for request in _form(session, lead, methods)]
    yield
    return session.show(requests)


def _form(session, lead, methods):
    return session.screen("form", methods=methods, lead=lead.id)


def _own_opportunities(session, number):
    domain = [("user_id", "=", session.uid), ("type", "=", "opportunity")]
    return session.env["crm.lead"].search(domain, limit=number, order="id desc")


# --------------------------------------------------------------------------------------------------
# centre


def tab(env, method, months):
    session = LocalSession(env, MANAGER)
    dates = _dates(env, months)
    filters = {"date_from": str(dates["first"]), "date_to": str(dates["last"])}
    request = session.call("sales.centre", method, filters)
    yield
    return session.show([request])


def tab_plain(env, method, months):
    params = _dates(env, months)
    yield
    return _ask_plain(env, plain_tabs.TABS[method], params)


def events(env, months):
    """Held events by seller and kind of activity, as the centre and the pivot read them."""
    dates = _dates(env, months)
    report = LocalSession(env, MANAGER).env["sales.event.report"]
    domain = [
        ("event_date", ">=", dates["first"]),
        ("event_date", "<=", dates["last"]),
        ("is_held", "=", True),
    ]
    yield
    groups = report._read_group(domain, ["user_id", "activity_type_id"], ["__count"])
    return {"rows": len(groups), "total": sum(count for *_group, count in groups)}


def events_stock(env, months):
    """The same question asked of the activities."""
    dates = _dates(env, months)
    activity = LocalSession(env, MANAGER).env["mail.activity"].with_context(active_test=False)
    kinds = [env.ref(f"mail.mail_activity_data_{name}").id for name in ("call", "email", "meeting")]
    domain = [
        ("date_done", ">=", dates["first"]),
        ("date_done", "<=", dates["last"]),
        ("active", "=", False),
        ("activity_type_id", "in", kinds),
    ]
    yield
    groups = activity._read_group(domain, ["user_id", "activity_type_id"], ["__count"])
    return {"rows": len(groups), "total": sum(count for *_group, count in groups)}


def events_plain(env, months):
    params = _dates(env, months)
    yield
    return _ask_plain(env, [plain.EVENTS_BY_SELLER], params)


def _some_leads(env, number):
    """Opportunities with a history, the same ones in both databases."""
    session = LocalSession(env, MANAGER)
    return session.env["crm.lead"].search(
        [("type", "=", "opportunity"), ("won_status", "=", "won")], limit=number, order="id"
    )


def time_in_stage(env, number):
    leads = _some_leads(env, number)
    stays = leads.env["crm.lead.stage.history"]
    yield
    groups = stays._read_group(
        [("lead_id", "in", leads.ids)], ["stage_id"], ["duration_days:sum", "__count"]
    )
    return {"rows": len(groups)}


def time_in_stage_stock(env, number):
    leads = _some_leads(env, number)
    yield
    days = {}
    for lead in leads:
        for stage, seconds in (lead.duration_tracking or {}).items():
            if stage.isdigit():
                days[stage] = days.get(stage, 0.0) + seconds / 86400
    return {"rows": len(days)}


def time_in_stage_plain(env, number):
    params = {"leads": _some_leads(env, number).ids}
    yield
    return _ask_plain(env, [plain.TIME_IN_STAGE], params)
