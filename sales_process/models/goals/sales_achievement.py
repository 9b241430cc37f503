from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from ...tools.crowds import looked_for


class SalesAchievement(models.Model):
    """A milestone or target that a seller has reached: told at once, and open to praise."""

    _name = "sales.achievement"
    _description = "Achievement of a Salesperson"
    _inherit = ["mail.thread"]
    _order = "reached_on desc, id desc"
    _mail_post_access = "read"

    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [("milestone", "Milestone"), ("target", "Target")], required=True, readonly=True
    )
    key = fields.Char(
        required=True, readonly=True, help="The same thing is reached once: it has the same key."
    )
    user_id = fields.Many2one(
        "res.users", "Salesperson", required=True, readonly=True, index=True, ondelete="cascade"
    )
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True, ondelete="set null")
    stage_id = fields.Many2one("crm.stage", readonly=True, ondelete="set null")
    reached_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    praised_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null", copy=False)
    praised_on = fields.Datetime(readonly=True, copy=False)
    can_praise = fields.Boolean(compute="_compute_can_praise")

    _key_uniq = models.UniqueIndex("(key)")

    @api.depends("user_id", "praised_on")
    @api.depends_context("uid")
    def _compute_can_praise(self):
        is_manager = self.env.user.has_group("sales_team.group_sale_manager")
        for achievement in self:
            achievement.can_praise = (
                not achievement.praised_on
                and achievement.user_id != self.env.user
                and (is_manager or achievement.sudo().team_id.user_id == self.env.user)
            )

    # ------------------------------------------------------------
    # REACHING
    # ------------------------------------------------------------

    @api.model
    def _reach(self, vals_list):
        """Record what sellers have reached, tell them at once, and let their leaders know.

        Reaching the same thing again does nothing.

        :param list vals_list: values with ``key``, ``kind``, ``name`` and ``user_id`` at least
        :return: the achievements that are new
        """
        # sudo: an achievement is recorded for whoever's act reached it; nobody may write them
        achievements = self.sudo()
        keys = [vals["key"] for vals in vals_list]
        known = set(achievements.search([("key", "in", keys)]).mapped("key"))
        with looked_for():
            new = achievements.create(
                [
                    vals
                    for vals in {vals["key"]: vals for vals in vals_list}.values()
                    if vals["key"] not in known
                ]
            )
        for achievement in new:
            achievement._tell_seller()
            achievement._tell_leader()
        return new.with_env(self.env)

    def _tell_seller(self):
        user = self.user_id
        achievement = self.with_context(lang=user.lang)
        title = (
            achievement.env._("Milestone reached")
            if self.kind == "milestone"
            else achievement.env._("Target reached")
        )
        achievement._send_reward(f"{title}: {self.name}")
        achievement.message_notify(
            partner_ids=user.partner_id.ids,
            author_id=self.env.ref("base.partner_root").id,
            subject=title,
            body=self.name,
        )

    def _tell_leader(self):
        leader = self.team_id.user_id
        if leader and leader != self.user_id:
            achievement = self.with_context(lang=leader.lang)
            leader._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "title": achievement.env._(
                        "%(seller)s deserves praise", seller=self.user_id.name
                    ),
                    "message": self.name,
                },
            )

    def _send_reward(self, message):
        """The rainbow, in every browser tab that the seller is looking at."""
        self.user_id._bus_send("sales_process.reward", {"message": message})

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_praise(self, words=None):
        """Praise: the seller sees it at once, has it in the chat with who praises and by mail.

        :param str words: one's own; a plain “well done” without
        """
        words = words if isinstance(words, str) and words.strip() else None
        for achievement in self:
            if achievement.praised_on:
                continue
            achievement._check_praise()
            # sudo: praising is all that a leader may write
            achievement.sudo().write(
                {"praised_by_id": self.env.uid, "praised_on": self.env.cr.now()}
            )
            in_lang = achievement.with_context(lang=achievement.user_id.lang)
            praise = in_lang.env._("%(manager)s says: well done!", manager=self.env.user.name)
            if words:
                praise = in_lang.env._("%(manager)s praises you", manager=self.env.user.name)
            achievement._send_reward(f"{praise} {words or achievement.name}")
            in_lang.message_notify(
                partner_ids=achievement.user_id.partner_id.ids,
                subject=praise,
                body=plaintext2html(f"{words}\n\n{achievement.name}")
                if words
                else achievement.name,
            )
            in_lang._chat_praise(words)
        return True

    def _chat_praise(self, words):
        """Say it in Odoo's chat of the two, as one would write it there."""
        seller = self.user_id
        if not seller.active:
            return
        text = words or self.env._("Well done!")
        chat = self.env["discuss.channel"]._get_or_create_chat(seller.partner_id.ids)
        chat.message_post(
            body=plaintext2html(f"{text}\n{self.name}"),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def action_open_praise(self):
        """Open the form for one's own words."""
        self.ensure_one()
        self._check_praise()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Praise"),
            "res_model": "sales.praise",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_achievement_id": self.id, "dialog_size": "medium"},
        }

    def _check_praise(self):
        self.check_access("read")
        if self.user_id == self.env.user:
            raise UserError(self.env._("Praise comes from others: “%s” is your own.", self.name))
        if not self.can_praise:
            raise AccessError(
                self.env._(
                    "The sales managers and the leader of the team praise “%(name)s”.",
                    name=self.name,
                )
            )
