"""The generator's statements, in the order in which they run.

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

ORDERS = (
    """
    CREATE TEMP TABLE bench_order AS
    SELECT (row_number() OVER (ORDER BY lead.i))::int AS number, lead.*,
           CASE WHEN fate = 'won' THEN 'sale'
                WHEN fate = 'lost' THEN 'cancel'
                WHEN reached = 3 AND pg_temp.pick(lead.i, 31, 3) = 0 THEN 'draft'
                ELSE 'sent' END AS state,
           born + 3 * pace * interval '1 day' AS offered,
           fate = 'won' AND pg_temp.pick(lead.i, 32, 100) < 85 AS is_invoiced,
           fate = 'won' AND pg_temp.pick(lead.i, 32, 100) < 68 AS is_paid
      FROM bench_lead AS lead
     WHERE reached >= 3
    """,
    "CREATE UNIQUE INDEX ON bench_order (number)",
    "ANALYZE bench_order",
    """
    INSERT INTO sale_order (
           id, name, state, partner_id, partner_invoice_id, partner_shipping_id, opportunity_id,
           user_id, team_id, company_id, currency_id, currency_rate, date_order, amount_untaxed,
           amount_tax, amount_total, invoice_status, picking_policy, warehouse_id, locked,
           create_date, write_date, create_uid, write_uid)
    SELECT pg_temp.order_base() + number, 'S' || lpad(number::text, 7, '0'), state, customer_id,
           customer_id, customer_id, id, user_id, team_id, pg_temp.company(), pg_temp.currency(),
           1, CASE WHEN state = 'sale' THEN born + 5 * pace * interval '1 day' ELSE offered END,
           revenue, 0, revenue,
           CASE WHEN is_invoiced THEN 'invoiced' WHEN state = 'sale' THEN 'to invoice'
                ELSE 'no' END,
           'direct', pg_temp.warehouse(), FALSE, offered, offered, user_id, user_id
      FROM bench_order
    """,
    """
    INSERT INTO sale_order_line (
           id, order_id, sequence, name, product_id, product_uom_id, product_uom_qty, price_unit,
           price_subtotal, price_tax, price_total, price_reduce_taxexcl, price_reduce_taxinc,
           discount, customer_lead, state, company_id, currency_id, order_partner_id, salesman_id,
           qty_delivered_method, qty_delivered, qty_invoiced, qty_to_invoice, invoice_status,
           untaxed_amount_invoiced, untaxed_amount_to_invoice, technical_price_unit, warehouse_id,
           create_date, write_date, create_uid, write_uid)
    SELECT pg_temp.line_base() + 2 * number - part, pg_temp.order_base() + number, 10,
           'Service', (pg_temp.products())[1 + pg_temp.pick(number, 33 + part, 20)],
           pg_temp.unit(), 1, price, price, 0, price, price, price, 0, 0, state,
           pg_temp.company(), pg_temp.currency(), customer_id, user_id, 'manual', 0,
           is_invoiced::int, (state = 'sale' AND NOT is_invoiced)::int,
           CASE WHEN is_invoiced THEN 'invoiced' WHEN state = 'sale' THEN 'to invoice'
                ELSE 'no' END,
           CASE WHEN is_invoiced THEN price ELSE 0 END,
           CASE WHEN state = 'sale' AND NOT is_invoiced THEN price ELSE 0 END, price,
           pg_temp.warehouse(), offered, offered, user_id, user_id
      FROM bench_order, generate_series(0, 1) AS part,
           LATERAL (SELECT revenue / 2 AS price) AS half
    """,
    "ANALYZE sale_order",
    "ANALYZE sale_order_line",
)

INVOICES = (
    """
    ALTER TABLE bench_order ADD COLUMN invoice int, ADD COLUMN invoiced date,
                            ADD COLUMN payment int
    """,
    """
    UPDATE bench_order AS sale
       SET invoice = pg_temp.invoice_base() + place.invoice,
           invoiced = LEAST(pg_temp.now(), born + (5 * pace + 3) * interval '1 day')::date,
           payment = CASE WHEN is_paid
                          THEN pg_temp.invoice_base() + place.total + place.invoice END
      FROM (SELECT number, (row_number() OVER (ORDER BY number))::int AS invoice,
                   (count(*) OVER ())::int AS total
              FROM bench_order WHERE is_invoiced) AS place
     WHERE place.number = sale.number
    """,
    "ANALYZE bench_order",
    """
    INSERT INTO account_move (
           id, name, sequence_prefix, sequence_number, move_type, state, posted_before, journal_id,
           company_id, currency_id, partner_id, commercial_partner_id, partner_shipping_id,
           invoice_partner_display_name, invoice_user_id, team_id, date, invoice_date,
           invoice_date_due, amount_untaxed, amount_tax, amount_total, amount_residual,
           amount_untaxed_signed, amount_untaxed_in_currency_signed, amount_tax_signed,
           amount_total_signed, amount_total_in_currency_signed, amount_residual_signed,
           payment_state, auto_post, invoice_origin, invoice_currency_rate, checked,
           create_date, write_date, create_uid, write_uid)
    SELECT invoice, 'INV/' || to_char(invoiced, 'YYYY') || '/' || lpad(number::text, 7, '0'),
           'INV/' || to_char(invoiced, 'YYYY') || '/', number, 'out_invoice', 'posted', TRUE,
           journal.id, pg_temp.company(), pg_temp.currency(), customer_id, customer_id,
           customer_id, 'Customer', user_id, team_id, invoiced, invoiced, invoiced + 14,
           revenue, 0, revenue, open_amount, revenue, revenue, 0, revenue, revenue, open_amount,
           CASE WHEN is_paid THEN 'paid' ELSE 'not_paid' END, 'no',
           'S' || lpad(number::text, 7, '0'), 1, TRUE, invoiced, invoiced, user_id, user_id
      FROM bench_order
      JOIN account_journal AS journal ON journal.code = 'INV',
           LATERAL (SELECT CASE WHEN is_paid THEN 0 ELSE revenue END AS open_amount) AS rest
     WHERE is_invoiced
    """,
    # items 1 and 2 are the lines of the order, item 3 the receivable
    """
    INSERT INTO account_move_line (
           id, move_id, move_name, parent_state, journal_id, company_id, company_currency_id,
           currency_id, account_id, partner_id, name, display_type, date, invoice_date,
           date_maturity, product_id, product_uom_id, quantity, price_unit, price_subtotal,
           price_total, debit, credit, balance, amount_currency, amount_residual,
           amount_residual_currency, reconciled, sequence, discount,
           create_date, write_date, create_uid, write_uid)
    SELECT pg_temp.item_base() + 3 * (move.id - pg_temp.invoice_base()) - part, move.id,
           move.name, 'posted', move.journal_id, move.company_id, move.currency_id,
           move.currency_id, account.id, move.partner_id, 'Service',
           CASE WHEN part = 0 THEN 'payment_term' ELSE 'product' END, move.date, move.date,
           CASE WHEN part = 0 THEN move.invoice_date_due END,
           line.product_id, line.product_uom_id, 1, price, price, price,
           GREATEST(balance, 0), GREATEST(-balance, 0), balance, balance,
           CASE WHEN part = 0 THEN move.amount_residual ELSE 0 END,
           CASE WHEN part = 0 THEN move.amount_residual ELSE 0 END,
           part = 0 AND sale.is_paid, 100, 0,
           move.create_date, move.create_date, move.create_uid, move.create_uid
      FROM bench_order AS sale
      JOIN account_move AS move ON move.id = sale.invoice
      JOIN account_journal AS journal ON journal.id = move.journal_id
           CROSS JOIN generate_series(0, 2) AS part
 LEFT JOIN sale_order_line AS line
        ON line.id = pg_temp.line_base() + 2 * sale.number - (part - 1) AND part > 0
      JOIN LATERAL (SELECT CASE WHEN part = 0 THEN sale.revenue
                                ELSE -line.price_subtotal END AS balance,
                           COALESCE(line.price_subtotal, 0) AS price) AS money ON TRUE
      JOIN LATERAL (SELECT id FROM account_account AS account
                     WHERE CASE WHEN part = 0 THEN account_type = 'asset_receivable'
                                ELSE account.id = journal.default_account_id END
                  ORDER BY id LIMIT 1) AS account ON TRUE
    """,
    """
    INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id)
    SELECT pg_temp.item_base() + 3 * (invoice - pg_temp.invoice_base()) - part,
           pg_temp.line_base() + 2 * number - (part - 1)
      FROM bench_order, generate_series(1, 2) AS part
     WHERE is_invoiced
    """,
)

PAYMENTS = (
    """
    INSERT INTO account_move (
           id, name, sequence_prefix, sequence_number, move_type, state, posted_before, journal_id,
           company_id, currency_id, partner_id, commercial_partner_id, date, amount_total,
           amount_total_signed, amount_total_in_currency_signed, amount_untaxed, amount_tax,
           amount_residual, payment_state, auto_post, checked,
           create_date, write_date, create_uid, write_uid)
    SELECT payment, 'BNK1/' || to_char(invoiced, 'YYYY') || '/' || lpad(number::text, 7, '0'),
           'BNK1/' || to_char(invoiced, 'YYYY') || '/', number, 'entry', 'posted', TRUE,
           journal.id, pg_temp.company(), pg_temp.currency(), customer_id, customer_id,
           LEAST(pg_temp.now()::date, invoiced + 10), revenue, revenue, revenue, 0, 0, 0,
           'not_paid', 'no', TRUE, invoiced, invoiced, 1, 1
      FROM bench_order
      JOIN account_journal AS journal ON journal.code = 'BNK1'
     WHERE is_paid
    """,
    """
    INSERT INTO account_payment (
           move_id, name, state, payment_type, partner_type, partner_id, amount, currency_id,
           company_id, journal_id, date, payment_method_line_id, payment_method_id, is_reconciled,
           is_matched, destination_account_id, create_date, write_date, create_uid, write_uid)
    SELECT move.id, move.name, 'paid', 'inbound', 'customer', move.partner_id, move.amount_total,
           move.currency_id, move.company_id, move.journal_id, move.date, method.id,
           method.payment_method_id, TRUE, TRUE, account.id, move.create_date,
           move.create_date, 1, 1
      FROM bench_order AS sale
      JOIN account_move AS move ON move.id = sale.payment
      JOIN LATERAL (SELECT line.id, line.payment_method_id
                      FROM account_payment_method_line AS line
                      JOIN account_payment_method AS method ON method.id = line.payment_method_id
                     WHERE line.journal_id = move.journal_id AND method.payment_type = 'inbound'
                  ORDER BY line.id LIMIT 1) AS method ON TRUE
      JOIN LATERAL (SELECT id FROM account_account WHERE account_type = 'asset_receivable'
                  ORDER BY id LIMIT 1) AS account ON TRUE
    """,
    """
    UPDATE account_move AS move
       SET origin_payment_id = payment.id
      FROM account_payment AS payment
     WHERE payment.move_id = move.id
    """,
    # two items a payment, after those of the invoices: bank and receivable
    """
    INSERT INTO account_move_line (
           id, move_id, move_name, parent_state, journal_id, company_id, company_currency_id,
           currency_id, account_id, partner_id, name, display_type, date, payment_id, quantity,
           debit, credit, balance, amount_currency, amount_residual, amount_residual_currency,
           reconciled, sequence, create_date, write_date, create_uid, write_uid)
    SELECT pg_temp.item_base() + 3 * place.invoices
               + 2 * (move.id - pg_temp.invoice_base() - place.invoices) - part,
           move.id, move.name, 'posted', move.journal_id, move.company_id, move.currency_id,
           move.currency_id,
           CASE WHEN part = 0 THEN payment.destination_account_id
                ELSE journal.default_account_id END,
           move.partner_id, 'Payment',
           CASE WHEN part = 0 THEN 'payment_term' ELSE 'product' END, move.date, payment.id, 1,
           GREATEST(balance, 0), GREATEST(-balance, 0), balance, balance, 0, 0, part = 0, 100,
           move.create_date, move.create_date, 1, 1
      FROM bench_order AS sale
      JOIN account_move AS move ON move.id = sale.payment
      JOIN account_payment AS payment ON payment.move_id = move.id
      JOIN account_journal AS journal ON journal.id = move.journal_id
           CROSS JOIN generate_series(0, 1) AS part
           CROSS JOIN (SELECT count(*)::int AS invoices FROM bench_order WHERE is_invoiced) AS place
           CROSS JOIN LATERAL (SELECT CASE WHEN part = 0 THEN -sale.revenue ELSE sale.revenue END
                               AS balance) AS money
    """,
    """
    WITH whole AS (
             INSERT INTO account_full_reconcile (create_date, write_date, create_uid, write_uid)
             SELECT now(), now(), 1, 1 FROM bench_order WHERE is_paid
          RETURNING id
         ), numbered AS (
             SELECT id, row_number() OVER (ORDER BY id) AS place FROM whole
         ), paid AS (
             SELECT sale.*, row_number() OVER (ORDER BY number) AS place
               FROM bench_order AS sale WHERE is_paid
         )
    INSERT INTO account_partial_reconcile (
           debit_move_id, credit_move_id, full_reconcile_id, company_id, amount,
           debit_amount_currency, credit_amount_currency, debit_currency_id, credit_currency_id,
           max_date, create_date, write_date, create_uid, write_uid)
    SELECT debit.id, credit.id, numbered.id, pg_temp.company(), paid.revenue, paid.revenue,
           paid.revenue, pg_temp.currency(), pg_temp.currency(), credit.date, credit.create_date,
           credit.create_date, 1, 1
      FROM paid
      JOIN numbered USING (place)
      JOIN account_move_line AS debit
        ON debit.move_id = paid.invoice AND debit.display_type = 'payment_term'
      JOIN account_move_line AS credit
        ON credit.move_id = paid.payment AND credit.display_type = 'payment_term'
    """,
    """
    UPDATE account_move_line AS item
       SET full_reconcile_id = part.full_reconcile_id,
           matching_number = part.full_reconcile_id::text
      FROM account_partial_reconcile AS part
     WHERE item.id IN (part.debit_move_id, part.credit_move_id)
    """,
    """
    INSERT INTO account_move__account_payment (invoice_id, payment_id)
    SELECT sale.invoice, payment.id
      FROM bench_order AS sale
      JOIN account_payment AS payment ON payment.move_id = sale.payment
    """,
    "ANALYZE",
)

ALL = (*CUSTOMERS, *LEADS, *HISTORY, *ACTIVITIES, *ORDERS, *INVOICES, *PAYMENTS)
