from markupsafe import Markup

from odoo import api, fields, models


class SalesProcessStart(models.Model):
    """Sellers are told where their day begins."""

    _inherit = "sales.process.start"

    invited_user_ids = fields.Many2many(
        "res.users",
        "sales_process_start_user_rel",
        "start_id",
        "user_id",
        string="Sellers to Invite",
        domain="[('share', '=', False)]",
        default=lambda self: self.env["sales.process.checkup"]._find_sellers() - self.env.user,
    )

    @api.model
    def _get_announced_fields(self):
        return [*super()._get_announced_fields(), "invited_user_ids"]

    def _announce_invite(self):
        users = self.invited_user_ids._origin
        if not users:
            others = self.env["sales.process.checkup"]._find_sellers() - self.env.user
            if not others:
                return self.env._(
                    "Nobody but you sells yet. Add users under Settings → Users, with a role in"
                    " Sales, and come back to this step to invite them."
                )
            return self.env._("Nobody is invited. Choose sellers, or invite them later.")
        return self.env._(
            "Each of them gets a message with a link to the own view and to a tour of two minutes,"
            " in the own language, by email or in Odoo as the user has chosen: %(sellers)s.",
            sellers=", ".join(users.sudo().mapped("name")),  # sudo: names of colleagues
        )

    def _apply_invite(self):
        users = self.invited_user_ids
        self._check_colleagues(users)
        messages = self.env["mail.message"]
        # sudo: the languages of colleagues
        for lang, group in users.sudo().grouped("lang").items():
            inviting = self.with_context(lang=lang or self.env.lang)
            messages |= self.env["mail.thread"].message_notify(
                partner_ids=group.partner_id.ids,
                subject=inviting.env._("Your seller's view is ready"),
                body=inviting._prepare_invitation(),
            )
        return {"messages": messages.ids}

    def _prepare_invitation(self):
        points = [
            self.env._("Your day begins with cards: each is a list of what waits for you."),
            self.env._(
                "Log a call or a visit with Create new…, or on a row. It counts toward your target."
            ),
            self.env._("A customer whom you have contacted leaves the card of new prospects."),
            self.env._("An opportunity says what its stage asks for, and what the next step is."),
        ]
        links = {
            "sellers-view": self.env._("Open my view"),
            "sellers-tour": self.env._("Let me be shown around in two minutes"),
        }
        return Markup("<p>%s</p><ul>%s</ul>%s") % (
            self.env._("From today on you find what waits for you in one place."),
            Markup().join(Markup("<li>%s</li>") % point for point in points),
            Markup().join(
                Markup("<p><a href='%s'>%s</a></p>") % (f"{self.get_base_url()}/odoo/{path}", text)
                for path, text in links.items()
            ),
        )

    def _undo_invite(self, undo):
        """The message leaves the inboxes; an email that was sent is with its reader."""
        # sudo: the invitations of this step, which whoever undoes it need not have sent
        self.env["mail.message"].sudo().browse(undo.get("messages", [])).exists().unlink()
