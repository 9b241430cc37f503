from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import split_every

BATCH = 1000
# what Odoo says an activity is for, and what that is in sales
ROLES = {"phonecall": "contact", "meeting": "visit"}


class SalesProcessStart(models.Model):
    """Which activity types are contacts and visits, and whether those of the past count."""

    _inherit = "sales.process.start"

    type_line_ids = fields.One2many(
        "sales.process.start.type",
        "start_id",
        "Activity Types",
        compute="_compute_type_line_ids",
        store=True,
        readonly=False,
        compute_sudo=False,
    )
    counts_past = fields.Boolean("Past Activities Count as Well", default=True)

    @api.model
    def _get_announced_fields(self):
        return [
            *super()._get_announced_fields(),
            "counts_past",
            "type_line_ids.event_category_id",
        ]

    @api.depends("step")
    def _compute_type_line_ids(self):
        """Anew whenever the step is come to: what is there may have changed."""
        for start in self:
            lines = start._prepare_type_lines() if start.step == "counting" else []
            start.type_line_ids = [Command.clear(), *(Command.create(vals) for vals in lines)]

    def _refresh_proposals(self):
        self._compute_type_line_ids()
        return super()._refresh_proposals()

    def _prepare_type_lines(self):
        checkup = self.env["sales.process.checkup"]
        model_names = list(self.env["mail.activity"]._get_event_models())
        types = self.env["mail.activity.type"].search(
            [("res_model", "in", [False, *model_names]), ("category", "!=", "upload_file")]
        )
        counts = checkup._count_activities(types, model_names, [("active", "=", False)])
        categories = self.env["sales.event.category"].search([])
        by_role = {category.role: category.id for category in reversed(categories)}
        return [
            {
                "activity_type_id": kind.id,
                "event_category_id": kind.event_category_id.id
                or by_role.get(ROLES.get(kind.category), False),
                "past_count": counts.get(kind.id, 0),
            }
            for kind in types
        ]

    def _get_changed_types(self):
        return self.type_line_ids.filtered(
            lambda line: line.event_category_id != line.activity_type_id.event_category_id
        )

    def _get_past_lines(self):
        """Types whose past activities begin to count."""
        if not self.counts_past:
            return self.type_line_ids.browse()
        return self.type_line_ids.filtered(lambda line: line.event_category_id and line.past_count)

    def _announce_counting(self):
        texts = [
            self.env._(
                "%(type)s counts as: %(category)s.",
                type=line.activity_type_id.name,
                category=line.event_category_id.name or self.env._("nothing"),
            )
            for line in self._get_changed_types()
        ] or [self.env._("What counts stays as it is.")]
        past = sum(self._get_past_lines().mapped("past_count"))
        if past:
            texts.append(
                self.env._(
                    "%(count)s activities that were done with customers will count, on the days on"
                    " which they took place.",
                    count=past,
                )
            )
        return "\n".join(texts)

    def _apply_counting(self):
        changed = self._get_changed_types()
        undo = {
            "types": [
                [line.activity_type_id.id, line.activity_type_id.event_category_id.id]
                for line in changed
            ],
            "activities": [],
        }
        for line in changed:
            line.activity_type_id.event_category_id = line.event_category_id
        for line in self._get_past_lines():
            ids = self._find_past(line.activity_type_id)
            self._set_category(ids, line.event_category_id)
            undo["activities"].append([line.event_category_id.id, ids])
        return undo

    def _undo_counting(self, undo):
        types = self.env["mail.activity.type"]
        categories = self.env["sales.event.category"]
        for type_id, category_id in undo.get("types", []):
            types.browse(type_id).exists().event_category_id = categories.browse(
                category_id
            ).exists()
        for category_id, ids in undo.get("activities", []):
            self._set_category(ids, categories, categories.browse(category_id))

    def _find_past(self, kind):
        """Ids of done activities of a type that do not count."""
        # sudo: those of the company's people, whoever may read each of them
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        return activities.search(
            [
                ("active", "=", False),
                ("activity_type_id", "=", kind.id),
                ("event_category_id", "=", False),
                ("res_model", "in", list(activities._get_event_models())),
                ("user_id.company_ids", "in", self.env.companies.ids),
            ],
            order="id",
        ).ids

    def _set_category(self, ids, category, before=None):
        """Give activities a category, but those that a person has given another one since."""
        # sudo: as above
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        before = self.env["sales.event.category"] if before is None else before
        for batch in split_every(BATCH, ids, activities.browse):
            found = batch.exists().filtered(lambda activity: activity.event_category_id == before)
            found.event_category_id = category
            found.flush_recordset()
            found.invalidate_recordset()
