from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ....tools.bulk import suspended_checks
from ....tools.crowds import looked_for

STAGE_CAUSES = [
    ("person", "Person"),
    ("goal", "Goal"),
    ("document", "Document"),
    ("rule", "Rule"),
    ("merge", "Merge"),
    ("import", "Import"),
    ("install", "Installation"),
]
SECONDS_PER_DAY = 86400.0


class CrmLeadStageHistory(models.Model):
    """The ledger of stays: one row for every time that an opportunity entered a stage.

    Rows are written by :meth:`_record_entries` alone, when the opportunities' stages reach the
    database, whichever way they got there. Nobody may write them otherwise.
    """

    _name = "crm.lead.stage.history"
    _description = "Stay of an Opportunity in a Stage"
    _order = "entered_on desc, id desc"
    _rec_name = "stage_id"
    _log_access = False  # entered_on and entered_by_id say it

    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", required=True, readonly=True, ondelete="cascade"
    )
    stage_id = fields.Many2one("crm.stage", readonly=True, ondelete="set null", index=True)
    stage_name = fields.Char(
        string="Deleted Stage", readonly=True, help="Name of a stage that exists no more."
    )
    entered_on = fields.Datetime(required=True, readonly=True)
    left_on = fields.Datetime(readonly=True)
    lost_on = fields.Datetime(
        readonly=True, help="Since when the opportunity, still in this stage, is lost."
    )
    lost_days = fields.Float(
        string="Days Lost",
        readonly=True,
        default=0.0,
        help="Days of this stay during which the opportunity was lost, before it was restored.",
    )
    duration_days = fields.Float(
        string="Days in Stage",
        readonly=True,
        aggregator="avg",
        help="Days in this stage until it was left, or until now. Days for which the opportunity"
        " was lost do not count.",
    )
    entered_by_id = fields.Many2one(
        "res.users", string="Moved By", readonly=True, ondelete="set null"
    )
    cause = fields.Selection(STAGE_CAUSES, required=True, readonly=True, default="person")
    cause_model = fields.Char(readonly=True)
    cause_id = fields.Many2oneReference(
        string="Cause Record", model_field="cause_model", readonly=True
    )
    weight = fields.Float(
        string="Weight (%)", readonly=True, aggregator="avg", help="When the stage was entered."
    )
    expected_revenue = fields.Monetary(
        readonly=True, currency_field="company_currency", help="When the stage was entered."
    )
    company_currency = fields.Many2one(
        "res.currency", "Currency", compute="_compute_company_currency", compute_sudo=True
    )
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True, ondelete="set null")
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="set null")

    _lead_entered_idx = models.Index("(lead_id, entered_on)")
    _entered_idx = models.Index("(entered_on, lead_id)")
    _lead_open_uniq = models.UniqueIndex("(lead_id) WHERE left_on IS NULL")

    @api.depends("stage_id", "stage_name")
    def _compute_display_name(self):
        for stay in self:
            stay.display_name = stay.stage_id.display_name or stay.stage_name or ""

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_company_currency(self):
        for stay in self:
            stay.company_currency = (stay.company_id or self.env.company).currency_id

    # ------------------------------------------------------------
    # ORM
    # ------------------------------------------------------------

    @api.private
    def flush_model(self, fnames=None):
        """What has happened to opportunities may still have to open and close stays."""
        self.env["crm.lead"]._record_all_stage_entries()
        return super().flush_model(fnames)

    @api.private
    def fetch(self, field_names=None):
        self.flush_model([])
        return super().fetch(field_names)

    def _field_to_sql(self, alias, field_expr, query=None):
        """The clock of a stay that is not over runs on, in lists and sums alike; sums of amounts
        ask for their currency."""
        if field_expr == "company_currency":
            return SQL(
                "COALESCE((SELECT currency_id FROM res_company WHERE id = %s), %s)",
                self._field_to_sql(alias, "company_id", query),
                self.env.company.currency_id.id,
            )
        sql = super()._field_to_sql(alias, field_expr, query)
        if field_expr != "duration_days":
            return sql
        return SQL(
            """CASE WHEN %(alias)s.left_on IS NULL THEN GREATEST(0, EXTRACT(EPOCH FROM
                    COALESCE(%(alias)s.lost_on, %(now)s) - %(alias)s.entered_on)
                    / %(day)s - COALESCE(%(alias)s.lost_days, 0))
               ELSE %(duration)s END""",
            alias=SQL.identifier(alias),
            now=SQL("%s::timestamp", self.env.cr.now()),
            day=SECONDS_PER_DAY,
            duration=sql,
        )

    # ------------------------------------------------------------
    # LEDGER
    # ------------------------------------------------------------

    @api.model
    def _forget_cached(self):
        """Drop what is cached of stays, of the opportunities' too."""
        self.invalidate_model(flush=False)

    @api.model
    @looked_for()  # where no stay is found, two would enter one
    def _record_entries(self, entries):
        """Bring the stays in line with the stages that are in the database now.

        Running it again changes nothing. One statement for any number of opportunities: it ends
        the stay whose stage was left, stops the clock of those lost, or starts it again, and opens
        the stay in the stage that was entered. The new row of an opportunity is made from its row
        in ``closed``, so that the old one is always closed first.

        :param dict entries: ``{lead id: transaction.Move}``
        """
        if not entries:
            return
        values = SQL(", ").join(
            SQL("(%s, %s::int, %s, %s, %s::int, %s::timestamp)", lead_id, *entry)
            for lead_id, entry in entries.items()
        )
        self.env.cr.execute(
            SQL(
                """
                WITH state AS (
                         SELECT entry.*, lead.stage_id, lead.expected_revenue, lead.user_id,
                                lead.team_id, lead.company_id,
                                CASE WHEN lead.is_weight_manual THEN lead.weight
                                     ELSE stage.weight END AS weight,
                                COALESCE(lead.won_status = 'lost', FALSE) AS is_lost,
                                stay.id AS stay_id, stay.entered_on, stay.lost_on,
                                COALESCE(stay.lost_days, 0) AS lost_days,
                                stay.stage_id IS DISTINCT FROM lead.stage_id AS is_left,
                                GREATEST(entry.moved_on, stay.entered_on, stay.lost_on) AS now
                           FROM (VALUES %(values)s) AS entry(
                                lead_id, entered_by_id, cause, cause_model, cause_id, moved_on)
                           JOIN crm_lead AS lead ON lead.id = entry.lead_id
                      LEFT JOIN crm_stage AS stage ON stage.id = lead.stage_id
                      LEFT JOIN crm_lead_stage_history AS stay
                             ON stay.lead_id = entry.lead_id AND stay.left_on IS NULL
                     ), closed AS (
                         UPDATE crm_lead_stage_history AS stay
                            SET left_on = CASE WHEN is_left THEN now END,
                                lost_on = CASE WHEN is_lost AND NOT is_left THEN now END,
                                lost_days = state.lost_days + CASE
                                    WHEN is_left OR NOT is_lost THEN COALESCE(
                                        EXTRACT(EPOCH FROM now - state.lost_on) / %(day)s, 0)
                                    ELSE 0 END,
                                duration_days = CASE WHEN is_left THEN GREATEST(0,
                                    EXTRACT(EPOCH FROM COALESCE(state.lost_on, now)
                                            - state.entered_on) / %(day)s - state.lost_days) END
                           FROM state
                          WHERE stay.id = state.stay_id
                            AND (is_left OR is_lost <> (state.lost_on IS NOT NULL))
                      RETURNING stay.id, stay.left_on
                     )
                INSERT INTO crm_lead_stage_history (
                            lead_id, stage_id, entered_on, lost_on, lost_days, entered_by_id,
                            cause, cause_model, cause_id, weight, expected_revenue,
                            user_id, team_id, company_id)
                     SELECT lead_id, stage_id, now, CASE WHEN is_lost THEN now END, 0,
                            entered_by_id, cause, cause_model, cause_id, weight,
                            expected_revenue, user_id, team_id, company_id
                       FROM state
                  LEFT JOIN closed ON closed.id = stay_id
                      WHERE stage_id IS NOT NULL
                        AND (stay_id IS NULL OR closed.left_on IS NOT NULL)
                """,
                values=values,
                day=SECONDS_PER_DAY,
            )
        )
        self._forget_cached()

    @api.model
    def _merge_stays(self, heads):
        """Keep the beginning of a process that starts earlier on an opportunity merged away.

        The surviving opportunity keeps its own stays. Where one of the merged ones was there
        first, the stays of the earliest one, up to the first stay of the survivor, become the
        survivor's: no overlap and no gap. The rest leaves with the merged ones.

        :param dict heads: ``{merged lead id: id of the survivor}``; no lead is both
        """
        moved = self.env.execute_query(
            SQL(
                """
                WITH merge (merged_id, head_id) AS (VALUES %(heads)s),
                     start AS (
                         SELECT lead_id, MIN(entered_on) AS entered_on
                           FROM crm_lead_stage_history
                          WHERE lead_id IN (SELECT head_id FROM merge)
                       GROUP BY lead_id
                     ), earliest AS (
                         SELECT DISTINCT ON (head_id) head_id, merged_id,
                                start.entered_on AS start_on
                           FROM merge
                           JOIN start ON start.lead_id = head_id
                           JOIN crm_lead_stage_history AS stay ON stay.lead_id = merged_id
                          WHERE stay.entered_on < start.entered_on
                       ORDER BY head_id, stay.entered_on, stay.id
                     )
                UPDATE crm_lead_stage_history AS stay
                   SET lead_id = head_id,
                       left_on = LEAST(stay.left_on, start_on),
                       duration_days = CASE
                           WHEN stay.left_on <= start_on THEN stay.duration_days
                           ELSE GREATEST(0, EXTRACT(EPOCH FROM
                                LEAST(stay.lost_on, start_on) - stay.entered_on)
                                / %(day)s - COALESCE(stay.lost_days, 0)) END,
                       lost_days = COALESCE(stay.lost_days, 0) + GREATEST(0, COALESCE(
                           EXTRACT(EPOCH FROM start_on - stay.lost_on) / %(day)s, 0)),
                       lost_on = NULL
                  FROM earliest
                 WHERE stay.lead_id = merged_id
                   AND stay.entered_on < start_on
             RETURNING stay.id
                """,
                heads=SQL(", ").join(SQL("(%s, %s)", *pair) for pair in heads.items()),
                day=SECONDS_PER_DAY,
            )
        )
        if moved:
            self._forget_cached()

    # ------------------------------------------------------------
    # INSTALLATION
    # ------------------------------------------------------------

    @api.model
    def _rebuild_from_tracking(self):
        """Rebuild the stays of the leads that have none from what Odoo tracked: one statement.

        A lead begins, at its creation or, where that is not known, with the first that is, in
        the stage that its first tracked change left, else in the one that it is in. A stage that
        it is in without a tracked change was entered at the last update of its stage. Stages
        deleted since keep their name. Messages that a merge brought along carry a subject, those
        of stage changes do not: they are not its own. What nobody kept (revenue, salesperson and
        team of the time) is taken from today.
        """
        self.flush_model()
        self.env["crm.lead"].flush_model()
        self.env["mail.message"].flush_model()
        self.env["mail.tracking.value"].flush_model()
        cr = self.env.cr
        cr.execute("SELECT FROM crm_lead_stage_history LIMIT 1")
        if cr.rowcount:
            cr.execute(self._get_rebuild_sql())
        else:
            with suspended_checks(cr, self._table, with_indexes=True):
                cr.execute(self._get_rebuild_sql())
        cr.execute("ANALYZE crm_lead_stage_history")
        self._forget_cached()

    @api.model
    def _get_rebuild_sql(self):
        return SQL(
            """
                WITH author AS (
                         SELECT DISTINCT ON (partner_id) partner_id, id
                           FROM res_users
                       ORDER BY partner_id, active DESC, id
                     ), move AS (
                         SELECT lead.id AS lead_id, value.id AS seq,
                                GREATEST(lead.create_date,
                                         COALESCE(message.date, value.create_date)) AS moved_on,
                                NULLIF(value.old_value_integer, 0) AS old_id,
                                value.old_value_char AS old_name,
                                NULLIF(value.new_value_integer, 0) AS new_id,
                                value.new_value_char AS new_name,
                                author.id AS user_id
                           FROM mail_tracking_value AS value
                           JOIN mail_message AS message ON message.id = value.mail_message_id
                           JOIN crm_lead AS lead ON lead.id = message.res_id
                      LEFT JOIN author ON author.partner_id = message.author_id
                          WHERE value.field_id = %(field_id)s
                            AND message.model = 'crm.lead'
                            AND COALESCE(message.subject, '') = ''
                     ), first_move AS (
                         SELECT DISTINCT ON (lead_id) * FROM move ORDER BY lead_id, moved_on, seq
                     ), last_move AS (
                         SELECT DISTINCT ON (lead_id) * FROM move
                       ORDER BY lead_id, moved_on DESC, seq DESC
                     ), point AS (
                         SELECT lead.id AS lead_id, 0::bigint AS seq,
                                COALESCE(
                                    lead.create_date,
                                    LEAST(first_move.moved_on, lead.date_last_stage_update,
                                          lead.date_open, lead.write_date),
                                    now() AT TIME ZONE 'UTC') AS moved_on,
                                CASE WHEN first_move.lead_id IS NULL THEN lead.stage_id
                                     ELSE first_move.old_id END AS stage_id,
                                first_move.old_name AS stage_name, lead.create_uid AS user_id
                           FROM crm_lead AS lead
                      LEFT JOIN first_move ON first_move.lead_id = lead.id
                          UNION ALL
                         SELECT lead_id, seq, moved_on, new_id, new_name, user_id FROM move
                          UNION ALL
                         SELECT lead.id, 9223372036854775807,
                                GREATEST(last_move.moved_on, lead.date_last_stage_update),
                                lead.stage_id, NULL, NULL
                           FROM crm_lead AS lead
                           JOIN last_move ON last_move.lead_id = lead.id
                          WHERE last_move.new_id IS DISTINCT FROM lead.stage_id
                     ), entry AS (
                         SELECT *, LAG(stage_id) OVER (
                                PARTITION BY lead_id ORDER BY moved_on, seq) AS previous_id
                           FROM point
                     ), stay AS (
                         SELECT *, LEAD(moved_on) OVER (
                                PARTITION BY lead_id ORDER BY moved_on, seq) AS left_on
                           FROM entry
                          WHERE stage_id IS DISTINCT FROM previous_id
                     )
                INSERT INTO crm_lead_stage_history (
                            lead_id, stage_id, stage_name, entered_on, left_on, duration_days,
                            lost_on, lost_days, entered_by_id, cause, weight, expected_revenue,
                            user_id, team_id, company_id)
                     SELECT lead.id, stage.id,
                            CASE WHEN stage.id IS NULL THEN stay.stage_name END,
                            stay.moved_on, stay.left_on,
                            EXTRACT(EPOCH FROM stay.left_on - stay.moved_on) / %(day)s,
                            CASE WHEN stay.left_on IS NULL AND lead.won_status = 'lost'
                                 THEN GREATEST(stay.moved_on,
                                               COALESCE(lead.date_closed, lead.write_date)) END,
                            0, stay.user_id,
                            CASE WHEN stay.user_id IS NULL OR stay.user_id = %(system)s
                                 THEN 'install' ELSE 'person' END,
                            COALESCE(stage.weight, 0), lead.expected_revenue,
                            lead.user_id, lead.team_id, lead.company_id
                       FROM stay
                       JOIN crm_lead AS lead ON lead.id = stay.lead_id
                  LEFT JOIN crm_stage AS stage ON stage.id = stay.stage_id
                      WHERE stay.stage_id IS NOT NULL
                        AND NOT EXISTS (SELECT FROM crm_lead_stage_history AS known
                                         WHERE known.lead_id = lead.id)
                   ORDER BY stay.lead_id, stay.moved_on, stay.seq
                """,
            field_id=self.env["ir.model.fields"]._get("crm.lead", "stage_id").id,
            day=SECONDS_PER_DAY,
            system=SUPERUSER_ID,
        )
