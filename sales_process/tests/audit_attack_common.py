"""What a client may send that no screen sends: methods by reflection, arguments, contexts."""

import inspect

OURS = "odoo.addons.sales_process"
TODAY_AND_AWAY = {"date_from": "2025-01-01", "date_to": "2025-12-31"}


def is_ours(module):
    """Whether code is the product's; tests and made-up data are none."""
    return module.startswith(OURS) and ".tests" not in module and "_demo." not in module


def get_models(env):
    """Names of the models that our addons define or extend."""
    return [
        name
        for name, model in sorted(env.registry.items())
        if any(is_ours(cls.__module__) and vars(cls).get("_name") == name for cls in model.mro())
    ]


def is_own_model(env, name):
    """Whether our addons are the first to define a model."""
    return any(
        is_ours(cls.__module__)
        and vars(cls).get("_name") == name
        and name not in (vars(cls).get("_inherit") or ())
        for cls in env.registry[name].mro()
    )


def get_methods(env, model):
    """Public methods of ours that a client may call on a model, as RPC decides."""
    classes = env.registry[model].mro()
    names = {
        name
        for cls in classes
        if is_ours(cls.__module__)
        # what we add to a mixin of Odoo's is tried there, not on all that inherits from it
        and (cls._name == model or is_own_model(env, cls._name))
        for name, member in vars(cls).items()
        if not name.startswith("_") and inspect.isfunction(member)
    }
    private = {
        name
        for name in names
        if any(getattr(vars(cls).get(name), "_api_private", False) for cls in classes)
    }
    return sorted(names - private)


