from odoo import api, models
from odoo.tools import SQL


class SalesTargetReport(models.Model):
    """Whose targets there are, and for which periods: a row per target and period."""

    _inherit = "sales.target.report"

    @api.model
    def _get_slot_query(self, kinds):
        """A row per target and period: until the end of next year at most."""
        return SQL(
            """
            SELECT target.id::bigint * 20000 + (slot.day::date - DATE '2000-01-01')
                   + CASE WHEN target.is_share THEN target.user_id * 4000000000 ELSE 0 END AS id,
                   target.id AS target_id, target.is_share, target.user_id, target.team_id,
                   target.company_id, company.currency_id, target.metric,
                   target.event_category_id, target.period, target.value,
                   target.user_id IS NULL AND target.team_mode = 'sum' AS is_sum,
                   slot.day::date AS period_from,
                   (slot.day + span.step - INTERVAL '1 day')::date AS period_to,
                   GREATEST(slot.day::date, target.date_from) AS date_from,
                   LEAST((slot.day + span.step - INTERVAL '1 day')::date, target.date_to)
                   AS date_to,
                   %(today)s AS today,
                   resource.id AS resource_id,
                   COALESCE(resource.calendar_id, company.resource_calendar_id) AS calendar_id
              FROM (%(owners)s) AS target
              JOIN res_company AS company ON company.id = target.company_id
                   %(seller)s
         LEFT JOIN LATERAL (
                   SELECT id, calendar_id
                     FROM resource_resource
                    WHERE user_id = seller.id AND active
                 ORDER BY company_id = target.company_id DESC NULLS LAST, id
                    LIMIT 1) AS resource ON TRUE
        CROSS JOIN LATERAL (
                   SELECT CASE target.period WHEN 'week' THEN INTERVAL '7 days'
                               WHEN 'month' THEN INTERVAL '1 month'
                               WHEN 'quarter' THEN INTERVAL '3 months'
                               ELSE INTERVAL '1 year' END AS step,
                          %(first_day)s AS first_day) AS span
        CROSS JOIN LATERAL GENERATE_SERIES(
                   span.first_day::timestamp,
                   LEAST(target.date_to, (DATE_TRUNC('year', %(today)s::timestamp)
                         + INTERVAL '2 years' - INTERVAL '1 day')::date)::timestamp,
                   span.step) AS slot(day)
            """,
            today=self._get_today(),
            owners=self._get_owner_query(kinds),
            seller=self._get_seller_join(kinds),
            first_day=self._get_first_day(kinds),
        )

    @api.model
    def _get_seller_join(self, kinds):
        """Whose days the target goes by, ``seller``: a team's are its leader's."""
        seller_id, team = SQL("target.user_id"), SQL()
        if kinds["has_teams"]:
            seller_id = SQL("COALESCE(target.user_id, team.user_id)")
            team = SQL("LEFT JOIN crm_team AS team ON team.id = target.team_id")
        return SQL(
            "%s LEFT JOIN (%s) AS seller ON seller.id = %s",
            team,
            self._get_seller_query(),
            seller_id,
        )

    @api.model
    def _get_first_day(self, kinds):
        """The first day of the period that a target begins in; of a week, the seller's."""
        first_day = SQL("DATE_TRUNC(target.period, target.date_from)::date")
        if "week" not in kinds["periods"]:
            return first_day
        return SQL(
            """CASE target.period WHEN 'week'
                    THEN target.date_from - (
                         EXTRACT(ISODOW FROM target.date_from)::int
                         - COALESCE((SELECT week_start::int FROM res_lang
                                      WHERE code = seller.lang), 1) + 7) %% 7
                    ELSE %s END""",
            first_day,
        )

    @api.model
    def _get_owner_query(self, kinds):
        """Targets, and the equal shares of team targets for members without an own target."""
        targets = SQL(
            """
            SELECT id, user_id, team_id, company_id, metric, event_category_id, period, team_mode,
                   value, date_from, date_to, FALSE AS is_share
              FROM sales_target
            """
        )
        if not kinds["has_shares"]:
            return targets
        return SQL(
            """
            %s
         UNION ALL
            SELECT share.id, share.user_id, share.team_id, share.company_id, share.metric,
                   share.event_category_id, share.period, share.team_mode, share.value,
                   share.date_from, share.date_to, TRUE
              FROM (SELECT target.id, member.user_id, target.team_id, target.company_id,
                           target.metric, target.event_category_id, target.period,
                           target.team_mode, target.date_from, target.date_to,
                           target.value / COUNT(*) OVER (PARTITION BY target.id) AS value
                      FROM sales_target AS target
                      JOIN crm_team_member AS member
                        ON member.crm_team_id = target.team_id AND member.active
                     WHERE target.user_id IS NULL AND target.team_mode = 'split') AS share
             WHERE NOT EXISTS (
                   SELECT FROM sales_target AS own
                    WHERE own.user_id = share.user_id AND own.company_id = share.company_id
                      AND COALESCE(own.team_id, share.team_id) = share.team_id
                      AND own.metric = share.metric
                      AND own.event_category_id IS NOT DISTINCT FROM share.event_category_id
                      AND own.date_from <= COALESCE(share.date_to, own.date_from)
                      AND COALESCE(own.date_to, share.date_from) >= share.date_from)
            """,
            targets,
        )

    @api.model
    def _get_goal_query(self, kinds):
        """The target value of a slot, for the share of its period that lies in the validity."""
        sum_of_sellers = SQL(
            """(
                        SELECT SUM(own.value * (
                                   LEAST(own.date_to, slot.date_to)
                                   - GREATEST(own.date_from, slot.date_from) + 1)::float8
                                   / (slot.period_to - slot.period_from + 1))
                          FROM sales_target AS own
                         WHERE own.user_id IN (SELECT user_id FROM crm_team_member
                                                WHERE crm_team_id = slot.team_id AND active)
                           AND COALESCE(own.team_id, slot.team_id) = slot.team_id
                           AND own.company_id = slot.company_id
                           AND own.metric = slot.metric
                           AND own.event_category_id IS NOT DISTINCT FROM slot.event_category_id
                           AND own.period = slot.period
                           AND own.date_from <= slot.date_to
                           AND COALESCE(own.date_to, slot.date_to) >= slot.date_from)"""
        )
        return SQL(
            """
            SELECT CASE WHEN slot.is_sum THEN COALESCE(%s, 0)
                        WHEN slot.date_from = slot.period_from AND slot.date_to = slot.period_to
                          OR days.full_days = 0
                        THEN slot.value
                        ELSE slot.value * days.total_days / days.full_days END::float8
                   AS target_value
            """,
            sum_of_sellers if kinds["has_sums"] else SQL("0"),
        )
