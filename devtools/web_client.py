"""What a browser asks Odoo for: sessions over HTTP, and the requests that open a screen.

The requests are those of Odoo 19's web client, as Chromium sends them. Which fields they name is
read from the views, as the web client does, so that what an addon adds there is asked for, too.
A request is a pair of route and parameters.
"""

import http.client
import json
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from devtools.say import Problem

# fields that a widget reads besides its own
WIDGET_FIELDS = {
    "kanban_activity": (
        "activity_exception_decoration", "activity_exception_icon", "activity_state",
        "activity_summary", "activity_type_icon", "activity_type_id",
    ),
    "rotting": ("is_rotting", "rotting_days"),
    "rotting_statusbar_duration": ("duration_tracking", "is_rotting", "rotting_days"),
    "sales_card_rows": ("preview_columns", "empty_help", "model"),
    "sales_flow_bar": ("flow_step", "type", "won_status"),
    "sales_stage_statusbar": ("duration_tracking", "is_rotting", "rotting_days"),
    "sales_stay_list": ("date_last_stage_update", "won_status"),
    "statusbar_duration": ("duration_tracking",),
}  # fmt: skip
SUM_FIELDS = ("sum_field", "recurring_revenue_sum_field", "weighted_revenue_sum_field")
TIMEOUT = 300
COUNT_LIMIT = 10001


class Refused(Exception):
    """The server has answered with an error."""


@dataclass
class Session:
    """Somebody who is logged in. Odoo's workers serve one request per connection."""

    address: str
    cookies: dict = field(default_factory=dict)
    context: dict = field(default_factory=dict)

    @property
    def uid(self):
        return self.context["uid"]

    def send(self, route, params):
        """Send a request and return the answer's bytes; an error raises ``Refused``.

        Without parameters the route is only got, as pictures are.
        """
        place = urlsplit(self.address)
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        body = None
        if params is not None:
            call = {"id": 1, "jsonrpc": "2.0", "method": "call", "params": params}
            body = json.dumps(call).encode()
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=TIMEOUT)
        try:
            connection.request("GET" if body is None else "POST", route, body, headers)
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        for header in response.headers.get_all("Set-Cookie") or ():
            name, _equals, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if response.status != 200 or b'"error": {' in text[:200]:
            words = text[:600].decode(errors="replace")
            raise Refused(f"{route}: {response.status} {words}")
        return text

    def ask(self, request):
        return json.loads(self.send(*request))["result"]

    def call(self, model, method, *args, context=None, route="call_kw", **kwargs):
        """The request that calls a method of a model in this person's name."""
        kwargs["context"] = {**self.context, **(context or {})}
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return f"/web/dataset/{route}/{model}/{method}", params

    def press(self, model, method, *args, context=None):
        """The request that a button sends."""
        return self.call(model, method, *args, context=context, route="call_button")


def log_in(address, database, login, password):
    """A session of a user."""
    session = Session(address)
    credentials = {"db": database, "login": login, "password": password}
    info = session.ask(("/web/session/authenticate", credentials))
    if not info.get("uid"):
        raise Problem(f"{login} cannot log in to {database}")
    company = info["user_companies"]["current_company"]
    session.context = {
        **info["user_context"], "uid": info["uid"], "allowed_company_ids": [company],
    }  # fmt: skip
    session.cookies["cids"] = str(company)
    return session


# --------------------------------------------------------------------------------------------------
# screens: what is asked for when one is opened again, and when it is the first one in a page. The
# browser has action, views and pictures from the first time on, until the page is loaded anew.


def seller_view(session, context=None, first=False):
    """The seller's view: its cards, and the first time what stands around them, which the client
    remembers until the page is loaded again.

    With ``{"card_user_id": id}`` as context the view of a colleague.
    """
    loading = ("/web/action/load", {"action_id": "sellers-view", "context": session.context})
    action = session.ask(loading)
    views = _views(session, action)
    info = session.call("sales.card", "get_view_info", context=context)
    return [
        *([loading, _views_request(session, action), info] if first else []),
        session.call(
            "sales.card",
            "web_search_read",
            specification=views.specification("kanban"),
            domain=[["is_on_view", "=", True]],
            order="view_sequence ASC, sequence ASC, id ASC",
            offset=0,
            limit=80,
            count_limit=COUNT_LIMIT,
            context={"bin_size": True, **(context or {})},
        ),
    ]


def drill_down(session, card_id):
    """The list behind the title of a card."""
    button = session.press("sales.card", "action_open_records", [card_id])
    action = session.ask(button)
    return [button, listing(session, action)]


def listing(session, action):
    """The first page of an action's list."""
    return session.call(
        action["res_model"],
        "web_search_read",
        specification=_views(session, action).specification("list"),
        domain=action.get("domain") or [],
        order="",
        offset=0,
        limit=80,
        count_limit=COUNT_LIMIT,
        context={"bin_size": True, **(action.get("context") or {})},
    )


def form(session, model, record_id):
    """The form of a record."""
    action = {"res_model": model, "views": [[False, "form"]]}
    specification = _views(session, action).specification("form")
    context = {"bin_size": True}
    return [
        session.call(model, "web_read", [record_id], specification=specification, context=context)
    ]


