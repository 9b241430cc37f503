from datetime import timedelta

from odoo import api, fields, models

from ..sales_process_checkup import Check

UNUSED_DAYS = 90


class SalesProcessCheckup(models.AbstractModel):
    """Whether what sellers do counts, and is counted under categories that are in use."""

    _inherit = "sales.process.checkup"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "types_without_category": Check(
                self.env._("Activity types without a category"),
                self.env._(
                    "Activities of these types count toward nothing and answer no prospect. Choose"
                    " an event category for them, or leave them out on purpose."
                ),
            ),
            "unused_categories": Check(
                self.env._("Event categories that nobody uses"),
                self.env._(
                    "Nobody had an event of them for %(days)s days. Archive them, so that lists to"
                    " choose from stay short.",
                    days=UNUSED_DAYS,
                ),
            ),
        }

    # ------------------------------------------------------------
    # ACTIVITY TYPES
    # ------------------------------------------------------------

    @api.model
    def _find_types_without_category(self):
        """Types that sellers use with customers, and those that the company has made. What Odoo
        brings and nobody uses, as *Upload Document*, need not count."""
        models_of_events = list(self.env["mail.activity"]._get_event_models())
        types = self.env["mail.activity.type"].search(
            [
                ("event_category_id", "=", False),
                ("res_model", "in", [False, *models_of_events]),
                ("category", "!=", "upload_file"),
            ]
        )
        counts = self._count_activities(types, models_of_events)
        delivered = types._get_external_ids()
        return {
            kind: self.env._(
                "%(type)s: %(count)s activities do not count",
                type=kind.name,
                count=counts.get(kind.id, 0),
            )
            for kind in types
            if counts.get(kind.id) or not delivered[kind.id]
        }

    @api.model
    def _count_activities(self, types, model_names, domain=()):
        """``{type id: activities that are no events}``, done ones included."""
        # sudo: the company's activities as a number, whoever may read each of them
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        groups = activities._read_group(
            [
                ("activity_type_id", "in", types.ids),
                ("res_model", "in", model_names),
                ("event_category_id", "=", False),
                ("user_id.company_ids", "in", self.env.companies.ids),
                *domain,
            ],
            ["activity_type_id"],
            ["__count"],
        )
        return {kind.id: count for kind, count in groups}

    # ------------------------------------------------------------
    # CATEGORIES
    # ------------------------------------------------------------

    @api.model
    def _find_unused_categories(self):
        since = fields.Date.subtract(fields.Date.context_today(self), days=UNUSED_DAYS)
        categories = self.env["sales.event.category"].search(
            [("create_date", "<", self.env.cr.now() - timedelta(days=UNUSED_DAYS))]
        )
        used = self.env["sales.event.report"]._read_group(
            [("event_category_id", "in", categories.ids), ("event_date", ">=", since)],
            ["event_category_id"],
        )
        used = {category for (category,) in used}
        return {category: category.name for category in categories if category not in used}

    @api.model
    def _open_unused_categories(self, categories):
        return self._prepare_window("sales_event_category_action", categories)
