"""Which held event answers which prospect: one set-based query, shared by every path that
can change the reply (logging, un-doing, deleting, importing, merging)."""

from odoo.tools import SQL

# An event of a category that answers the prospect's, held with the same customer by a seller who
# works for the prospect's company.
_CONTACT = SQL(
    """event.is_held IS TRUE
   AND event.id != prospect.id
   AND EXISTS (SELECT 1
                 FROM sales_event_category_answer_rel rel
                WHERE rel.category_id = event.event_category_id
                  AND rel.answered_id = prospect.event_category_id)
   AND (event.event_company_id = prospect.event_company_id
        OR EXISTS (SELECT 1
                     FROM res_company_users_rel works_for
                    WHERE works_for.user_id = event.user_id
                      AND works_for.cid = prospect.event_company_id))
   AND (event.customer_id = prospect.customer_id OR event.lead_id = prospect.lead_id)"""
)
# Within a day the order decides in which both were logged; what is older than this order is taken
# to be later.
_LOGGED_LATER = SQL(
    """COALESCE((event.logged_at, event.id) > (prospect.logged_at, prospect.id), TRUE)"""
)


def find_answers(env, customer_ids, lead_ids):
    """Return ``{prospect_id: (answered_by_id, answer_id)}`` of the customers' and leads' prospects.

    ``answered_by_id`` is what the prospect holds now, ``answer_id`` what it should hold. An answer
    is a held event, of a category that answers the prospect's, by any seller who works for the
    prospect's company, on a later day than the one on which the prospect was registered, or on the
    same day and logged after it. The answer that a prospect has stays as long as it is valid,
    otherwise the earliest one is taken. Prospects that a person marked as done are not looked at.
    """
    if not customer_ids and not lead_ids:
        return {}
    _flush(env)
    prospect_ids = _find_prospects(env, customer_ids, lead_ids)
    if not prospect_ids:
        return {}
    rows = env.execute_query(_get_answers_query(SQL("prospect.id = ANY(%s)", prospect_ids)))
    return {prospect_id: (held_by, answer) for prospect_id, held_by, answer, _active in rows}


def find_wrong_answers(env, prospect_ids=None):
    """Return ``[(prospect_id, answered_by_id, answer_id)]`` of prospects that hold another answer
    than :func:`find_answers` gives, or that are open and hold one.

    :param prospect_ids: only of these; of all customers' prospects without
    """
    _flush(env)
    condition = _can_be_answered(env)
    if prospect_ids is not None:
        condition = SQL("%s AND prospect.id = ANY(%s)", condition, list(prospect_ids))
    return env.execute_query(
        SQL(
            """
            SELECT id, answered_by_id, answer_id
              FROM (%s) prospect
             WHERE answered_by_id IS DISTINCT FROM answer_id
                OR active AND answered_by_id IS NOT NULL
          ORDER BY id
            """,
            _get_answers_query(condition),
        )
    )


def _get_answers_query(condition):
    """The prospects of a condition: what they hold as answer, and what they should hold."""
    return SQL(
        """
        SELECT prospect.id, prospect.answered_by_id, answer.id AS answer_id, prospect.active
          FROM mail_activity prospect
          LEFT JOIN LATERAL (
                SELECT event.id
                  FROM mail_activity event
                 WHERE %(contact)s
                   AND (event.event_date > prospect.registered_on
                        OR event.event_date = prospect.registered_on AND %(logged_later)s)
              ORDER BY event.id = COALESCE(prospect.answered_by_id, 0) DESC,
                       event.event_date, event.id
                 LIMIT 1
               ) answer ON TRUE
         WHERE %(condition)s
        """,
        contact=_CONTACT,
        logged_later=_LOGGED_LATER,
        condition=condition,
    )


def find_contacts_before(env, prospect_ids):
    """Return ``{prospect_id: event_id}``: the last contact on the day on which a prospect was
    registered, logged before it, so that it is no answer."""
    _flush(env)
    rows = env.execute_query(
        SQL(
            """
            SELECT DISTINCT ON (prospect.id) prospect.id, event.id
              FROM mail_activity prospect
              JOIN mail_activity event
                ON event.event_date = prospect.registered_on
               AND %(contact)s
               AND NOT %(logged_later)s
             WHERE prospect.id = ANY(%(prospect_ids)s)
          ORDER BY prospect.id, event.logged_at DESC, event.id DESC
            """,
            contact=_CONTACT,
            logged_later=_LOGGED_LATER,
            prospect_ids=list(prospect_ids),
        )
    )
    return dict(rows)


def _flush(env):
    env["mail.activity"].flush_model()
    env["sales.event.category"].flush_model(["answers_category_ids"])


def _find_prospects(env, customer_ids, lead_ids):
    """Ids of the prospects that can have an answer: most customers have none, which this tells
    faster than the whole question."""
    rows = env.execute_query(
        SQL(
            """
            SELECT id
              FROM mail_activity prospect
             WHERE %(can_be_answered)s
               AND (customer_id = ANY(%(customer_ids)s) OR lead_id = ANY(%(lead_ids)s))
            """,
            can_be_answered=_can_be_answered(env),
            customer_ids=list(customer_ids),
            lead_ids=list(lead_ids),
        )
    )
    return [prospect_id for (prospect_id,) in rows]


def _can_be_answered(env):
    """Prospects of a category that some other answers; not those that a person has closed."""
    return SQL(
        """prospect.event_category_id = ANY(%s)
           AND (prospect.active OR prospect.answered_by_id IS NOT NULL)""",
        list(env["sales.event.category"]._get_answers().answered),
    )
