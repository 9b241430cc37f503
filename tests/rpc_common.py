"""How programs of others call: by XML-RPC and JSON-2, as one of several users."""

import json
import urllib.request
import xmlrpc.client
from urllib.error import HTTPError

from tests import outside

PASSWORD = "a long enough password"


class RpcCase(outside.OutsideCase):
    """A served database whose users, ``made["users"]`` by login, have an id and a key each."""

    origin = outside.INSTALLED
    script = "result = {'users': {}}"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.shell(cls.script)
        cls.address = cls.enterClassContext(cls.serving())

    def xmlrpc(self, login, model, method, *arguments, **named):
        proxy = xmlrpc.client.ServerProxy(f"{self.address}/xmlrpc/2/object", allow_none=True)
        user_id = self.made["users"][login]["id"]
        return proxy.execute_kw(self.database, user_id, PASSWORD, model, method, arguments, named)

    def json2(self, login, model, method, **named):
        key = self.made["users"][login]["key"]
        request = urllib.request.Request(
            f"{self.address}/json/2/{model}/{method}",
            data=json.dumps(named).encode(),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def refused(self, login, model, method, **named):
        """The words with which a call is refused; a traceback or an answer fails the test."""
        try:
            answer = self.json2(login, model, method, **named)
        except HTTPError as error:
            said = json.loads(error.read())
            self.assertLess(error.code, 500, said)
            return said["message"]
        self.fail(f"{model}.{method} answered {answer!r}")
