"""The questions of the screens in plain SQL, as somebody would write it by hand for one company.

Simpler than what the addon asks: days are UTC's, there is one company and one currency, and nobody
checks what the reader may see. Parameters: ``uid`` of the seller, ``today``, and the period from
``first`` to ``last``, with the one before from ``before`` to ``before_last``.
"""

# --------------------------------------------------------------------------------------------------
# seller's view: the count, the sum and the first rows of each card

_EVENT = "SELECT event.id, event.summary, event.event_date, customer.name, count(*) OVER ()"
_CUSTOMER = "LEFT JOIN res_partner AS customer ON customer.id = event.customer_id"
_LEAD = """
    SELECT lead.id, lead.name, lead.expected_revenue, customer.name, stage.name,
           lead.date_last_stage_update, count(*) OVER (), sum(lead.expected_revenue) OVER ()
      FROM crm_lead AS lead
      JOIN crm_stage AS stage ON stage.id = lead.stage_id
 LEFT JOIN res_partner AS customer ON customer.id = lead.partner_id
     WHERE lead.user_id = %(uid)s AND lead.type = 'opportunity' AND lead.active IS TRUE
       AND lead.won_status = 'pending'"""
_ORDER = """
    SELECT sale.id, sale.name, sale.state, sale.amount_untaxed, sale.date_order, customer.name,
           count(*) OVER (), sum(sale.amount_untaxed) OVER ()
      FROM sale_order AS sale
      JOIN res_partner AS customer ON customer.id = sale.partner_id
     WHERE sale.user_id = %(uid)s"""
_INVOICE = """
    SELECT move.id, move.name, move.invoice_date_due, move.amount_residual_signed, customer.name,
           count(*) OVER (), sum(move.amount_residual_signed) OVER ()
      FROM account_move AS move
      JOIN res_partner AS customer ON customer.id = move.partner_id
     WHERE move.invoice_user_id = %(uid)s AND move.move_type IN ('out_invoice', 'out_receipt')
       AND move.state = 'posted' AND move.payment_state IN ('not_paid', 'partial')"""


def _held(role):
    return f"""
        {_EVENT}
          FROM mail_activity AS event {_CUSTOMER}
          JOIN sales_event_category AS category
            ON category.id = event.event_category_id AND category.role = '{role}'
         WHERE event.is_held IS TRUE AND event.user_id = %(uid)s
           AND event.event_date BETWEEN %(first)s AND %(last)s
      ORDER BY event.event_date DESC, event.id DESC LIMIT 5"""


