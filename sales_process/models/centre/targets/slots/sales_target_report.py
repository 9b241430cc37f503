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
                   %(today)s AS today, COALESCE(seller.tz, 'UTC') AS tz,
                   resource.id AS resource_id,
                   COALESCE(resource.calendar_id, company.resource_calendar_id) AS calendar_id
              FROM (%(owners)s) AS target
              JOIN res_company AS company ON company.id = target.company_id
                   %(seller)s
         LEFT JOIN LATERAL (%(resource)s) AS resource ON TRUE
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
             WHERE %(counts)s
            """,
            today=self._get_today(),
            owners=self._get_owner_query(kinds),
            seller=self._get_seller_join(kinds),
            resource=self._get_resource_query(SQL("seller.id"), SQL("target.company_id")),
            first_day=self._get_first_day(kinds),
            counts=self._get_share_condition(kinds),
        )

    @api.model
    def _get_resource_query(self, user_id, company_id):
        """Whose working hours and time off somebody's are: one row at most."""
        return SQL(
            """SELECT id, calendar_id
                 FROM resource_resource
                WHERE user_id = %s AND active
             ORDER BY company_id = %s DESC NULLS LAST, id
                LIMIT 1""",
            user_id,
            company_id,
        )

    @api.model
    def _get_share_condition(self, kinds):
        """A member has no share of the team's target in a period in which an own one is valid."""
        if not kinds["has_shares"]:
            return SQL("TRUE")
        return SQL(
            """NOT (target.is_share AND EXISTS (
                   SELECT FROM sales_target AS own
                    WHERE own.user_id = target.user_id AND own.company_id = target.company_id
                      AND COALESCE(own.team_id, target.team_id) = target.team_id
                      AND own.metric = target.metric AND own.period = target.period
                      AND own.event_category_id IS NOT DISTINCT FROM target.event_category_id
                      AND own.date_from <= LEAST(
                          (slot.day + span.step - INTERVAL '1 day')::date, target.date_to)
                      AND (own.date_to IS NULL OR own.date_to
                           >= GREATEST(slot.day::date, target.date_from))))"""
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
        """Targets, and the equal shares of team targets for their members."""
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
            SELECT target.id, member.user_id, target.team_id, target.company_id, target.metric,
                   target.event_category_id, target.period, target.team_mode,
                   target.value / COUNT(*) OVER (PARTITION BY target.id),
                   target.date_from, target.date_to, TRUE
              FROM sales_target AS target
              JOIN crm_team_member AS member
                ON member.crm_team_id = target.team_id AND member.active
             WHERE target.user_id IS NULL AND target.team_mode = 'split'
            """,
            targets,
        )

    # ------------------------------------------------------------
    # THE TARGET OF A PERIOD
    # ------------------------------------------------------------

    @api.model
    def _get_goal_query(self, kinds):
        """The target value of a slot, for the share of its period that lies in the validity.

        The sum of sellers' targets is the sum of what their own rows say; equal shares of a team's
        add up to what the team's row says.
        """
        cases = [
            SQL(
                """WHEN slot.date_from = slot.period_from AND slot.date_to = slot.period_to
                   THEN slot.value"""
            )
        ]
        if kinds["has_sums"]:
            cases.insert(0, SQL("WHEN slot.is_sum THEN (%s)", self._get_sum_query()))
        if kinds["has_shares"]:
            cases.append(SQL("WHEN slot.is_share THEN (%s)", self._get_whole_query()))
        return SQL(
            """SELECT CASE %s
                           WHEN days.full_days = 0 THEN slot.value
                           ELSE slot.value * days.total_days / days.full_days END::float8
                      AS target_value""",
            SQL(" ").join(cases),
        )

    @api.model
    def _get_sum_query(self):
        """The sellers' targets of a team's slot, each measured in the seller's working days."""
        return SQL(
            """
            SELECT COALESCE(SUM(seat.value * CASE
                       WHEN seat.date_from = slot.period_from AND seat.date_to = slot.period_to
                       THEN 1 ELSE (%(portion)s) END), 0)
              FROM (SELECT own.value, own.company_id, COALESCE(seller.tz, 'UTC') AS tz,
                           resource.id AS resource_id,
                           COALESCE(resource.calendar_id, company.resource_calendar_id)
                           AS calendar_id,
                           GREATEST(own.date_from, slot.date_from) AS date_from,
                           LEAST(own.date_to, slot.date_to) AS date_to
                      FROM sales_target AS own
                      JOIN res_company AS company ON company.id = own.company_id
                 LEFT JOIN (%(sellers)s) AS seller ON seller.id = own.user_id
                 LEFT JOIN LATERAL (%(resource)s) AS resource ON TRUE
                     WHERE own.user_id IN (SELECT user_id FROM crm_team_member
                                            WHERE crm_team_id = slot.team_id AND active)
                       AND COALESCE(own.team_id, slot.team_id) = slot.team_id
                       AND own.company_id = slot.company_id
                       AND own.metric = slot.metric
                       AND own.event_category_id IS NOT DISTINCT FROM slot.event_category_id
                       AND own.period = slot.period
                       AND own.date_from <= slot.date_to
                       AND COALESCE(own.date_to, slot.date_to) >= slot.date_from) AS seat
            """,
            portion=self._get_portion_query("seat", SQL("slot.period_from"), SQL("slot.period_to")),
            sellers=self._get_seller_query(),
            resource=self._get_resource_query(SQL("own.user_id"), SQL("own.company_id")),
        )

    @api.model
    def _get_whole_query(self):
        """A share of a period that is valid in part: by the days of the team, which are the same
        for every member."""
        return SQL(
            "SELECT slot.value * (%s)",
            self._get_part_query(
                SQL("(SELECT user_id FROM crm_team WHERE id = slot.team_id)"),
                SQL("slot.company_id"),
                (SQL("slot.date_from"), SQL("slot.date_to")),
                (SQL("slot.period_from"), SQL("slot.period_to")),
            ),
        )

    @api.model
    def _get_part_query(self, user_id, company_id, days, period):
        """Which part of a period lies in some of its days, in somebody's working days: one value.

        :param user_id: whose, as SQL; the company's working hours without anybody
        :param company_id: as SQL
        :param days: first and last of these days, as SQL
        :param period: first and last day of the period, as SQL
        """
        first, last = days
        return SQL(
            """
            SELECT (%(portion)s)
              FROM (SELECT company.id AS company_id,
                           %(first)s AS date_from, %(last)s AS date_to,
                           COALESCE(seller.tz, 'UTC') AS tz, resource.id AS resource_id,
                           COALESCE(resource.calendar_id, company.resource_calendar_id)
                           AS calendar_id
                      FROM res_company AS company
                 LEFT JOIN (%(sellers)s) AS seller ON seller.id = %(user_id)s
                 LEFT JOIN LATERAL (%(resource)s) AS resource ON TRUE
                     WHERE company.id = %(company_id)s) AS owner
            """,
            portion=self._get_portion_query("owner", *period),
            first=first,
            last=last,
            sellers=self._get_seller_query(),
            user_id=user_id,
            company_id=company_id,
            resource=self._get_resource_query(SQL("seller.id"), SQL("company.id")),
        )

    @api.model
    def _get_portion_query(self, who, first, last):
        """Which part of a period lies in somebody's ``date_from`` to ``date_to``, in working days;
        all of a period without any."""
        alias = SQL.identifier(who)
        return SQL(
            "SELECT COALESCE(valid_days / NULLIF(full_days, 0), 1) FROM (%s) AS days",
            self._get_working_days_query(
                who,
                first,
                last,
                valid_days=(SQL("%s.date_from", alias), SQL("%s.date_to", alias)),
                full_days=(first, last),
            ),
        )
