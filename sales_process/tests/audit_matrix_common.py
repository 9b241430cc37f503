"""The matrix of rights: what becomes of calls that a client makes up, role by role."""

from collections import defaultdict
from contextlib import closing
from random import Random

import psycopg2

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tools import SQL, mute_logger

from .audit_attack_common import Attack, get_methods, get_models, is_ours, is_own_model
from .audit_world_common import plant

# Odoo's own methods, tried on our own models: their fields and rules are ours
USUAL = (
    "copy_data", "create", "onchange", "read", "unlink", "web_read", "web_save",
    "web_search_read", "write",
)  # fmt: skip
# What is an administrator's in every company: the audit, and archiving a user with open events
ADMINISTRATION = {"sales.process.audit", "sales.process.audit.line", "res.users"}
MISSING = 2**31 - 1
# What Odoo itself says, with their names, where records of two companies are put together
MIXED = "company inconsistencies"
MUTED = ("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models.unlink", "odoo.tools.cache")


class Matrix:
    """Calls every public method as everybody, and undoes what the call has done.

    :param rounds: how often each role calls each method
    :param roles: names of roles; all of them without
    :param is_part: the roles take turns, so that each method is called by one of them
    """

    def __init__(self, env, rounds=1, seed=1, roles=None, is_part=False):
        self.env = env(su=True)
        self.rounds = rounds
        self.is_part = is_part
        self.world = plant(self.env)
        self.roles = [role for role in self.world.roles if not roles or role.name in roles]
        self.attack = Attack(self.env, self.world, Random(seed))
        figures = ("methods", "tried", "answered", "refused", "left_out", "failed")
        self.figures = dict.fromkeys(figures, 0)
        self.findings = defaultdict(lambda: {"count": 0, "example": ""})
        self._known = {role.name: self._get_fingerprint(role) for role in self.roles}

    def run(self):
        """Try everything.

        :return: the figures, and ``findings``: ``[{"what", "count", "example"}]``
        """
        with mute_logger(*MUTED):
            for model in get_models(self.env):
                names = get_methods(self.env, model)
                if is_own_model(self.env, model):
                    names = sorted({*names, *USUAL})
                for name in names:
                    self.try_method(model, name)
        return self.get_report()

    def get_report(self):
        found = [{"what": what, **found} for what, found in sorted(self.findings.items())]
        return {**self.figures, "roles": len(self.roles), "findings": found}

    def try_method(self, model, name):
        turn = self.figures["methods"] % len(self.roles)
        self.figures["methods"] += 1
        for role in [self.roles[turn]] if self.is_part else self.roles:
            for _round in range(self.rounds):
                self.try_call(role, model, name)

    def try_call(self, role, model, name):
        """One call with made-up records, arguments and context, undone afterwards."""
        self.figures["tried"] += 1
        self.env.invalidate_all()
        with closing(self.env.cr.savepoint()):
            arguments = self._get_arguments(role, model, name)
            context = self.attack.get_context(role)
            said = f"{role.name}: {model}.{name}({str(arguments)[:300]}) in {str(context)[:200]}"
            outcome, text = self._call(role, model, name, arguments, context, said)
            self.figures[outcome] += 1
            is_allowed = role.is_administrator and model in ADMINISTRATION
            is_told = any(word in text for word in role.secrets)
            if is_told and not is_allowed and MIXED not in text:
                self._note(f"secret: {model}.{name} tells it ({outcome})", f"{said}: {text[:300]}")
            if outcome == "answered" and not is_allowed:
                self._check_rows(role, f"{model}.{name}", said)
        self._forget_caches()

    def _get_arguments(self, role, model, name):
        arguments = self.attack.get_arguments(role, model, name)
        if getattr(getattr(self.env.registry[model], name), "_api_model", False):
            return arguments
        return [self._get_ids(role, model), *arguments]

    def _get_ids(self, role, model):
        """Own or foreign rows, one that is gone, or none; forms are made by who uses them."""
        records = self.env[model].with_context(active_test=False)
        if records._abstract:
            return []
        if records.is_transient():
            return self._make_form(role, model)
        return self.attack.random.choice(
            [
                self.world.get_ids(role, model, True)[:1] or records.search([], limit=1).ids,
                self.world.get_ids(role, model, True) or records.search([], limit=3).ids,
                self.world.get_ids(role, model, False)[:1] or records.search([], limit=1).ids,
                self.world.get_ids(role, model, False)[:1] or records.search([], limit=1).ids,
                [MISSING],
                [],
            ]
        )

    def _make_form(self, role, model):
        """A form that this role has filled with what is foreign, where it may open one."""
        forms = self.env(user=role.user_id, su=False, context=self._get_company(role))[model]
        vals = self.attack.get_required(role, model)
        try:
            with self.env.cr.savepoint():
                return forms.create(vals).ids
        except Exception:  # what becomes of creating it is tried as a call of its own
            return forms.sudo().search([], limit=1).ids

    def _get_company(self, role):
        return {"allowed_company_ids": [role.company_id]}

    def _call(self, role, model, name, arguments, context, said):
        """:return: what became of the call, and all that its client hears"""
        context |= self._get_company(role)
        env = self.env(user=role.user_id, su=False, context={})
        try:
            result = call_kw(env[model], name, arguments, {"context": context})
            env.cr.flush()
            if name in ("create", "write", "web_save"):
                result = self._read_back(env, role, model, name, arguments, result)
        except (UserError, psycopg2.IntegrityError) as error:
            return "refused", str(error)  # what a constraint refuses, Odoo puts into words
        except Exception as error:
            if is_of_client(error, name):
                return "left_out", str(error)
            kind = f"traceback: {model}.{name}: {type(error).__name__} at {get_place(error)}"
            self._note(kind, f"{said}: {str(error)[:200]}")
            return "failed", str(error)
        return "answered", str(result)

    def _read_back(self, env, role, model, name, arguments, result):
        """What comes back of what was written."""
        records = env[model].browse(result if name == "create" else arguments[0])
        return [result, records.web_read(self.attack.get_specification(role, model))]

    def _note(self, what, example):
        found = self.findings[what]
        found["count"] += 1
        found["example"] = found["example"] or example

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    def _get_fingerprint(self, role):
        """``{(table, id): place}`` of the rows that are none of a role's business: a row that is
        written moves to another place."""
        parts = [
            SQL(
                "SELECT %s, id, ctid::text FROM %s WHERE id = ANY(%s)",
                model,
                SQL.identifier(self.env[model]._table),
                ids,
            )
            for word in role.secrets
            for model, ids in self.world.rows[word].items()
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        return {(model, row_id): place for model, row_id, place in rows}

    def _check_rows(self, role, method, said):
        now = self._get_fingerprint(role)
        for row, place in self._known[role.name].items():
            if now.get(row) != place:
                self._note(f"changed: {method} writes {row[0]} of others", said)

    def _forget_caches(self):
        """What was cached of rows that are gone again."""
        registry = self.env.registry
        if registry.cache_invalidated:
            registry.clear_all_caches()
            registry.cache_invalidated.clear()


# ------------------------------------------------------------
# WHOSE ERROR
# ------------------------------------------------------------


def get_frames(error):
    """Module and function of each frame, the innermost last."""
    frames, traceback = [], error.__traceback__
    while traceback:
        frame = traceback.tb_frame
        frames.append((frame.f_globals.get("__name__", ""), frame.f_code.co_name))
        traceback = traceback.tb_next
    return frames


def get_place(error):
    """The innermost frame of ours."""
    ours = [frame for frame in get_frames(error) if is_ours(frame[0])]
    module, function = ours[-1] if ours else ("Odoo", "")
    return f"{module.removeprefix('odoo.addons.')}.{function}"


def is_of_client(error, name):
    """Whether stock Odoo answers such a call with the same error, whatever the product does.

    That are a wrong number of arguments or records, and what Odoo's own method says to arguments
    that ours of the same name has only passed on.
    """
    if isinstance(error, ValueError) and str(error).startswith("Expected singleton"):
        return True
    frames = get_frames(error)
    if isinstance(error, TypeError) and frames[-1][1] in ("call_kw", "create"):
        return not is_ours(frames[-1][0])
    last = max((place for place, frame in enumerate(frames) if is_ours(frame[0])), default=None)
    if last is None:
        return True
    return last + 1 < len(frames) and frames[last][1] == frames[last + 1][1]
