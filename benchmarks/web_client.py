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
    "rotting_statusbar_duration": ("is_rotting", "rotting_days"),
    "sales_card_rows": ("preview_columns", "empty_help", "model"),
}  # fmt: skip
SUM_FIELDS = ("sum_field", "recurring_revenue_sum_field", "weighted_revenue_sum_field")
TIMEOUT = 300


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
        """Post a request and return the answer's bytes; an error raises ``Refused``."""
        place = urlsplit(self.address)
        body = {"id": 1, "jsonrpc": "2.0", "method": "call", "params": params}
        headers = {
            "Content-Type": "application/json",
            "Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items()),
        }
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=TIMEOUT)
        try:
            connection.request("POST", route, json.dumps(body).encode(), headers)
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

    def call(self, model, method, *args, context=None, **kwargs):
        """The request that calls a method of a model in this person's name."""
        return _call(model, method, *args, context={**self.context, **(context or {})}, **kwargs)


def _call(model, method, *args, **kwargs):
    params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
    return f"/web/dataset/call_kw/{model}/{method}", params


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
# screens: what is asked for when it is opened again; views and action are with the browser then


def seller_view(session):
    """The seller's view: its cards, and what stands around them."""
    action = session.ask(("/web/action/load", {"action_id": "sellers-view"}))
    arch, fields = _kanban(session, action)
    return [
        session.call("sales.card", "get_view_info"),
        session.call(
            "sales.card",
            "web_search_read",
            specification=_specification(arch, fields),
            domain=[["is_on_view", "=", True]],
            order="view_sequence ASC, sequence ASC, id ASC",
            offset=0,
            limit=80,
            count_limit=10001,
            context={"bin_size": True},
        ),
    ]


def pipeline(session):
    """The kanban of one's own opportunities: its action, its bars, its columns with their cards."""
    # the menu's own action is a server action, which decides on the view
    action = session.ask(("/web/action/load", {"action_id": "crm"}))
    opening = ("/web/action/run", {"action_id": action["id"], "context": session.context})
    arch, fields = _kanban(session, session.ask(opening))
    bar = next(arch.iter("progressbar"))
    domain = ["&", ["type", "=", "opportunity"], ["user_id", "=", session.uid]]
    context = {"default_type": "opportunity", "show_user_team_stages": 1}
    return [
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
            aggregates=_aggregates(bar, fields),
            offset=0,
            order="",
            auto_unfold=True,
            opening_info=[],
            unfold_read_specification=_specification(arch, fields),
            unfold_read_default_limit=80,
            groupby_read_specification={},
            context={"read_group_expand": True, **context},
        ),
    ]


def _kanban(session, action):
    """Architecture and fields of an action's kanban."""
    views = [*action["views"], action.get("search_view_id") and [action["search_view_id"][0], "search"]]
    model = action["res_model"]
    found = session.ask(
        session.call(
            model,
            "get_views",
            views=[view for view in views if view],
            options={"action_id": action["id"], "load_filters": True, "toolbar": True},
        )
    )
    arch = ElementTree.fromstring(found["views"]["kanban"]["arch"])
    return arch, found["models"][model]["fields"]


def _specification(arch, fields):
    """What to read of each record: the fields of the view, and those that its widgets need."""
    names = {}
    for node in arch.iter("field"):
        name, widget = node.get("name"), node.get("widget")
        names.setdefault(name, {})
        names.update((other, {}) for other in WIDGET_FIELDS.get(widget, ()) if other not in names)
        if widget == "many2many_tags":
            names[name] = {"display_name": {}, "color": {}}
    for name in (*_sum_fields(arch), "company_currency"):
        names.setdefault(name, {})
    return {
        name: _read(fields[name], parts) for name, parts in names.items() if name in fields
    }


def _read(description, parts):
    if description["type"] == "many2one":
        return {"fields": {"display_name": {}}}
    if description["type"] in ("one2many", "many2many"):
        return {"fields": parts}
    return {}


def _sum_fields(arch):
    return [bar.get(name) for bar in arch.iter("progressbar") for name in SUM_FIELDS if bar.get(name)]


def _aggregates(bar, fields):
    names = [bar.get(name) for name in SUM_FIELDS if bar.get(name) in fields]
    sums = [f"{name}:{fields[name]['aggregator']}" for name in names]
    currencies = [f"{fields[name]['currency_field']}:array_agg_distinct" for name in names]
    return list(dict.fromkeys([*sums, *currencies, *(f"{name}:sum_currency" for name in names)]))
