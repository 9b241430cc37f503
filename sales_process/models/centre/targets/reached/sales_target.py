from odoo import api, models
from odoo.tools import ormcache

from .....tools.install import is_leaving
from .....tools.refusals import refusable
from .....tools.transaction import get_queue
from ..sales_target import LEVEL_METRICS


class SalesTarget(models.Model):
    """Reached targets are achievements: looked for right after something counted."""

    _inherit = "sales.target"  # pylint: disable=consider-merging-classes-inherited

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        self.env.registry.clear_cache()
        return targets

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _get_watched(self):
        """What targets are about: ``{(metric, category id or False)}``."""
        if is_leaving(self.env):
            return frozenset()
        # sudo: the same for everyone, and only ids
        targets = self.sudo().search_fetch([], ["metric", "event_category_id"])
        return frozenset((target.metric, target.event_category_id.id) for target in targets)

    @api.model
    def _on_progress(self, metric, category_ids=(False,)):
        """Something was done that counts: see, as soon as it is saved, whether a target is reached.

        In the background, so that nobody who logs a visit waits for it. Costs nothing where no
        target is about it.
        """
        watched = self._get_watched()
        if not any((metric, id_) in watched for id_ in category_ids):
            return
        queue = get_queue(self.env)
        if queue.targets_triggered:
            return
        queue.targets_triggered = True
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "sales_process.ir_cron_celebrate_targets", raise_if_not_found=False
        )
        if cron_id:
            # sudo: the job of the process, whoever did what counts
            self.env["ir.cron"].sudo().browse(cron_id)._trigger()

    @api.model
    def _cron_celebrate(self):
        """Tell sellers of the targets that they have reached in the running periods, once each."""
        rows = self.env["sales.target.report"].search(
            [
                ("is_current", "=", True),
                ("is_share", "in", [True, False]),
                ("attainment", ">=", 100),
                ("metric", "not in", LEVEL_METRICS),
            ]
        )
        of_targets = [
            [row.target_id.id, vals] for row in rows if (vals := row._prepare_achievement_vals())
        ]
        targets = self.browse({target_id for target_id, _vals in of_targets})
        return targets._reach_targets(of_targets) or self.env["sales.achievement"]

    @refusable(
        "target",
        arguments=lambda target, of_targets: [
            [pair for pair in of_targets if pair[0] == target.id]
        ],
    )
    def _reach_targets(self, of_targets):
        """Tell of these targets who has reached them.

        :param list of_targets: ``[target id, values of the achievement]``, also of other targets
        :return: the achievements that are new
        """
        own = set(self._ids)
        vals_list = [vals for target_id, vals in of_targets if target_id in own]
        return self.env["sales.achievement"]._reach(vals_list)
