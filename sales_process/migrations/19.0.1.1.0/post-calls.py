"""The form after a call offers outcomes that were there before."""

RESULTS = {
    "outcome_held": "answered",
    "outcome_no_answer": "no_answer",
    "outcome_busy": "busy",
    "outcome_wrong_number": "wrong_number",
}


def migrate(cr, _version):
    """Not loaded with the data, which an upgrade leaves alone."""
    for xml_id, result in RESULTS.items():
        cr.execute(
            """
            UPDATE sales_event_outcome AS outcome
               SET call_result = %s
              FROM ir_model_data AS data
             WHERE data.module = 'sales_process'
               AND data.name = %s
               AND data.model = 'sales.event.outcome'
               AND data.res_id = outcome.id
               AND outcome.call_result IS NULL
            """,
            [result, xml_id],
        )
