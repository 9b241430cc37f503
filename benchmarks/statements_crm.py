"""Customers, leads and activities: the generator's statements, in the order in which they run.

They read the numbers and lists that the generator has put into functions of the session:
``pg_temp.pick(number, salt, choices)`` is a hash below ``choices``.
"""

CUSTOMERS = (
    """
    INSERT INTO res_partner (
           id, name, complete_name, is_company, active, type, lang, country_id, email,
           email_normalized, phone, zip, commercial_partner_id, commercial_company_name,
           autopost_bills, create_date, write_date, create_uid, write_uid)
    SELECT pg_temp.partner_base() + i, 'Customer ' || i, 'Customer ' || i, TRUE, TRUE, 'contact',
           'en_US', (pg_temp.countries())[1 + pg_temp.pick(i, 1, 10)],
           'info@customer' || i || '.example', 'info@customer' || i || '.example',
           '+358 40 ' || (1000000 + i), lpad(pg_temp.pick(i, 2, 99999)::text, 5, '0'),
           pg_temp.partner_base() + i, 'Customer ' || i, 'ask', born, born, 1, 1
      FROM generate_series(1, pg_temp.customers()) AS i,
           LATERAL (SELECT pg_temp.now() - interval '750 days' AS born) AS life
    """,
    """
    INSERT INTO res_partner (
           id, name, complete_name, is_company, active, type, lang, country_id, email,
           email_normalized, parent_id, commercial_partner_id, commercial_company_name,
           autopost_bills, create_date, write_date, create_uid, write_uid)
    SELECT pg_temp.partner_base() + pg_temp.customers() + i, 'Contact ' || i,
           'Customer ' || i || ', Contact ' || i, FALSE, TRUE, 'contact', 'en_US',
           (pg_temp.countries())[1 + pg_temp.pick(i, 1, 10)],
           'contact' || i || '@customer' || i || '.example',
           'contact' || i || '@customer' || i || '.example',
           pg_temp.partner_base() + i, pg_temp.partner_base() + i, 'Customer ' || i,
           'ask', born, born, 1, 1
      FROM generate_series(1, pg_temp.customers()) AS i,
           LATERAL (SELECT pg_temp.now() - interval '749 days' AS born) AS life
    """,
    "ANALYZE res_partner",
)

