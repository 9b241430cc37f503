"""Ready cards beyond the first six are on offer; whoever is there keeps them on the view."""

OPTIONAL = (
    "card_achievements_to_praise",
    "card_answered_quotations",
    "card_late_deliveries",
    "card_meetings",
    "card_open_opportunities",
    "card_open_quotations",
    "card_opportunities_without_next_action",
    "card_orders_to_deliver",
    "card_overdue_invoices",
    "card_stale_opportunities",
    "card_unpaid_invoices",
)


def migrate(cr, _version):
    """Not loaded with the data, which an upgrade leaves alone."""
    cr.execute(
        """
        UPDATE sales_card AS card
           SET is_optional = TRUE
          FROM ir_model_data AS data
         WHERE data.model = 'sales.card'
           AND data.res_id = card.id
           AND data.module IN ('sales_process', 'sales_process_stock')
           AND data.name = ANY(%s)
        RETURNING card.id
        """,
        [list(OPTIONAL)],
    )
    card_ids = [card_id for (card_id,) in cr.fetchall()]
    cr.execute(
        """
        INSERT INTO sales_card_preference (user_id, card_id, sequence, is_hidden, is_added)
        SELECT users.id, card.id, 0, FALSE, TRUE
          FROM res_users AS users, sales_card AS card
         WHERE card.id = ANY(%s) AND users.share IS NOT TRUE
            ON CONFLICT (user_id, card_id) DO UPDATE SET is_added = TRUE
        """,
        [card_ids],
    )
