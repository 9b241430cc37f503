from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import ValidationError


class SalesHandover(models.TransientModel):
    """How each part goes from the seller to the successor."""

    _inherit = "sales.handover"  # pylint: disable=consider-merging-classes-inherited

    def _move_part(self, log, part, records):
        if part == "activity":
            prospects = records.filtered(lambda event: event.event_category_id.role == "prospect")
            log._move("prospect", prospects)
            log._move("activity", records - prospects)
        elif part == "target":
            self._move_targets(log, records)
        elif part == "membership":
            self._move_memberships(log, records)
        else:
            log._move(part, records)

    def _move_targets(self, log, targets):
        """Targets that have not begun change hands; those that run end, and begin anew for the
        successor. Where the successor has a target of the kind already, that one counts."""
        last_day = self.targets_from - relativedelta(days=1)
        for target in targets:
            old = {"user_id": target.user_id.id, "date_to": fields.Date.to_string(target.date_to)}
            try:
                with self.env.cr.savepoint():
                    if target.date_from >= self.targets_from:
                        target.user_id = self.to_user_id
                        created = target.browse()
                    else:
                        created = target.copy(
                            {
                                "user_id": self.to_user_id.id,
                                "date_from": self.targets_from,
                                "date_to": target.date_to,
                            }
                        )
                    self.env.flush_all()
            except ValidationError:
                created = target.browse()
            if target.date_from < self.targets_from:
                target.date_to = last_day
            new = {"user_id": target.user_id.id, "date_to": fields.Date.to_string(target.date_to)}
            if new == old:
                continue
            log._record("target", target, {target.id: old}, {target.id: new})
            values = {"user_id": self.to_user_id.id, "value": created.value}
            log._record("target", created, {}, {created.id: values}, is_created=True)

    def _move_memberships(self, log, members):
        """The seller's memberships end, and the successor joins these teams as far as possible."""
        for member in members:
            joins = self._joins_team(member.crm_team_id)
            if member.active:
                log._record(
                    "membership",
                    member,
                    {member.id: {"active": True}},
                    {member.id: {"active": False}},
                )
                member.action_archive()
            if joins:
                created = member.copy(
                    {"user_id": self.to_user_id.id, "active": True, "assignment_optout": False}
                )
                values = {"user_id": self.to_user_id.id, "active": True}
                log._record("membership", created, {}, {created.id: values}, is_created=True)
