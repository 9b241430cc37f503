"""Opportunities get what the flow remembers of them now."""


def migrate(cr, _version):
    # what still waits is what was not reached, as it was looked up so far
    cr.execute(
        """
        UPDATE crm_lead
           SET flow_state = flow_state || jsonb_build_object('waiting', COALESCE((
                   SELECT jsonb_agg(step ORDER BY place)
                     FROM (VALUES (1, 'delivery'), (2, 'invoice'), (3, 'payment'))
                              AS later (place, step)
                    WHERE NOT COALESCE(flow_state->'reached', '{}') ? step
                      AND (step <> 'delivery'
                           OR COALESCE((flow_state->>'has_delivery')::boolean, FALSE))
               ), '[]'))
         WHERE flow_step NOT IN ('none', 'quotation', 'sent')
           AND NOT flow_state ? 'waiting'
        """
    )
    # a person's own move stands where it is the last one
    cr.execute(
        """
        UPDATE crm_lead AS lead
           SET flow_step_decided = lead.flow_step_followed
          FROM crm_lead_stage_history AS stay
          JOIN crm_stage AS stage ON stage.id = stay.stage_id
         WHERE stay.lead_id = lead.id
           AND stay.left_on IS NULL
           AND stay.stage_id = lead.stage_id
           AND stay.cause = 'person'
           AND lead.flow_step_followed <> 'none'
           AND lead.flow_step_decided IS NULL
           AND lead.stage_id IS DISTINCT FROM lead.flow_stage_before_id
           -- unless the documents ask for that stage as well
           AND stage.flow_step IS DISTINCT FROM lead.flow_step_followed
           AND (stage.is_won IS NOT TRUE
                OR lead.flow_step_followed NOT IN ('order', 'delivery', 'invoice', 'payment'))
        """
    )
