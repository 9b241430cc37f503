from odoo import models


class CrmAssignmentRule(models.Model):
    """Why a rule decided as it did, in words for people."""

    _inherit = "crm.assignment.rule"  # pylint: disable=consider-merging-classes-inherited

    def _get_reason(self, why, passed_over=""):
        if passed_over:
            why = self.env._("%(why)s; passed over: %(sellers)s", why=why, sellers=passed_over)
        return self.env._("Rule “%(rule)s”: %(why)s", rule=self.name, why=why)

    def _get_pick_text(self, pick):
        if not pick:
            if self.capacity == "strict":
                return self.env._("matches, but everybody is away or at capacity")
            return self.env._("matches, but everybody is away")
        if pick.how == "turn":
            text = self.env._("next in turn of %(count)s", count=pick.number)
        elif pick.how == "load":
            text = self.env._("fewest open leads (%(count)s)", count=pick.number)
        elif pick.how == "unproven":
            text = self.env._(
                "too few decided yet to tell who closes best, so fewest open leads (%(count)s)",
                count=pick.number,
            )
        elif pick.how == "closer":
            text = self.env._(
                "best closer, won %(rate)s %% of %(count)s decided",
                rate=round(pick.number * 100),
                count=pick.sample,
            )
        else:
            text = self.env._("seller named by the rule")
        if pick.is_over:
            text = self.env._("%(why)s, everybody is at capacity", why=text)
        return text

    def _get_absence_text(self, sellers):
        users = self.env["res.users"].browse([seller.user_id for seller in sellers])
        return ", ".join(
            self.env._("%(seller)s (%(why)s)", seller=user.name, why=seller.absence)
            for user, seller in zip(users, sellers, strict=True)
            if seller.absence
        )
