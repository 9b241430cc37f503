from odoo import api, models

from ....tools.context import without_screen
from ....tools.screens import CHANNEL, MESSAGE
from ....tools.transaction import get_queue


class CrmLead(models.Model):
    """Works off what a transaction has queued, step by step and for all opportunities at once."""

    _inherit = "crm.lead"

    def unlink(self):
        result = super().unlink()
        get_queue(self.env).forget(self._ids)
        return result

    @api.model
    def _work_off(self):
        """Take the steps of the queue until nothing is left to do.

        A step is a method of its own, ``_work_off_<step>``; what it queues anew, for itself or an
        earlier step, is worked off in turn.
        """
        queue = get_queue(self.env)
        if queue.scope.is_running:
            return
        # sudo: the process moves opportunities and plans tasks, whoever's event or document it
        # was; the ledger and the log name that person. Without the defaults of the client's
        # action, which are for the record that it creates, and what its screen shows.
        context = without_screen(self.env.context)
        leads = self.browse().sudo().with_context(context)  # pylint: disable=context-overridden
        with queue.running():
            leads._compute_pending()
            while step := queue.next_step():
                getattr(leads, f"_work_off_{step}")(queue)
                leads._compute_pending()

    @api.model
    def _compute_pending(self):
        """Compute now what would queue something more when it is computed at the next flush. To be
        extended by what queues in a computation."""

    @api.model
    def _work_off_before_commit(self):
        queue = get_queue(self.env)
        self._work_off()
        self._close_transaction(queue)
        self._tell_open_screens(queue.take("stale"))
        queue.is_registered = False  # what other callbacks queue from now on comes back here

    @api.model
    def _close_transaction(self, queue):
        """All moves of the transaction are made. To be extended by what can wait until then."""

    @api.model
    def _tell_open_screens(self, stale):
        """Say which models have changed to those whom it concerns: one message for each, whatever
        the number of records. Odoo's bus sends it after the commit.

        :param dict stale: ``{(model, id): names of models}``
        """
        bus = self.env["bus.bus"]
        for (model, record_id), names in stale.items():
            channel = (self.env[model].browse(record_id), CHANNEL)
            bus._sendone(channel, MESSAGE, {"models": sorted(self._get_stale_models(names))})

    @api.model
    def _get_stale_models(self, names):
        """Return the models that show something else once records of these have changed. To be
        extended by figures that follow from others.

        :param set names: of models
        """
        return names

    @api.model
    def _on_progress(self, metric):
        """Something was done that counts for sellers. To be extended by what counts it.

        :param str metric: new_opportunities, quotations_sent, won_revenue or won_count
        """
