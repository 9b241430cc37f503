from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.calibration import is_miscalibrated, wilson_interval
from ....tools.coaching import MIN_SAMPLE
from ....tools.fields import OptionalFloat

REPORT = "sales.opportunity.report"
SALES = "sales_team.group_sale_salesman"  # who reads opportunities


class CrmStage(models.Model):
    """Three percentages side by side: configured, predicted and observed.

    They are read from the opportunities that the user may see, and only when somebody looks.
    """

    _inherit = "crm.stage"

    observed_conversion = OptionalFloat(
        "Observed (%)",
        compute="_compute_calibration",
        groups=SALES,
        digits=(5, 1),
        help="Of the opportunities that were ever in this stage and are decided, how many were"
        " won.",
    )
    observed_sample = fields.Integer(
        "Decided Opportunities",
        compute="_compute_calibration",
        groups=SALES,
        help="How many the observed percentage is based on.",
    )
    predicted_probability = OptionalFloat(
        "Predicted (%)",
        compute="_compute_calibration",
        groups=SALES,
        digits=(5, 1),
        help="Average of the probability that Odoo predicts for the open opportunities here.",
    )
    is_miscalibrated = fields.Boolean(
        "Badly Calibrated",
        compute="_compute_calibration",
        groups=SALES,
        help="The weight lies outside the 95 % confidence interval of what was observed.",
    )

    @api.depends("weight", "is_won")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_calibration(self):
        calibration = self._get_calibration()
        for stage in self:
            values = calibration.get(stage._origin.id, {})
            stage.observed_conversion = values.get("observed")
            stage.observed_sample = values.get("sample") or 0
            stage.predicted_probability = values.get("predicted")
            stage.is_miscalibrated = values.get("is_miscalibrated", False)

    def _get_calibration(self, domain=None):
        """Return the percentages of these stages: two queries.

        :param domain: which opportunities; all that the user may see by default
        :return: ``{stage id: {weight, observed, sample, low, high, predicted, predicted_sample,
            is_miscalibrated}}``; a percentage is None where there is nothing to base it on
        """
        stages = self._origin
        if not stages:
            return {}
        domain = Domain("type", "=", "opportunity") & Domain(domain or Domain.TRUE)
        observed = stages._get_observed(domain)
        predicted = stages._get_predicted(domain)
        return {
            stage.id: stage._prepare_calibration(
                *observed.get(stage.id, (0, 0)), *predicted.get(stage.id, (None, 0))
            )
            for stage in stages
        }

    def _get_observed(self, domain):
        """``{stage id: (won, decided)}`` of the opportunities that ever were in these stages."""
        report = self.env[REPORT].with_context(active_test=False)
        decided = report._search(domain & Domain("won_status", "in", ["won", "lost"]))
        self.env["crm.lead.stage.history"].flush_model(["stage_id", "lead_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT stage_id, COUNT(*) FILTER (WHERE won_status = 'won'), COUNT(*)
                  FROM (SELECT DISTINCT stay.stage_id, lead.id, lead.won_status
                          FROM crm_lead_stage_history AS stay
                          JOIN (%s) AS lead ON lead.id = stay.lead_id
                         WHERE stay.stage_id IN %s) AS touched
              GROUP BY stage_id
                """,
                decided.select(
                    SQL.identifier(report._table, "id"), SQL.identifier(report._table, "won_status")
                ),
                tuple(self.ids),
            )
        )
        return {stage_id: counts for stage_id, *counts in rows}

    def _get_predicted(self, domain):
        """``{stage id: (average probability, count)}`` of the opportunities that are open in these
        stages."""
        domain &= Domain(
            [("won_status", "=", "pending"), ("active", "=", True), ("stage_id", "in", self.ids)]
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT stage_id, AVG(automated_probability)::float8, COUNT(*)
                     FROM crm_lead WHERE id IN %s GROUP BY stage_id""",
                self.env[REPORT].with_context(active_test=False)._search(domain).subselect(),
            )
        )
        return {stage_id: figures for stage_id, *figures in rows}

    def _prepare_calibration(self, won, sample, predicted, predicted_sample):
        low, high = wilson_interval(won, sample)
        return {
            "weight": self.weight,
            "observed": 100.0 * won / sample if sample else None,
            "sample": sample,
            "low": low,
            "high": high,
            "predicted": predicted,
            "predicted_sample": predicted_sample,
            # what is won is won: such a weight says how far the order has come
            "is_miscalibrated": not self.is_won
            and is_miscalibrated(self.weight, won, sample, MIN_SAMPLE),
        }

    def action_adopt_observed_conversion(self):
        """Make the observed percentage the weight of the stage."""
        self.check_access("write")
        for stage in self:
            if stage.is_won:
                raise UserError(
                    self.env._(
                        "“%(stage)s” is a won stage: its weight says how far the order has come,"
                        " not how likely it is.",
                        stage=stage.name,
                    )
                )
            if stage.observed_sample < MIN_SAMPLE:
                raise UserError(
                    self.env._(
                        "Only %(sample)s opportunities of the stage “%(stage)s” are decided."
                        " Wait until there are %(minimum)s.",
                        sample=stage.observed_sample,
                        stage=stage.name,
                        minimum=MIN_SAMPLE,
                    )
                )
            stage.weight = round(stage.observed_conversion, 1)
