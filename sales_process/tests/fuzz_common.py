"""The fuzz: hostile values into every model, form, screen, the mail gateway and the import."""

import base64
from contextlib import closing
from random import Random

from odoo import SUPERUSER_ID
from odoo.tools import mute_logger

from .audit_attack_common import get_methods, get_models, is_ours, is_own_model
from .audit_matrix_common import MUTED, Matrix
from .audit_world_common import Role
from .fuzz_mails_common import Files, Mails
from .fuzz_values_common import Values

GATEWAY = (
    "odoo.addons.mail.models.mail_thread",
    "odoo.addons.base_import.models.base_import",
    "odoo.addons.base_import.models.odf_ods_reader",
    "odoo.addons.mail.models.ir_mail_server",
    "odoo.addons.base.models.ir_mail_server",
    "odoo.tools.mail",
)
# how often each kind of call is made
KINDS = {
    "call": 30,
    "create": 15,
    "write": 15,
    "save": 5,
    "onchange": 10,
    "form": 10,
    "load": 6,
    "file": 4,
    "mail": 5,
}


class Fuzz(Matrix):
    """Calls that somebody or some program might make, each undone afterwards.

    What is refused in words is right, whatever the words are about; anything else is a finding. So
    are, as in the matrix of rights, secrets that are told and rows of others that are written.

    :param seed: the same one makes the same calls
    """

    def __init__(self, env, seed=1):
        super().__init__(env, seed=seed)
        self.seed = seed
        self.number = 0
        # who may write everything comes further than anybody
        administrator = Role("administrator", env.ref("base.user_admin").id, env.company.id, ())
        self.roles.append(administrator)
        self._known[administrator.name] = {}
        self.models = [name for name in get_models(self.env) if self._takes_input(name)]
        self.forms = [name for name in self.models if self.env[name].is_transient()]
        self.methods = [
            (model, name) for model in get_models(self.env) for name in get_methods(self.env, model)
        ]
        self.figures["methods"] = len(self.methods)
        self.is_strict = False
        messages = self.env["mail.message"].search(
            [("model", "=", "crm.lead"), ("message_id", "!=", False)], limit=3
        )
        self.references = [message.message_id.encode() for message in messages]

    def run(self, calls, first=1):
        """Make so many calls, beginning with a number: one call can be made again alone.

        :return: the figures, and ``findings``: ``[{"what", "count", "example"}]``
        """
        names, weights = list(KINDS), list(KINDS.values())
        with mute_logger(*MUTED, *GATEWAY):
            for self.number in range(first, first + calls):
                random = Random(f"{self.seed}/{self.number}")
                self.attack.random = random
                self.random = random
                self.values = Values(self.env, random, self._pick_id)
                (kind,) = random.choices(names, weights)
                getattr(self, f"_try_{kind}")(random.choice(self.roles))
        return self.get_report()

    # ------------------------------------------------------------
    # KINDS OF CALLS
    # ------------------------------------------------------------

    def _try_call(self, role):
        """A method of a screen with made-up arguments."""
        model, name = self.random.choice(self.methods)
        self.try_call(role, model, name)

    def _try_create(self, role):
        model = self.random.choice(self.models)
        self._send(role, model, "create", [self._make_vals(role, model, is_new=True)])

    def _try_write(self, role):
        model = self.random.choice(self.models)
        self._send(
            role, model, "write", [self._get_rows(role, model), self._make_vals(role, model)]
        )

    def _try_save(self, role):
        """What the web client sends when a form is saved."""
        model = self.random.choice(self.models)
        specification = self.attack.get_specification(role, model)
        rows = self.random.choice([[], self._get_rows(role, model)])
        vals = self._make_vals(role, model, is_new=not rows)
        self._send(role, model, "web_save", [rows, vals, specification])

    def _try_onchange(self, role):
        """What the web client sends while a form is filled."""
        model = self.random.choice(self.models)
        vals = self._make_vals(role, model, is_new=True)
        known = self.env[model]._fields
        specification = self.attack.get_specification(role, model) | {
            name: {"fields": {"display_name": {}}} if known[name].comodel_name else {}
            for name in vals
        }
        rows = self.random.choice([[], self._get_rows(role, model)])
        self._send(role, model, "onchange", [rows, vals, list(vals)[-2:], specification])

    def _try_form(self, role):
        """A form is filled, and one of its buttons pressed."""
        model = self.random.choice(self.forms)
        methods = get_methods(self.env, model) or ["read"]
        name = self.random.choice(methods)
        vals = self._make_vals(role, model, is_new=True, hostile=0.15)

        def press():
            outcome, text = self._call(
                role, model, "create", [vals], {}, self._say(role, model, vals)
            )
            if outcome != "answered":
                return outcome, text
            form = self.env[model].search([], order="id desc", limit=1)
            arguments = [form.ids, *self.attack.get_arguments(role, model, name)]
            return self._call(
                role, model, name, arguments, {}, self._say(role, model, [vals, name])
            )

        self._undo(press)

    def _try_load(self, role):
        """Rows that a program imports."""
        model = self.random.choice(self.models)
        files = Files(self.random, self._get_fields(model), self.values)
        # columns that are none are answered as on any of Odoo's models
        self._send(role, model, "load", list(files.make_table()), is_strict=False)

    def _try_file(self, role):
        """A file that somebody imports on the screen."""
        model = self.random.choice(self.models)
        files = Files(self.random, self._get_fields(model), self.values)
        columns, rows = files.make_table()
        content = files.make_file(columns, rows)
        options = {
            "quoting": '"',
            "separator": self.random.choice([",", ";", ""]),
            "has_headers": True,
            "encoding": self.random.choice(["utf-8", "utf-16", "", "x-of-nobody"]),
            "date_format": self.random.choice(["", "%Y-%m-%d", "%d.%m.%Y", "%Q"]),
            "datetime_format": "",
            "float_thousand_separator": self.random.choice([",", "."]),
            "float_decimal_separator": self.random.choice([",", "."]),
            "name_create_enabled_fields": {},
            "import_set_empty_fields": [],
            "import_skip_records": [],
            "fallback_values": {},
        }
        form = {"res_model": model, "file": content, "file_name": "x.csv", "file_type": "text/csv"}

        def do():
            env = self.env(user=role.user_id, su=False)
            record = env["base_import.import"].sudo().create(form)
            said = self._say(role, model, [base64.b64encode(content)[:300], columns])
            if self.random.random() < 0.3:
                arguments = [record.ids, options]
                return self._call(role, record._name, "parse_preview", arguments, {}, said)
            arguments = [record.ids, columns, columns, options]
            return self._call(role, record._name, "execute_import", arguments, {}, said)

        self._undo(do)

    def _try_mail(self, _role):
        raw = Mails(self.random, self.references).make()
        gateway = Role("the gateway", SUPERUSER_ID, self.env.company.id, ())
        said = self._say(gateway, "crm.lead", base64.b64encode(raw).decode())
        model = self.random.choice(["crm.lead", "crm.lead", False, "res.partner"])
        arguments = [model, raw]
        self._undo(
            lambda: self._call(gateway, "mail.thread", "message_process", arguments, {}, said),
            is_strict=True,
        )

    # ------------------------------------------------------------
    # ONE CALL
    # ------------------------------------------------------------

    def _send(self, role, model, name, arguments, is_strict=True):
        said = self._say(role, f"{model}.{name}", arguments)
        self._undo(lambda: self._call(role, model, name, arguments, {}, said), is_strict)

    def _undo(self, do, is_strict=False):
        """Call, count what became of it, and take it back."""
        self.is_strict = is_strict
        self.figures["tried"] += 1
        self.env.invalidate_all()
        with closing(self.env.cr.savepoint()):
            outcome, _text = do()
            self.figures[outcome] += 1
        self.is_strict = False
        self._forget_caches()

    def _say(self, role, model, arguments):
        return (
            f"call {self.number} of seed {self.seed}: {role.name}: {model}({str(arguments)[:400]})"
        )

    def _is_of_client(self, error, name):
        """Of what our fields are given nothing is left to Odoo: each value is answered with words.
        That a mail is for nobody here Odoo says in its own way."""
        if self.is_strict:
            return str(error).startswith("No possible route")
        return super()._is_of_client(error, name)

    # ------------------------------------------------------------
    # VALUES
    # ------------------------------------------------------------

    def _takes_input(self, name):
        model = self.env[name]
        return not model._abstract and model._auto and bool(self._get_fields(name))

    def _get_fields(self, model):
        """Fields of our models; ours of Odoo's. What is only computed nobody writes."""
        is_own = is_own_model(self.env, model)
        return Values(self.env, None, None).get_fields(
            model,
            lambda field: (
                (field.store or field.inverse)
                and (is_own or any(map(is_ours, self.attack._get_homes(model, field.name))))
            ),
        )

    def _make_vals(self, role, model, is_new=False, hostile=0.4):
        """Values for some fields: most of them good, so that the others come far."""
        vals = dict(self.attack.get_required(role, model)) if is_new else {}
        fields = self._get_fields(model)
        for field in self.random.sample(fields, min(self.random.randint(1, 4), len(fields))):
            is_hostile = self.random.random() < hostile
            make = self.values.make_hostile if is_hostile else self.values.make_good
            vals[field.name] = make(field)
        return vals

    def _get_rows(self, role, model):
        ids = self._get_ids(role, model)
        return ids[:1] if ids and isinstance(ids, list) else []

    def _pick_id(self, model):
        records = self.env[model].with_context(active_test=False)
        if records._abstract:
            return 1
        ids = records.search([], limit=20, order="id desc").ids
        return self.random.choice(ids) if ids else 1
