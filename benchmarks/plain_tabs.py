"""The tabs of the centre in plain SQL, in the manner of ``plain.py`` and with its parameters."""

EVENTS = (
    """
    SELECT event_category_id, state, user_id, outcome_id, event_date, count(*)
      FROM (SELECT *, CASE WHEN active THEN 'planned' WHEN is_held THEN 'held'
                           WHEN answered_by_id IS NOT NULL THEN 'answered'
                           WHEN is_skipped THEN 'skipped' ELSE 'missed' END AS state
              FROM mail_activity
             WHERE event_category_id IS NOT NULL
               AND event_date BETWEEN %(first)s AND %(last)s) AS event
  GROUP BY GROUPING SETS ((1, 2), (1, 2, 3), (1, 2, 4), (1, 2, 5))
    """,
    """
    SELECT event_category_id, active, is_held, answered_by_id IS NOT NULL, is_skipped, count(*)
      FROM mail_activity
     WHERE event_category_id IS NOT NULL AND event_date BETWEEN %(before)s AND %(before_last)s
  GROUP BY 1, 2, 3, 4, 5
    """,
)

TARGETS = (
    """
    WITH days AS (
        SELECT date_trunc('month', day)::date AS month, count(*) AS all_days,
               count(*) FILTER (WHERE day <= %(today)s) AS so_far
          FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, '1 day') AS day
         WHERE extract(isodow FROM day) <= 5
      GROUP BY 1
    ), visit AS (
        SELECT user_id, event_category_id, date_trunc('month', event_date)::date AS month,
               count(*) AS visits
          FROM mail_activity
         WHERE is_held IS TRUE AND event_date BETWEEN %(first)s AND %(last)s
      GROUP BY 1, 2, 3
    ), won AS (
        SELECT user_id, month, sum(amount) AS amount
          FROM (SELECT user_id, date_trunc('month', date_order)::date AS month,
                       amount_untaxed / currency_rate AS amount
                  FROM sale_order
                 WHERE state = 'sale' AND date_order >= %(first)s
                   AND date_order < %(last)s::date + 1
                 UNION ALL
                SELECT user_id, date_trunc('month', date_closed)::date, expected_revenue
                  FROM crm_lead
                 WHERE won_status = 'won' AND date_closed >= %(first)s
                   AND date_closed < %(last)s::date + 1
                   AND NOT EXISTS (SELECT FROM sale_order AS sale
                                    WHERE sale.opportunity_id = crm_lead.id
                                      AND sale.state = 'sale')) AS revenue
      GROUP BY 1, 2
    )
    SELECT target.id, seller.login, sum(target.value), sum(visit.visits), sum(won.amount),
           sum(days.so_far), sum(days.all_days)
      FROM sales_target AS target
      JOIN res_users AS seller ON seller.id = target.user_id
           CROSS JOIN days
 LEFT JOIN visit ON target.metric = 'events' AND visit.user_id = target.user_id
       AND visit.event_category_id = target.event_category_id AND visit.month = days.month
 LEFT JOIN won ON target.metric = 'won_revenue' AND won.user_id = target.user_id
       AND won.month = days.month
  GROUP BY 1, 2
    """,
)

_OPEN = "lead.type = 'opportunity' AND lead.active AND lead.won_status = 'pending'"
PIPELINE = (
    f"""
    SELECT stage_id, user_id, date_trunc('month', date_deadline), team_id, source_id,
           product_line_id, territory_id, count(*), sum(expected_revenue), sum(weighted_revenue),
           count(*) FILTER (WHERE date_deadline < %(today)s)
      FROM crm_lead AS lead
     WHERE {_OPEN}
  GROUP BY GROUPING SETS ((), (1), (2), (3), (1, 2), (4), (5), (6), (7))
    """,
    """
    SELECT count(*), sum(expected_revenue)
      FROM crm_lead
     WHERE type = 'opportunity'
       AND coalesce(date_conversion, create_date) >= %(first)s
       AND coalesce(date_conversion, create_date) < %(last)s::date + 1
    """,
    """
    SELECT won_status, count(*), sum(expected_revenue)
      FROM crm_lead
     WHERE type = 'opportunity' AND won_status IN ('won', 'lost')
       AND date_closed >= %(first)s AND date_closed < %(last)s::date + 1
  GROUP BY 1
    """,
    """
    SELECT count(*), sum(expected_revenue), sum(weighted_revenue)
      FROM sales_forecast_snapshot
     WHERE snapshot_date = (SELECT max(snapshot_date) FROM sales_forecast_snapshot
                             WHERE snapshot_date <= %(first)s)
    """,
)