def pipeline(session, first=False):
    """The kanban of one's own opportunities: its action, its bars, its columns with their cards.

    The first time with a picture of each customer and seller, as stock's cards have.
    """
    # the menu's own action is a server action, which decides on the view
    loading = ("/web/action/load", {"action_id": "crm", "context": session.context})
    opening = (
        "/web/action/run",
        {"action_id": session.ask(loading)["id"], "context": session.context},
    )
    action = session.ask(opening)
    views = _views(session, action)
    bar = next(views.arch("kanban").iter("progressbar"))
    domain = ["&", ["type", "=", "opportunity"], ["user_id", "=", session.uid]]
    context = {"default_type": "opportunity", "show_user_team_stages": 1}
    requests = [
        opening,
        session.call(
            "crm.lead",
            "read_progress_bar",
            domain=domain,
            group_by="stage_id",
            progress_bar={
                "field": bar.get("field"),
                "colors": json.loads(bar.get("colors").replace("'", '"')),
                "help": bar.get("help", ""),
            },
            context=context,
        ),
        session.call(
            "crm.lead",
            "web_read_group",
            domain=domain,
            groupby=["stage_id"],
            aggregates=_aggregates(bar, views.fields()),
            offset=0,
            order="",
            auto_unfold=True,
            opening_info=[],
            unfold_read_specification=views.specification("kanban"),
            unfold_read_default_limit=80,
            groupby_read_specification={},
            context={"read_group_expand": True, **context},
        ),
    ]
    if not first:
        return requests
    recurring = session.call(
        "res.users", "has_group", session.uid, "crm.group_use_recurring_revenues"
    )
    pictures = _pictures(session.ask(requests[-1])["groups"])
    return [loading, opening, _views_request(session, action), *requests[1:], recurring, *pictures]


def _pictures(groups):
    """Requests for the pictures on the cards of a kanban, each once."""
    routes = {}
    for group in groups:
        for record in group.get("__records", ()):
            for name, model in (("partner_id", "res.partner"), ("user_id", "res.users")):
                if record.get(name):
                    routes[f"/web/image/{model}/{record[name]['id']}/avatar_128"] = None
    return list(routes.items())


def centre(session, method):
    """A tab of the manager's centre, this month."""
    options = session.call("sales.centre", "get_options")
    periods = {period["key"]: period for period in session.ask(options)["periods"]}
    filters = {name: periods["month"][name] for name in ("date_from", "date_to")}
    filters.update(team_id=False, user_id=False)
    return [options, session.call("sales.centre", method, filters)]


# --------------------------------------------------------------------------------------------------
# views


@dataclass
class Views:
    """What ``get_views`` says."""

    model: str
    archs: dict
    models: dict

    def arch(self, kind):
        return ElementTree.fromstring(self.archs[kind]["arch"])

    def fields(self, model=None):
        return self.models[model or self.model]["fields"]

    def specification(self, kind):
        """What to read of each record: the fields of the view, and those its widgets need."""
        return self._specification(self.arch(kind), self.model)

    def _specification(self, arch, model):
        fields = self.fields(model)
        wanted = {}
        for node in _field_nodes(arch):
            widget = node.get("name") if node.tag == "widget" else node.get("widget")
            if node.get("name") in fields:
                wanted.setdefault(node.get("name"), self._read(fields[node.get("name")]))
            for name in WIDGET_FIELDS.get(widget, ()):
                # which the view itself need not have
                wanted.setdefault(name, self._read(fields[name]) if name in fields else {})
            nested = self._nested(node, fields.get(node.get("name")))
            if nested:
                wanted[node.get("name")] = nested
        for bar in arch.iter("progressbar"):
            for name in ("company_currency", *map(bar.get, SUM_FIELDS)):
                if name in fields:
                    wanted.setdefault(name, self._read(fields[name]))
        return wanted

    def _nested(self, node, description):
        """What to read of the records of an x2many field that is drawn with a view or as tags."""
        if not description or description["type"] not in ("one2many", "many2many"):
            return None
        if node.get("widget") == "many2many_tags":
            return {"fields": {"display_name": {}, "color": {}}}
        views = [child for child in node if child.tag in ("list", "kanban")]
        if views and description["relation"] in self.models:
            return {"fields": self._specification(views[0], description["relation"]), "limit": 40}
        return None

    @staticmethod
    def _read(description):
        if description["type"] == "many2one":
            return {"fields": {"display_name": {}}}
        return {"fields": {}} if description["type"] in ("one2many", "many2many") else {}


def _views_request(session, action):
    search = action.get("search_view_id")
    wanted = [list(view) for view in action["views"]]
    wanted += [[search[0], "search"]] if search else []
    options = {"load_filters": True, "toolbar": True}
    if action.get("id"):
        options["action_id"] = action["id"]
    return session.call(action["res_model"], "get_views", views=wanted, options=options)


def _views(session, action):
    """The views of an action."""
    found = session.ask(_views_request(session, action))
    return Views(action["res_model"], found["views"], found["models"])


def _field_nodes(node):
    """Fields and widgets of a view, without those of the views inside them."""
    for child in node:
        if child.tag in ("field", "widget"):
            yield child
        else:
            yield from _field_nodes(child)


def _aggregates(bar, fields):
    names = [bar.get(name) for name in SUM_FIELDS if bar.get(name) in fields]
    sums = [f"{name}:{fields[name]['aggregator']}" for name in names]
    currencies = [f"{fields[name]['currency_field']}:array_agg_distinct" for name in names]
    return list(dict.fromkeys([*sums, *currencies, *(f"{name}:sum_currency" for name in names)]))
