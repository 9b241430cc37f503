"""The stage's form shows what was observed to those alone who may read it."""

OLD = r"<div name=\"calibration\" invisible="
NEW = r"<div name=\"calibration\" groups=\"sales_team.group_sale_salesman\" invisible="
OLD_LABEL = r"<label for=\"observed_conversion\" string="
NEW_LABEL = r"<label for=\"observed_conversion\" groups=\"sales_team.group_sale_salesman\" string="


def migrate(cr, _version):
    """The view is loaded anew by the update, and looked at before that, when the views that it
    stands on are loaded: with fields that not everybody reads any more."""
    cr.execute(
        """
        UPDATE ir_ui_view AS view
           SET arch_db = replace(replace(arch_db::text, %s, %s), %s, %s)::jsonb
          FROM ir_model_data AS data
         WHERE data.module = 'sales_process'
           AND data.name = 'crm_stage_view_form_calibration'
           AND data.model = 'ir.ui.view'
           AND data.res_id = view.id
        """,
        [OLD, NEW, OLD_LABEL, NEW_LABEL],
    )