LEADS = (
    # one row per lead with all that its life decides: fate, age, pace in days, moves made
    """
    CREATE TEMP TABLE bench_lead AS
    SELECT i, pg_temp.lead_base() + i AS id, seller.id AS user_id,
           seller.partner_id AS author_id, seller.team_id,
           pg_temp.partner_base() + 1 + pg_temp.pick(i, 11, pg_temp.customers()) AS customer_id,
           fate, born, pace, skips,
           CASE fate WHEN 'won' THEN 5
                     WHEN 'lost' THEN pg_temp.pick(i, 5, 5)
                     ELSE LEAST(pg_temp.pick(i, 5, 5),
                                EXTRACT(day FROM pg_temp.now() - born)::int / pace)
           END AS reached,
           500 + 100 * pg_temp.pick(i, 6, 400) AS revenue
      FROM generate_series(1, pg_temp.leads()) AS i
      JOIN bench_seller AS seller
        ON seller.number = CASE WHEN i <= 400 THEN 0
                                ELSE 1 + pg_temp.pick(i, 2, pg_temp.sellers() - 1) END,
           LATERAL (SELECT CASE WHEN pg_temp.pick(i, 3, 100) < 30 THEN 'won'
                                WHEN pg_temp.pick(i, 3, 100) < 80 THEN 'lost'
                                ELSE 'open' END AS fate,
                           1 + pg_temp.pick(i, 4, 18) AS pace,
                           pg_temp.pick(i, 7, 5) = 0 AS skips) AS life,
           LATERAL (SELECT pg_temp.now() - CASE fate
                           WHEN 'open' THEN pg_temp.pick(i, 1, 240) * interval '1 day'
                           ELSE (6 * pace + pg_temp.pick(i, 1, 730 - 6 * pace))
                                * interval '1 day' END
                           - pg_temp.pick(i, 8, 540) * interval '1 minute' AS born) AS start
    """,
    "CREATE UNIQUE INDEX ON bench_lead (i)",
    "ANALYZE bench_lead",
    """
    INSERT INTO crm_lead (
           id, name, type, active, stage_id, team_id, user_id, partner_id, partner_name,
           email_from, email_normalized, country_id, source_id, company_id, priority,
           expected_revenue, prorated_revenue, probability, automated_probability, won_status,
           lost_reason_id, date_open, date_closed, date_last_stage_update, date_deadline,
           day_open, day_close, create_date, write_date, create_uid, write_uid)
    SELECT lead.id, 'Opportunity ' || lead.i,
           CASE WHEN fate = 'open' AND reached = 0 AND pg_temp.pick(lead.i, 9, 4) = 0
                THEN 'lead' ELSE 'opportunity' END,
           fate <> 'lost', (pg_temp.stages())[1 + reached], lead.team_id,
           lead.user_id, customer_id, customer.name, customer.email, customer.email_normalized,
           customer.country_id, (pg_temp.sources())[1 + pg_temp.pick(lead.i, 12, 12)],
           NULL, pg_temp.pick(lead.i, 13, 3)::text, revenue,
           revenue * chance / 100, chance, chance,
           CASE fate WHEN 'open' THEN 'pending' ELSE fate END,
           CASE WHEN fate = 'lost' THEN pg_temp.lost_reason() END,
           born + interval '1 hour', closed, moved,
           CASE WHEN fate = 'open'
                THEN (pg_temp.now() + (pg_temp.pick(lead.i, 14, 90) - 20) * interval '1 day')::date
           END,
           0.04, EXTRACT(day FROM closed - born), born, COALESCE(closed, moved),
           lead.user_id, lead.user_id
      FROM bench_lead AS lead
      JOIN res_partner AS customer ON customer.id = lead.customer_id,
           LATERAL (SELECT born + reached * pace * interval '1 day' AS moved,
                           CASE WHEN fate = 'won' THEN born + 5 * pace * interval '1 day'
                                WHEN fate = 'lost'
                                THEN born + (reached + 1) * pace * interval '1 day'
                           END AS closed,
                           CASE fate WHEN 'won' THEN 100.0 WHEN 'lost' THEN 0.0
                                ELSE 10.0 + 15 * reached END AS chance) AS life
    """,
    """
    INSERT INTO mail_followers (res_model, res_id, partner_id)
    SELECT 'crm.lead', id, author_id FROM bench_lead
    """,
    "ANALYZE crm_lead",
)

HISTORY = (
    # one row per message: the creation, every move, the loss
    """
    CREATE TEMP TABLE bench_message AS
    SELECT pg_temp.message_base() + row_number() OVER (ORDER BY happened, lead.i, step) AS id,
           lead.id AS lead_id, lead.author_id, lead.user_id, step, is_loss, happened,
           CASE WHEN lead.skips AND step = 2 THEN 0 ELSE step - 1 END AS origin
      FROM bench_lead AS lead,
           LATERAL (SELECT step, FALSE AS is_loss,
                           born + step * pace * interval '1 day' AS happened
                      FROM generate_series(0, reached) AS step
                     WHERE NOT (skips AND step = 1 AND reached > 1)
                     UNION ALL
                    SELECT reached + 1, TRUE, born + (reached + 1) * pace * interval '1 day'
                     WHERE fate = 'lost') AS moves
    """,
    """
    INSERT INTO mail_message (
           id, model, res_id, message_type, subtype_id, author_id, email_from, body, is_internal,
           date, create_date, write_date, create_uid, write_uid, message_id, reply_to)
    SELECT message.id, 'crm.lead', lead_id, 'notification',
           CASE WHEN is_loss THEN pg_temp.lead_lost()
                WHEN step = 0 THEN pg_temp.lead_created()
                ELSE pg_temp.lead_moved() END,
           author_id, 'seller@company.example', '', FALSE, happened, happened, happened,
           user_id, user_id, '<' || message.id || '@company.example>', 'sales@company.example'
      FROM bench_message AS message
  ORDER BY message.id
    """,
    """
    INSERT INTO mail_tracking_value (
           mail_message_id, field_id, old_value_integer, old_value_char, new_value_integer,
           new_value_char, create_date, write_date, create_uid, write_uid)
    SELECT message.id, field.id,
           CASE WHEN is_loss THEN 1 ELSE (pg_temp.stages())[1 + origin] END,
           CASE WHEN is_loss THEN NULL ELSE (pg_temp.stage_names())[1 + origin] END,
           CASE WHEN is_loss THEN 0 ELSE (pg_temp.stages())[1 + step] END,
           CASE WHEN is_loss THEN NULL ELSE (pg_temp.stage_names())[1 + step] END,
           happened, happened, user_id, user_id
      FROM bench_message AS message
      JOIN ir_model_fields AS field
        ON field.model = 'crm.lead'
       AND field.name = CASE WHEN is_loss THEN 'active' ELSE 'stage_id' END
     WHERE step > 0
  ORDER BY message.id
    """,
    "DROP TABLE bench_message",
    "ANALYZE mail_message",
    "ANALYZE mail_tracking_value",
)

