"""Personal cards stay in their seller's companies; prospects show the day that their form shows."""

RULES = (
    "sales_card_rule_all_leads",
    "sales_card_rule_manager",
    "sales_card_preference_rule_all_leads",
)
EVERYBODYS = "[(1, '=', 1)]"
OF_COMPANIES = "['|', ('user_id', '=', False), ('user_id.company_ids', 'in', company_ids)]"


def migrate(cr, _version):
    """Not loaded with the data, which an upgrade leaves alone; a rule that a company has changed
    stays."""
    cr.execute(
        """
        UPDATE ir_rule AS rule
           SET domain_force = %s
          FROM ir_model_data AS data
         WHERE data.module = 'sales_process'
           AND data.name = ANY(%s)
           AND data.model = 'ir.rule'
           AND data.res_id = rule.id
           AND rule.domain_force = %s
        """,
        [OF_COMPANIES, list(RULES), EVERYBODYS],
    )
    cr.execute(
        """
        UPDATE sales_card AS card
           SET column_names = 'customer_id,summary,date_deadline',
               row_order = 'date_deadline, id'
          FROM sales_event_category AS category
         WHERE category.id = card.event_category_id
           AND category.role = 'prospect'
           AND card.model = 'mail.activity'
           AND card.domain = '[(''active'', ''='', True)]'
           AND card.column_names = 'customer_id,summary,event_date'
           AND card.row_order = 'event_date, id'
        """
    )
