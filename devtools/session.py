"""A person who is logged in to Odoo over HTTP, for programs: requests as the web client sends them.

A request is a pair of route and parameters.
"""

import http.client
import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from devtools.say import Problem

TIMEOUT = 300


class Refused(Exception):
    """The server has answered with an error: ``name`` of its class, what it has ``told`` the user,
    and the ``trace`` of where it came from."""

    def __init__(self, message, name="", told="", trace=""):
        super().__init__(message)
        self.name, self.told, self.trace = name, told, trace


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
            raise Refused(f"{route}: {response.status} {words}", *_error(text))
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


def _error(text):
    """Class, message and trace of the error in an answer, as far as it is one of Odoo's."""
    try:
        data = json.loads(text)["error"]["data"]
    except (ValueError, KeyError, TypeError):
        return ()
    return data.get("name", ""), data.get("message", ""), data.get("debug", "")


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