ACTIVITIES = (
    # done ones lie in their lead's life, open ones on open leads, around today
    """
    CREATE TEMP TABLE bench_open AS
    SELECT (row_number() OVER (ORDER BY i))::int AS place, i FROM bench_lead WHERE fate = 'open'
    """,
    "CREATE UNIQUE INDEX ON bench_open (place)",
    "ANALYZE bench_open",
    """
    INSERT INTO mail_activity (
           active, activity_type_id, user_id, res_model, res_model_id, res_id, res_name, summary,
           date_deadline, date_done, automated, create_date, write_date, create_uid, write_uid)
    SELECT NOT is_done,
           CASE WHEN kind < 40 THEN pg_temp.call() WHEN kind < 65 THEN pg_temp.mail()
                WHEN kind < 85 THEN pg_temp.meeting() ELSE pg_temp.todo() END,
           CASE WHEN is_piled_up OR pg_temp.pick(activity.number, 25, 20) = 0
                THEN colleague.id ELSE lead.user_id END,
           model.model, model.id,
           CASE WHEN on_lead THEN lead.id ELSE lead.customer_id END,
           CASE WHEN on_lead THEN 'Opportunity ' || lead.i ELSE 'Customer' END,
           'Next step ' || activity.number % 7, due,
           CASE WHEN is_done THEN due END, FALSE,
           GREATEST(lead.born, due - interval '5 days'), due, lead.user_id, lead.user_id
      FROM (SELECT number, is_done, is_piled_up, kind, on_lead, colleague,
                   CASE WHEN is_done THEN lead ELSE bench_open.i END AS lead
              FROM (SELECT number, number <= pg_temp.piled_up() AS is_piled_up,
                           number > pg_temp.piled_up()
                               AND pg_temp.pick(number, 21, 10) > 0 AS is_done,
                           pg_temp.pick(number, 22, 100) AS kind,
                           pg_temp.pick(number, 23, 100) < 85 AS on_lead,
                           CASE WHEN number <= pg_temp.piled_up() THEN 2
                                ELSE 3 + pg_temp.pick(number, 26, pg_temp.sellers() - 3)
                           END AS colleague,
                           1 + pg_temp.pick(number, 24, pg_temp.leads()) AS lead,
                           1 + pg_temp.pick(number, 24, total) AS place
                      FROM generate_series(1, pg_temp.activities()) AS number,
                           (SELECT count(*)::int AS total FROM bench_open) AS open_leads
                   ) AS choice
         LEFT JOIN bench_open ON bench_open.place = choice.place AND NOT is_done
           ) AS activity
      JOIN bench_lead AS lead ON lead.i = activity.lead
      JOIN bench_seller AS colleague ON colleague.number = activity.colleague
      JOIN ir_model AS model
        ON model.model = CASE WHEN on_lead THEN 'crm.lead' ELSE 'res.partner' END,
           LATERAL (SELECT CASE WHEN is_done
                    THEN LEAST(pg_temp.now()::date,
                               lead.born::date + pg_temp.pick(
                               activity.number, 27, 1 + (lead.reached + 1) * lead.pace))
                    ELSE pg_temp.now()::date - 20 + pg_temp.pick(activity.number, 27, 40)
                    END AS due) AS day
    """,
    "DROP TABLE bench_open",
    "ANALYZE mail_activity",
)

ALL = (*CUSTOMERS, *LEADS, *HISTORY, *ACTIVITIES)
