"""Personal cards stay in their seller's companies."""

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
