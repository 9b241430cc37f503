"""Orders, invoices and payments: the generator's statements that follow ``statements_crm``."""

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

ALL = (*ORDERS, *INVOICES, *PAYMENTS)