def _funnel(first, last, select):
    """Opportunities that first entered a stage in a period, and what became of them in it."""
    return f"""
        WITH stay AS (
            SELECT stay.lead_id, stay.stage_id, stay.entered_on, lead.won_status,
                   lead.lost_reason_id, lead.user_id, stage.sequence,
                   stay.left_on IS NULL AS is_current,
                   CASE WHEN stay.left_on IS NULL
                        THEN extract(epoch FROM coalesce(stay.lost_on, now() AT TIME ZONE 'UTC')
                                                - stay.entered_on) / 86400 - stay.lost_days
                        ELSE stay.duration_days END AS days,
                   max(stage.sequence) OVER later AS later
              FROM crm_lead_stage_history AS stay
              JOIN crm_lead AS lead ON lead.id = stay.lead_id AND lead.type = 'opportunity'
              JOIN crm_stage AS stage ON stage.id = stay.stage_id
             WHERE stay.lead_id IN (SELECT lead_id FROM crm_lead_stage_history
                                     WHERE entered_on >= {first}
                                       AND entered_on < {last}::date + 1)
            WINDOW later AS (PARTITION BY stay.lead_id ORDER BY stay.entered_on, stay.id
                             ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
        ), step AS (
            SELECT lead_id, stage_id, user_id, won_status, lost_reason_id,
                   min(entered_on) AS entered_on, sum(days) AS days,
                   min(coalesce(later, -1)) > min(sequence) AS is_passed,
                   bool_or(is_current) AS is_current,
                   row_number() OVER (PARTITION BY lead_id ORDER BY min(sequence)) AS rank
              FROM stay
          GROUP BY lead_id, stage_id, user_id, won_status, lost_reason_id
        ), period AS MATERIALIZED (
            SELECT * FROM step WHERE entered_on >= {first} AND entered_on < {last}::date + 1
        )
        {select}"""


_STAGES = """
        SELECT stage_id, NULL::int AS reason, count(*), count(*) FILTER (WHERE is_passed) AS passed,
               count(*) FILTER (WHERE is_current AND won_status = 'lost') AS lost,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS median,
               percentile_cont(0.9) WITHIN GROUP (ORDER BY days) AS high
          FROM period GROUP BY 1
     UNION ALL
        SELECT stage_id, lost_reason_id, count(*), 0, 0, NULL, NULL
          FROM period WHERE is_current AND won_status = 'lost' GROUP BY 1, 2
     UNION ALL
        SELECT NULL, NULL, count(DISTINCT lead_id), 0, 0, NULL, NULL FROM period"""

FUNNEL = (
    _funnel("%(first)s", "%(last)s", _STAGES),
    _funnel("%(before)s", "%(before_last)s", _STAGES),
    """
    SELECT stage_id, count(*) FILTER (WHERE won_status = 'won'), count(*)
      FROM (SELECT DISTINCT stay.stage_id, lead.id, lead.won_status
              FROM crm_lead_stage_history AS stay
              JOIN crm_lead AS lead ON lead.id = stay.lead_id
             WHERE lead.type = 'opportunity' AND lead.won_status IN ('won', 'lost')) AS touched
  GROUP BY 1
    """,
    f"""
    SELECT stage_id, avg(automated_probability), count(*)
      FROM crm_lead AS lead WHERE {_OPEN} GROUP BY 1
    """,
)


def _frozen(condition, columns):
    return f"""
        SELECT {columns}, count(*), sum(frozen.weighted_revenue), sum(frozen.expected_revenue)
          FROM sales_forecast_snapshot AS frozen
          JOIN crm_lead AS lead ON lead.id = frozen.lead_id
         WHERE frozen.snapshot_date {condition}
      GROUP BY {", ".join(str(place + 1) for place in range(columns.count(",") + 1))}"""


