"""Outcomes that a company has made for calls are those that are delivered now."""

DELIVERED = {"outcome_busy": "Busy", "outcome_wrong_number": "Wrong number"}


def migrate(cr, _version):
    for xml_id, name in DELIVERED.items():
        cr.execute(
            """
            INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
                 SELECT 'sales_process', %s, 'sales.event.outcome', MIN(id), TRUE
                   FROM sales_event_outcome
                  WHERE LOWER(name->>'en_US') = LOWER(%s)
                 HAVING MIN(id) IS NOT NULL
            ON CONFLICT DO NOTHING
            """,
            [xml_id, name],
        )
