"""What somebody may type, import or send into a field: good values, and hostile ones."""

from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS

NAN, INFINITY = float("nan"), float("inf")
BEYOND = 2**40  # no column of a number has room for it

NUMBERS = [NAN, INFINITY, -INFINITY, 1e308, -1e308, -1, 0, BEYOND, -BEYOND, 2**31 - 1, 2**31]
NUMBERS += ["NaN", "1e999", "", "x", "12,5", [1], {}, True, None]
TEXTS = [
    "", " ", "x\0y", "x" * 10000, "\ud800", "a\udfff", "\u202eright to left", "e\u0301" * 200,
    "🙂" * 300, "<script>alert(1)</script>", "<b>open", "{{ object.id }}", "%s %(x)s %",
    "'; DROP TABLE x; --", "\\x00", "line\nline\r\n\tline", 5, 0.5, [], ["x"], {"en_US": "x"},
    {"a": {}}, True,
]  # fmt: skip
DAYS = [
    "0001-01-01", "0000-00-00", "999-01-01", "1900-02-29", "1999-12-31", "2100-01-01", "9999-12-31",
    "10000-01-01", "-1-01-01", "31.12.2025", "2025-13-01", "tomorrow", "", 5, NAN, [], {}, True,
]  # fmt: skip
MOMENTS = [
    *DAYS,
    "0001-01-01 00:00:00",
    "9999-12-31 23:59:59",
    "2025-01-01 25:00:00",
    "2025-01-01T10:00:00Z",
]
DOMAINS = [
    "[]", "[('id', '>', 0)]", "[('create_date', '>', 'today -999999d')]",
    "[('create_date', '>', 'today -30d')]", f"[('create_date', '>', 'today -{'9' * 30}d')]",
    "[('create_date', '>', 'never')]", "[('id', '=', 'x')]", "[('id', 'in', 5)]",
    f"[('id', '=', {BEYOND})]", "[('no_field', '=', 1)]", "[('id', '~', 1)]", "['|']",
    "['&', ('id', '=', 1)]", "[" * 500, "[(1,", "()", "{}", "5", "'x'", "None", "uid",
    "[('user_id', '=', uid)]", "__import__('os').getcwd()", "[('name', 'ilike', '%')]",
    "[('name', 'ilike', 'x\\0y')]", "[('id', '>', 1e308)]",
    "[('name', 'ilike', '" + "x" * 5000 + "')]", "[('create_uid.name.name', '=', 'x')]",
    "[('id', 'any', [])]", "[('write_date', '>=', '0001-01-01')]", "[('id', '=', 1)," * 300,
    "[True]", "[[]]", "[('id',)]",
]  # fmt: skip

HOSTILE = {
    "integer": NUMBERS,
    "float": NUMBERS,
    "monetary": NUMBERS,
    "date": DAYS,
    "datetime": MOMENTS,
    "boolean": [None, 0, "x", [], NAN, {}],
    "selection": ["nonsense", "", 5, [], {}, NAN, "x\0", "x" * 10000],
    "json": ["x", [NAN], {"a": {"b": []}}, 5, "\ud800", {"a": INFINITY}, [[[]]]],
    "reference": ["x", "crm.lead", "crm.lead,x", "no.model,1", f"crm.lead,{BEYOND}", 5, []],
}


class Values:
    """Makes values for fields, the same ones for the same seed.

    :param pick_id: ``pick_id(model)`` chooses the id of a record that is there
    """

    def __init__(self, env, random, pick_id):
        self.env = env
        self.random = random
        self.pick_id = pick_id

    def get_fields(self, model, is_wanted=lambda field: True):
        """Fields of a model that a client may write."""
        return [
            field
            for name, field in sorted(self.env[model]._fields.items())
            if name not in MAGIC_COLUMNS
            and field.type not in ("binary", "image", "properties", "properties_definition")
            and is_wanted(field)
        ]

    def make_good(self, field):
        """Something that the field takes."""
        make = getattr(self, f"_make_good_{field.type}", None)
        return make(field) if make else False

    def make_hostile(self, field):
        """Something that nobody means, or that nothing can hold."""
        if field.type == "char" and "domain" in field.name:
            return self.random.choice(DOMAINS)
        if field.type in ("many2one", "many2one_reference"):
            return self.random.choice(self._get_hostile_ids(field))
        if field.type in ("one2many", "many2many"):
            return self.random.choice(self._get_hostile_commands(field))
        return self.random.choice(HOSTILE.get(field.type, TEXTS))

    # ------------------------------------------------------------
    # BY KIND
    # ------------------------------------------------------------

    def _get_hostile_ids(self, field):
        there = self.pick_id(field.comodel_name) if field.comodel_name else 1
        return [
            there,
            -1,
            BEYOND,
            2**31 - 1,
            "x",
            "1",
            NAN,
            1.5,
            [there],
            [],
            {},
            {"id": there},
            True,
            None,
        ]

    def _get_hostile_commands(self, field):
        there = self.pick_id(field.comodel_name)
        return [
            [[6, 0, [there]]], [[6, 0, [BEYOND]]], [[6, 0, "x"]], [[6]], [[4, there]],
            [[4, "x"]], [[4, None]], [[2, there]], [[3, there]], [[5]], [[5, 0, 0]],
            [[1, there, {}]], [[1, BEYOND, {}]], [[1, there, "x"]], [[0, 0, {}]], [[0, 0, None]],
            [[0]], [[7, 1]], [["x"]], [[]], [[None]], [there], [there, there], ["x"], [NAN], "x",
            5, {}, {"id": there}, [{}], True, None, [[4, there]] * 50,
        ]  # fmt: skip

    def _make_good_integer(self, field):
        return self.random.randint(0, 30)

    def _make_good_float(self, field):
        return round(self.random.uniform(0, 100), 2)

    _make_good_monetary = _make_good_float

    def _make_good_char(self, field):
        if "domain" in field.name:
            return "[]"
        if field.name == "model":
            return self.random.choice(["crm.lead", "mail.activity", "sale.order", "res.partner"])
        return f"Word {self.random.randint(1, 10**6)}"

    _make_good_text = _make_good_html = _make_good_char

    def _make_good_boolean(self, field):
        return self.random.random() < 0.5

    def _make_good_date(self, field):
        return f"2025-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"

    def _make_good_datetime(self, field):
        return f"{self._make_good_date(field)} 1{self.random.randint(0, 9)}:30:00"

    def _make_good_selection(self, field):
        values = field.get_values(self.env)
        return self.random.choice(values) if values else False

    def _make_good_json(self, field):
        return {}

    def _make_good_many2one(self, field):
        return self.pick_id(field.comodel_name)

    def _make_good_many2one_reference(self, field):
        return self.pick_id("crm.lead")

    def _make_good_many2many(self, field):
        return [Command.set([self.pick_id(field.comodel_name)])]