SELLER_VIEW = (
    f"""
    {_EVENT}
      FROM mail_activity AS event {_CUSTOMER}
      JOIN sales_event_category AS category
        ON category.id = event.event_category_id AND category.role = 'prospect'
     WHERE event.active IS TRUE AND event.user_id = %(uid)s
  ORDER BY event.event_date, event.id LIMIT 8
    """,
    f"""
    {_EVENT}
      FROM mail_activity AS event {_CUSTOMER}
 LEFT JOIN sales_event_category AS category ON category.id = event.event_category_id
     WHERE event.active IS TRUE AND event.user_id = %(uid)s AND event.date_deadline <= %(today)s
       AND category.role IS DISTINCT FROM 'prospect'
  ORDER BY event.date_deadline, event.id LIMIT 8
    """,
    f"""
    {_EVENT}
      FROM mail_activity AS event {_CUSTOMER}
      JOIN sales_event_category AS category
        ON category.id = event.event_category_id AND category.role IN ('contact', 'visit')
     WHERE event.active IS TRUE AND event.user_id = %(uid)s AND event.date_deadline > %(today)s
  ORDER BY event.date_deadline, event.id LIMIT 5
    """,
    _held("contact"),
    _held("visit"),
    f"""{_LEAD}
       AND NOT EXISTS (SELECT FROM mail_activity AS next
                        WHERE next.res_model = 'crm.lead' AND next.res_id = lead.id
                          AND next.active IS TRUE)
  ORDER BY lead.expected_revenue DESC, lead.id LIMIT 5
    """,
    f"{_LEAD} ORDER BY lead.priority DESC, lead.expected_revenue DESC, lead.id LIMIT 5",
    f"""{_LEAD}
       AND stage.rotting_threshold_days > 0
       AND lead.date_last_stage_update + stage.rotting_threshold_days * interval '1 day' < now()
  ORDER BY lead.date_last_stage_update, lead.id LIMIT 5
    """,
    f"""{_ORDER} AND sale.state IN ('draft', 'sent')
  ORDER BY sale.date_order DESC, sale.id DESC LIMIT 5
    """,
    f"{_ORDER} AND sale.is_answer_open ORDER BY sale.customer_answer_on, sale.id LIMIT 5",
    f"""{_ORDER} AND sale.state = 'sale'
       AND EXISTS (SELECT FROM sale_order_line AS line
                    WHERE line.order_id = sale.id AND line.display_type IS NULL
                      AND line.qty_delivered_method IN ('stock_move', 'timesheet', 'milestones')
                      AND line.qty_delivered < line.product_uom_qty)
  ORDER BY sale.date_order, sale.id LIMIT 5
    """,
    f"{_INVOICE} ORDER BY move.invoice_date_due, move.id LIMIT 5",
    f"""{_INVOICE} AND move.invoice_date_due < %(today)s
  ORDER BY move.invoice_date_due, move.id LIMIT 5
    """,
    """
    SELECT meeting.id, meeting.name, meeting.start, count(*) OVER ()
      FROM calendar_event AS meeting
      JOIN calendar_event_res_partner_rel AS attendee ON attendee.calendar_event_id = meeting.id
      JOIN res_users AS seller ON seller.partner_id = attendee.res_partner_id
     WHERE seller.id = %(uid)s AND meeting.active
       AND meeting.start >= date_trunc('week', %(today)s::timestamp)
       AND meeting.start < date_trunc('week', %(today)s::timestamp) + interval '7 days'
  ORDER BY meeting.start, meeting.id LIMIT 5
    """,
    """
    SELECT target.id, target.value, days.so_far, days.all_days,
           CASE WHEN target.metric = 'events' THEN (
                SELECT count(*)
                  FROM mail_activity AS event
                 WHERE event.is_held IS TRUE AND event.user_id = target.user_id
                   AND event.event_category_id = target.event_category_id
                   AND event.event_date BETWEEN %(first)s AND %(last)s)
           ELSE (SELECT sum(sale.amount_untaxed / sale.currency_rate)
                  FROM sale_order AS sale
                 WHERE sale.state = 'sale' AND sale.user_id = target.user_id
                   AND sale.date_order >= %(first)s
                   AND sale.date_order < %(last)s::date + 1) END AS actual
      FROM sales_target AS target,
           (SELECT count(*) AS all_days, count(*) FILTER (WHERE day <= %(today)s) AS so_far
              FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, '1 day') AS day
             WHERE extract(isodow FROM day) <= 5) AS days
     WHERE target.user_id = %(uid)s AND target.date_from <= %(last)s
       AND coalesce(target.date_to, %(last)s) >= %(first)s
    """,
)  # fmt: skip

# the card's list: its first page and count
DRILL_DOWN = (
    """
    SELECT event.id, event.summary, event.note, event.date_deadline, event.res_name,
           event.activity_type_id, event.user_id, event.event_category_id, customer.name
      FROM mail_activity AS event
 LEFT JOIN res_partner AS customer ON customer.id = event.customer_id
 LEFT JOIN sales_event_category AS category ON category.id = event.event_category_id
     WHERE event.active IS TRUE AND event.user_id = %(uid)s AND event.date_deadline <= %(today)s
       AND category.role IS DISTINCT FROM 'prospect'
  ORDER BY event.date_deadline, event.id LIMIT 80
    """,
    """
    SELECT count(*)
      FROM mail_activity AS event
 LEFT JOIN sales_event_category AS category ON category.id = event.event_category_id
     WHERE event.active IS TRUE AND event.user_id = %(uid)s AND event.date_deadline <= %(today)s
       AND category.role IS DISTINCT FROM 'prospect'
    """,
)

# --------------------------------------------------------------------------------------------------
# single questions

EVENTS_BY_SELLER = """
    SELECT user_id, event_category_id, count(*)
      FROM mail_activity
     WHERE is_held IS TRUE AND event_date BETWEEN %(first)s AND %(last)s
  GROUP BY 1, 2
"""
TIME_IN_STAGE = """
    SELECT stage_id, sum(CASE WHEN left_on IS NULL
                              THEN extract(epoch FROM now() AT TIME ZONE 'UTC' - entered_on) / 86400
                              ELSE duration_days END)
      FROM crm_lead_stage_history
     WHERE lead_id = ANY(%(leads)s)
  GROUP BY 1
"""