def _won(first, last, columns):
    return f"""
        SELECT {columns}, count(*), sum(amount)
          FROM (SELECT sale.user_id, sale.team_id, sale.date_order AS won_on,
                       coalesce(lead.source_id, sale.source_id) AS source_id,
                       coalesce(lead.medium_id, sale.medium_id) AS medium_id,
                       coalesce(lead.campaign_id, sale.campaign_id) AS campaign_id,
                       sale.amount_untaxed / sale.currency_rate AS amount
                  FROM sale_order AS sale
             LEFT JOIN crm_lead AS lead ON lead.id = sale.opportunity_id
                 WHERE sale.state = 'sale' AND sale.date_order >= {first}
                   AND sale.date_order < {last}::date + 1
                 UNION ALL
                SELECT user_id, team_id, date_closed, source_id, medium_id, campaign_id,
                       expected_revenue
                  FROM crm_lead
                 WHERE won_status = 'won' AND date_closed >= {first}
                   AND date_closed < {last}::date + 1
                   AND NOT EXISTS (SELECT FROM sale_order AS sale
                                    WHERE sale.opportunity_id = crm_lead.id
                                      AND sale.state = 'sale')) AS won"""


_FIRST_FROZEN = """(SELECT max(snapshot_date) FROM sales_forecast_snapshot
                     WHERE snapshot_date <= %(first)s)"""
FORECAST = (
    _frozen(
        f"BETWEEN {_FIRST_FROZEN} AND %(last)s"
        " AND frozen.date_deadline BETWEEN %(first)s AND %(last)s",
        "frozen.snapshot_date, frozen.user_id",
    ),
    f"{_won('%(first)s', '%(last)s', 'won_on::date, user_id')} GROUP BY 1, 2",
    f"""
    SELECT count(*), sum(weighted_revenue) FROM crm_lead AS lead
     WHERE {_OPEN} AND date_deadline BETWEEN greatest(%(first)s, %(today)s) AND %(last)s
    """,
    "SELECT user_id, sum(value) FROM sales_target WHERE metric = 'won_revenue' GROUP BY 1",
    _frozen(
        f"= {_FIRST_FROZEN} AND frozen.date_deadline BETWEEN %(first)s AND %(last)s"
        " AND (lead.date_closed > %(last)s OR lead.won_status = 'pending'"
        " AND (lead.date_deadline > %(last)s OR lead.date_deadline < %(today)s))",
        "frozen.user_id",
    ),
    *(
        part
        for months in (1, 2, 3)
        for part in (
            _frozen(
                f"""= (SELECT max(snapshot_date) FROM sales_forecast_snapshot
                        WHERE snapshot_date <= %(first)s::date - interval '{months} month')
                  AND frozen.date_deadline >= %(first)s::date - interval '{months} month'
                  AND frozen.date_deadline < %(first)s::date - interval '{months - 1} month'""",
                "frozen.user_id, frozen.team_id",
            ),
            _won(
                f"%(first)s::date - interval '{months} month'",
                f"(%(first)s::date - interval '{months - 1} month' - interval '1 day')",
                "user_id, team_id, won_on::date",
            )
            + " GROUP BY 1, 2, 3",
        )
    ),
)

_CUTS = "user_id, team_id, source_id, product_line_id, territory_id"
_CUT_SETS = "GROUPING SETS ({all}(1{day}), (2{day}), (3{day}), (4{day}), (5{day}))"


def _closed(first, last, cuts):
    columns, group = (f"{_CUTS},", f"GROUP BY {_CUT_SETS.format(all='(), ', day='')}")
    return f"""
        SELECT {columns if cuts else ""} count(*) FILTER (WHERE won_status = 'won'), count(*),
               sum(expected_revenue) FILTER (WHERE won_status = 'won')
          FROM crm_lead
         WHERE type = 'opportunity' AND won_status IN ('won', 'lost')
           AND date_closed >= {first} AND date_closed < {last}::date + 1
         {group if cuts else ""}"""


