"""Screens as the requests that a browser has sent, recorded once and sent again on any database.

``recordings/stock.json`` has the screens of stock Odoo, ``ours.json`` those with our addons; ``make
recordings`` makes them anew. A screen has the requests of a page that is loaded (``first``) and of
what is done in it then (``then``), for instance opening the screen again. In their parameters stand

- ``"$uid"``, ``"$lead"``…: who asks, and the records that the player names,
- ``{"$answer": [number, key, …]}``: what an earlier request of the screen was answered,
- ``{"$pictures": [number, field]}`` as parameters: a request for each record in that field.

The person's own context (language, time zone, companies) is added when they are sent.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("recordings")
OF_PERSON = ("lang", "tz", "uid", "allowed_company_ids", "current_company_id")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
# parameters that hold ids which differ from database to database
ID_KEYS = ("action_id", "views", "embedded_action_id")
ARGUMENT_KEYS = ("args", "active_id", "active_ids")
ANSWER, PICTURES = "$answer", "$pictures"


@cache
def screens(party):
    """The recorded screens of ``stock`` or ``ours``, by name."""
    return json.loads((FOLDER / f"{party}.json").read_text(encoding="utf-8"))


# --------------------------------------------------------------------------------------------------
# sending again


def requests(session, party, name, part="then", context=None, **records):
    """The requests of a screen for the person of a session.

    :param part: ``first`` or ``then``
    :param context: what else each call has in its context
    :param records: ids that stand in the recording by name
    """
    player = _Player(session, screens(party)[name], {"uid": session.uid, **records}, context or {})
    return player.requests(part)


class _Player:
    def __init__(self, session, screen, records, context):
        self.session, self.records, self.context = session, records, context
        self.entries = [*screen["first"], *screen["then"]]
        self.start = len(screen["first"])
        self.answers = {}

    def requests(self, part):
        entries = enumerate(self.entries)
        chosen = [
            (number, entry)
            for number, entry in entries
            if (number < self.start) == (part == "first")
        ]
        return [request for number, entry in chosen for request in self._filled(number, entry)]

    def _filled(self, number, entry):
        params = entry["params"]
        if PICTURES in params:
            earlier, field = params[PICTURES]
            found = dict.fromkeys(_references(self._answer(earlier), field))
            for record in found:
                yield entry["route"].replace("$id", str(record)), None
        else:
            yield entry["route"], self._with_context(self._resolve(params))

    def _with_context(self, params):
        """Parameters with the person's context, beside a method's arguments or an action."""
        if "kwargs" in params:
            kwargs = params["kwargs"]
            context = {**self.session.context, **kwargs.get("context", {}), **self.context}
            return {**params, "kwargs": {**kwargs, "context": context}}
        return {**params, "context": {**self.session.context, **params.get("context", {})}}

    def _answer(self, number):
        """What the server answers this person to an earlier request."""
        if number not in self.answers:
            [request] = self._filled(number, self.entries[number])
            self.answers[number] = self.session.ask(request)
        return self.answers[number]

    def _resolve(self, value):
        if isinstance(value, dict):
            if ANSWER in value:
                number, *keys = value[ANSWER]
                found = self._answer(number)
                for key in keys:
                    found = found[key]
                return found
            return {key: self._resolve(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._resolve(inner) for inner in value]
        if isinstance(value, str) and value.startswith("$"):
            return self.records[value[1:]]
        return value


def _references(answer, field):
    """Ids of the records in a field, wherever it stands in an answer."""
    if isinstance(answer, dict):
        given = answer.get(field)
        if isinstance(given, dict) and given.get("id"):
            yield given["id"]
        for inner in answer.values():
            yield from _references(inner, field)
    elif isinstance(answer, list):
        for inner in answer:
            yield from _references(inner, field)


# --------------------------------------------------------------------------------------------------
# recording


def write(party, kept):
    """Write the screens of a party, a request per line."""
    parts = (
        f"{json.dumps(name)}: {{\n"
        + ",\n".join(
            f' "{part}": [\n' + ",\n".join(f"  {json.dumps(entry)}" for entry in entries) + "\n ]"
            for part, entries in screen.items()
        )
        + "\n}"
        for name, screen in kept.items()
    )
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    (FOLDER / f"{party}.json").write_text(text, encoding="utf-8")


def condense(raw, records, arguments=None):
    """A screen as it is kept: what belongs to one database is replaced by where it comes from.

    :param raw: ``{first, then}`` as ``record.mjs`` writes it
    :param records: ``{id: name}`` of the person and the records that were made for the recording
    :param arguments: ``{id: name}`` of records whose ids are small: looked for in arguments alone
    """
    kept, answers = {}, []
    names = _Names(records, arguments or {})
    for part in ("first", "then"):
        kept[part] = []
        for request in raw[part]:
            entry = _condensed(request, answers, names)
            if entry and entry not in kept[part]:
                kept[part].append(entry)
                answers.append(request["answer"])
    return kept


@dataclass
class _Names:
    everywhere: dict
    in_arguments: dict


def _condensed(request, answers, names):
    picture = re.fullmatch(r"/web/image/([\w.]+)/(\d+)/(\w+)", request["route"])
    if picture:
        model, record, kind = picture.groups()
        place = _place_of(answers, int(record))
        # what no answer names belongs to the page, such as one's own picture in the corner
        route = f"/web/image/{model}/$id/{kind}"
        return {"route": route, "params": {PICTURES: place}} if place else None
    params = json.loads(json.dumps(request["params"]))
    for holder in (params, params.get("kwargs", {})):
        if "context" in holder:
            holder["context"] = {
                key: inner for key, inner in holder["context"].items() if key not in OF_PERSON
            }
    return {"route": request["route"], "params": _templated(params, answers, names)}


def _place_of(answers, record):
    """The answer and the field in it that name the record whose picture was asked for, or None."""
    for number, answer in enumerate(answers):
        for path, value in _walk(answer):
            if value == record and path[-1] == "id" and isinstance((None, *path)[-2], str):
                return [number, path[-2]]
    return None


def _templated(value, answers, names, key=None):
    if isinstance(value, dict):
        return {name: _templated(inner, answers, names, name) for name, inner in value.items()}
    if key in ("domain", "context") and value and (path := _path(answers, value, key)):
        return {ANSWER: path}
    if isinstance(value, list):
        found = _path(answers, value[2]) if len(value) == 3 and value[0] == "id" else None
        if found:
            return [*value[:2], {ANSWER: found}]
        return [_templated(inner, answers, names, key) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return _templated_id(value, answers, names, key)
    if isinstance(value, str) and DAY.fullmatch(value) and (path := _path(answers, value)):
        return {ANSWER: path}
    return value


def _templated_id(value, answers, names, key):
    name = names.everywhere.get(value)
    if not name and key in ARGUMENT_KEYS:
        name = names.in_arguments.get(value)
    if name:
        return f"${name}"
    return {ANSWER: _named(answers, value, key)} if key in ID_KEYS else value


def _named(answers, record, key):
    path = _path(answers, record)
    if path is None:
        raise ValueError(f"no earlier answer has the {key} {record}")
    return path


def _path(answers, wanted, last=None):
    """Where an earlier answer has a value: its number and keys, or None."""
    for number in reversed(range(len(answers))):
        for path, value in _walk(answers[number]):
            if value == wanted and type(value) is type(wanted) and last in (None, path[-1]):
                return [number, *path]
    return None


def _walk(value, path=()):
    """Every value inside an answer with its keys, the outer ones first."""
    if path:
        yield path, value
    items = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        yield from _walk(inner, (*path, key))