class Attack:
    """Makes arguments and contexts, the same ones for the same seed."""

    def __init__(self, env, world, random):
        self.env = env
        self.world = world
        self.random = random

    def get_context(self, role):
        """A context that a client has made up."""
        foreign = self._pick_ids(role, "res.users")
        lead = self._pick_ids(role, "crm.lead")
        return {
            "lang": "en_US",
            "tz": "UTC",
            **self.random.choice(
                [
                    {},
                    {"sales_process_cause": "rule", "cron_id": 1, "sales_process_merge": True},
                    {"sales_process_cause": {"x": ["y"]}, "cron_id": "x", "event_sync_skip": "x"},
                    {"event_sync_skip": True, "sales_process_channel": "x" * 5000},
                    {"sales_process_channel": ["x"], "sales_process_merge": {"1": [2]}},
                    {"card_user_id": foreign, "show_hidden_cards": True},
                    *({"card_user_id": value} for value in ("x", [1], {}, 2**70, -1, True, 1e400)),
                    {"default_user_id": foreign, "default_lead_id": lead},
                    {"default_event_category_id": 2**31 - 1, "default_customer_id": "x"},
                    {"default_flow_step": "paid", "default_weight": "x", "default_res_id": lead},
                    {"default_event_category_id": [[1]], "chosen_event_category_id": {"a": 1}},
                    {"event_role": ["x"], "keep_activity_defaults": "x", "default_type": 5},
                    {"active_test": "x", "bin_size": True, "prefetch_fields": False},
                    {"active_id": lead, "active_ids": [lead], "active_model": "crm.lead"},
                    {"active_id": "x", "active_ids": "x", "active_model": "no.model"},
                    {"tz": "Mars/Phobos"},
                    {"tz": ["x"]},
                    {"lang": "xx_XX"},
                ]
            ),
        }

    def _pick_ids(self, role, model):
        ids = self.world.get_ids(role, model, True)
        return self.random.choice(ids or self.env[model].search([], limit=1).ids or [2**31 - 1])

    def get_value(self, role):
        """Something that a method of ours does not expect."""
        ids = [self._pick_ids(role, model) for model in ("crm.lead", "res.users", "mail.activity")]
        nan, infinity = float("nan"), float("inf")
        return self.random.choice(
            [
                *ids, ids, [ids], None, True, False, -1, 0, 2**31, 2**70, nan, infinity, 1e308, "",
                "x", "x\0y", "x" * 20000, "'; --", "1", [], [[["x"]]], [None], {}, {"a": [None]},
                [nan], {"id": ids[0]}, "9999-12-31", "crm.lead", "__class__",
            ]
        )  # fmt: skip

    def get_arguments(self, role, model, name):
        """Arguments for a method: as many as it takes, each made for what it is called."""
        method = getattr(self.env.registry[model], name)
        method = inspect.unwrap(method)
        arguments = []
        for parameter in list(inspect.signature(method).parameters.values())[1:]:
            if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.POSITIONAL_ONLY):
                break
            if parameter.default is not parameter.empty and self.random.random() < 0.3:
                break
            make = getattr(self, f"_make_{parameter.name}", None)
            arguments.append(make(role, model) if make else self.get_value(role))
        return arguments

    # ------------------------------------------------------------
    # PARAMETERS BY NAME
    # ------------------------------------------------------------

    def _make_vals(self, role, model):
        fields = [
            field
            for name, field in sorted(self.env[model]._fields.items())
            if name not in ("id", "create_uid", "create_date", "write_uid", "write_date")
            and field.type not in ("binary", "properties", "properties_definition")
        ]
        own = [field for field in fields if any(map(is_ours, self._get_homes(model, field.name)))]
        chosen = self.random.sample(own or fields, min(2, len(own or fields)))
        return {field.name: self._make_field_value(role, field) for field in chosen}

    def _get_homes(self, model, field):
        """Modules whose classes define a field."""
        return [cls.__module__ for cls in self.env.registry[model].mro() if field in vars(cls)]

    def _make_default(self, role, model):
        return self.random.choice([None, {}, self._make_vals(role, model)])

    def _make_vals_list(self, role, model):
        vals = {**self.get_required(role, model), **self._make_vals(role, model)}
        return self.random.choice([vals, [vals], []])

    def get_required(self, role, model):
        """What a record cannot be without; links lead to what is foreign where there is any."""
        defaults = self.env[model].default_get(list(self.env[model]._fields))
        return {
            name: self._pick_ids(role, field.comodel_name) if field.type == "many2one" else "x"
            for name, field in self.env[model]._fields.items()
            if field.required and field.store and not field.compute and not defaults.get(name)
            if field.type in ("char", "many2one", "text")
        }

    def _make_field_value(self, role, field):
        nan, large = float("nan"), 2**40
        foreign = self._pick_ids(role, field.comodel_name) if field.comodel_name else 0
        numbers = [nan, float("inf"), 1e308, -1, large, 2**31 - 1]
        values = {
            "many2one": [foreign, foreign, large, 2**31 - 1, -1, False],
            "one2many": [[[6, 0, [foreign]]], [[4, foreign]], [[1, foreign, {}]], [[2, foreign]]],
            "many2many": [[[6, 0, [foreign]]], [[4, foreign]], [[2, foreign]], [[5]]],
            "integer": numbers,
            "float": numbers,
            "monetary": numbers,
            "date": ["0001-01-01", "9999-12-31", "1999-01-01", False],
            "datetime": ["0001-01-01 00:00:00", "9999-12-31 23:59:59", False],
            "selection": ["nonsense", False],
            "boolean": [True, False, None],
            "json": ["x", [nan], {"a": {"b": []}}, 5],
            "reference": [f"crm.lead,{self._pick_ids(role, 'crm.lead')}", False],
            "many2one_reference": [foreign, large, -1, False],
        }
        return self.random.choice(values.get(field.type, ["x\0y", "x" * 10000, "x", "", False, 5]))

    def _make_filters(self, role, model):
        key = self.random.choice(["date_from", "date_to", "user_id", "team_id", "x"])
        value = self.random.choice(
            [
                self._pick_ids(role, "res.users"),
                self._pick_ids(role, "crm.team"),
                self.get_value(role),
            ]
        )
        return self.random.choice([{key: value}, {**TODAY_AND_AWAY, key: value}, value])

    def get_specification(self, role, model):
        """Fields of ours to read, with the names of what they lead to."""
        fields = [
            field
            for name, field in self.env[model]._fields.items()
            if name == "display_name" or any(map(is_ours, self._get_homes(model, name)))
        ]
        return {
            field.name: {"fields": {"display_name": {}}}
            if field.relational and field.type != "many2one_reference"
            else {}
            for field in self.random.sample(fields, min(6, len(fields)))
        }

    _make_specification = _make_fields_spec = get_specification

    def _make_fields(self, role, model):
        return list(self.get_specification(role, model))

    _make_field_names = _make_fields

    def _make_data(self, role, model):
        return [[self.random.choice(["x", "", "x\0y", "9" * 400]) for _number in range(6)]]

    def _make_msg_dict(self, role, model):
        return {"subject": "x\0y" * 200, "body": "x", "email_from": "x", "from": "x", "to": "x"}

    _make_custom_values = _make_default

    def _make_values(self, role, model):
        return self._make_vals(role, model)

    def _make_domain(self, role, model):
        return []

    def _make_field_name(self, role, model):
        return self.random.choice(["sequence", "view_sequence", "x"])
