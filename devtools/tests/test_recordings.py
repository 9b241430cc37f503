import tempfile
import unittest
from pathlib import Path
from unittest import mock

from devtools import recordings

PERSON = {"lang": "en_US", "tz": "UTC", "uid": 9000001, "allowed_company_ids": [1]}
CALL = "/web/dataset/call_kw/lead/"


def call(method, *args, answer=None, context=None, **kwargs):
    kwargs["context"] = {**PERSON, **(context or {})}
    params = {"model": "lead", "method": method, "args": list(args), "kwargs": kwargs}
    return {"route": f"{CALL}{method}", "params": params, "answer": answer}


ACTION = {
    "id": 77,
    "views": [[5, "list"]],
    "domain": [["user_id", "=", 9000001]],
    "context": {"default_type": "opportunity"},
}
PERIODS = {"periods": [{"date_from": "2026-11-01"}]}
RAW = {
    "first": [
        {
            "route": "/web/action/load",
            "params": {"action_id": "leads", "context": PERSON},
            "answer": ACTION,
        },
        call("get_views", views=[[5, "list"], [False, "search"]], options={"action_id": 77}),
        call("get_options", answer=PERIODS),
        call(
            "web_search_read",
            domain=ACTION["domain"],
            limit=77,
            answer={"records": [{"id": 4, "partner_id": {"id": 12}}, {"partner_id": {"id": 12}}]},
        ),
        {"route": "/web/image/partner/12/avatar", "params": None, "answer": None},
        {"route": "/web/image/partner/999/avatar", "params": None, "answer": None},
    ],
    "then": [
        call("open", [8], 9100001, context={"default_type": "opportunity"}),
        call("get_events", {"date_from": "2026-11-01", "user_id": 9000001}),
    ],
}


class Session:
    """Somebody else on another database, in another month."""

    uid = 3
    context = {"uid": 3, "tz": "Europe/Helsinki"}

    def __init__(self):
        self.asked = []

    def ask(self, request):
        self.asked.append(request[0])
        return {
            "/web/action/load": {"id": 500, "views": [[60, "list"]], "domain": [["a", "=", 1]]},
            f"{CALL}get_options": {"periods": [{"date_from": "2030-05-01"}]},
            f"{CALL}web_search_read": {
                "records": [{"partner_id": {"id": 1}}, {"partner_id": {"id": 2}}]
            },
        }[request[0]]


class RecordingsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        patch = mock.patch.object(recordings, "FOLDER", Path(folder.name))
        patch.start()
        self.addCleanup(patch.stop)
        self.addCleanup(recordings.screens.cache_clear)
        records = {9000001: "uid", 9100001: "lead"}
        recordings.write("ours", {"leads": recordings.condense(RAW, records, {8: "card"})})
        self.session = Session()

    def requests(self, part, **options):
        return recordings.requests(self.session, "ours", "leads", part, **options)

    def test_a_loaded_page_asks_with_the_ids_of_the_database(self):
        load, views, _options, read, *pictures = self.requests("first")
        self.assertEqual(load[1]["action_id"], "leads")
        self.assertEqual(views[1]["kwargs"]["views"], [[60, "list"], [False, "search"]])
        self.assertEqual(views[1]["kwargs"]["options"], {"action_id": 500})
        self.assertEqual(read[1]["kwargs"]["domain"], [["a", "=", 1]])
        self.assertEqual(read[1]["kwargs"]["limit"], 77)
        # each picture once, none of those that belong to every page
        self.assertEqual(
            pictures, [("/web/image/partner/1/avatar", None), ("/web/image/partner/2/avatar", None)]
        )

    def test_steps_ask_for_the_records_that_are_named(self):
        opened, events = self.requests("then", lead=41, card=42)
        self.assertEqual(opened[1]["args"], [[42], 41])
        self.assertEqual(events[1]["args"], [{"date_from": "2030-05-01", "user_id": 3}])
        self.assertEqual(self.session.asked, [f"{CALL}get_options"])

    def test_a_request_is_sent_in_the_persons_context(self):
        opened, _events = self.requests("then", lead=41, card=42, context={"card_user_id": 9})
        self.assertEqual(
            opened[1]["kwargs"]["context"],
            {**Session.context, "default_type": "opportunity", "card_user_id": 9},
        )