def _lasting(start, first, last, cuts):
    """A histogram of the days from a moment to the decision, those without one censored."""
    columns = f"{_CUTS}," if cuts else ""
    group = _CUT_SETS.format(all="(6), ", day=", 6") if cuts else "1"
    return f"""
        SELECT {columns}
               round(extract(epoch FROM coalesce(date_closed, now() AT TIME ZONE 'UTC')
                                        - {start}) / 86400) AS days,
               count(*) FILTER (WHERE won_status = 'won'),
               count(*) FILTER (WHERE won_status <> 'won')
          FROM crm_lead
         WHERE type = 'opportunity' AND {start} >= {first} AND {start} < {last}::date + 1
      GROUP BY {group}"""


def _adoption(first, last, cuts):
    columns, group = (f"{_CUTS},", f"GROUP BY {_CUT_SETS.format(all='(), ', day='')}")
    return f"""
        SELECT {columns if cuts else ""} count(*), count(*) FILTER (WHERE is_backed)
          FROM (SELECT lead.user_id, lead.team_id, lead.source_id, lead.product_line_id,
                       lead.territory_id,
                       stay.cause IN ('document', 'goal')
                       OR EXISTS (SELECT FROM mail_activity AS event
                                   WHERE event.lead_id = stay.lead_id AND event.is_held IS TRUE
                                     AND event.event_date BETWEEN stay.entered_on::date - 7
                                                              AND stay.entered_on::date)
                       OR EXISTS (SELECT FROM sale_order AS sale
                                   WHERE sale.opportunity_id = stay.lead_id
                                     AND (sale.create_date::date BETWEEN stay.entered_on::date - 7
                                                                 AND stay.entered_on::date
                                       OR sale.date_order::date BETWEEN stay.entered_on::date - 7
                                                                AND stay.entered_on::date))
                       AS is_backed
                  FROM crm_lead_stage_history AS stay
                  JOIN crm_lead AS lead ON lead.id = stay.lead_id AND lead.type = 'opportunity'
                 WHERE stay.entered_on >= {first} AND stay.entered_on < {last}::date + 1
                   AND stay.cause IN ('person', 'goal', 'document', 'rule')
                   AND EXISTS (SELECT FROM crm_lead_stage_history AS earlier
                                WHERE earlier.lead_id = stay.lead_id
                                  AND earlier.entered_on < stay.entered_on)) AS move
         {group if cuts else ""}"""


_OPENED = "coalesce(date_conversion, create_date)"
_ATTRIBUTION = "source_id, campaign_id, medium_id"
KPIS = (
    *(
        part
        for first, last, cuts in (
            ("%(first)s", "%(last)s", True),
            ("%(before)s", "%(before_last)s", False),
        )
        for part in (
            _closed(first, last, cuts),
            _lasting(_OPENED, first, last, cuts),
            _lasting("asked_on", first, last, cuts),
            _adoption(first, last, cuts),
        )
    ),
    f"""
    SELECT {_ATTRIBUTION}, count(*) FROM crm_lead
     WHERE create_date >= %(first)s AND create_date < %(last)s::date + 1
  GROUP BY GROUPING SETS ((1), (2), (3))
    """,
    _won("%(first)s", "%(last)s", _ATTRIBUTION) + " GROUP BY GROUPING SETS ((1), (2), (3))",
)

COACHING = (
    _funnel(
        "%(first)s",
        "%(last)s",
        """
        SELECT stage_id, user_id, count(*), count(*) FILTER (WHERE is_passed),
               count(*) FILTER (WHERE is_passed AND won_status = 'won'),
               count(*) FILTER (WHERE is_passed AND won_status IN ('won', 'lost')),
               percentile_cont(0.5) WITHIN GROUP (ORDER BY days)
          FROM period GROUP BY 1, 2""",
    ),
    _closed("%(first)s", "%(last)s", False),
)

TABS = {
    "get_events": EVENTS,
    "get_targets": TARGETS,
    "get_pipeline": PIPELINE,
    "get_funnel": FUNNEL,
    "get_forecast": FORECAST,
    "get_kpis": KPIS,
    "get_coaching": COACHING,
}
