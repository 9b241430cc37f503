from odoo import api, models


class SalesCard(models.Model):
    """Steps with the rows of leads: qualify, not now; and taking those that are nobody's."""

    _inherit = "sales.card"

    @api.model
    def _get_row_action_options(self):
        return {
            "qualify": {
                "sequence": 8,
                "label": self.env._("Qualify"),
                "icon": "fa-star-o",
                "method": "_run_qualify",
                "undo": "_undo_qualify",
            },
            "not_now": {
                "sequence": 50,
                "label": self.env._("Not Now"),
                "icon": "fa-clock-o",
                "method": "_run_not_now",
                "undo": "_undo_not_now",
                "choices": self._get_later_choices(),
            },
            **super()._get_row_action_options(),
        }

    def _get_row_actions(self, records):
        actions = super()._get_row_actions(records)
        if records._name != "crm.lead":
            return actions
        may_plan = self.env["mail.activity"].has_access("create")
        for lead in records._filtered_access("write"):
            if lead.active and lead.type == "lead" and lead.won_status == "pending":
                actions[lead.id] += ["qualify", *["not_now"] * may_plan]
        return actions

    @api.model
    def _say_row_changed(self, record):
        is_lead = record._name == "crm.lead" and record.active and record.has_access("write")
        if is_lead and record.date_conversion and record.won_status == "pending":
            # of two who qualify at the same time, one did it
            return self._say_row(
                self.env._("“%s” is an opportunity already.", record.display_name), "warning"
            )
        return super()._say_row_changed(record)

    # ------------------------------------------------------------
    # QUALIFY
    # ------------------------------------------------------------

    def _run_qualify(self, lead, _values):
        """Odoo's own conversion: done at once, unless there is something to choose."""
        context = {"active_model": lead._name, "active_id": lead.id, "active_ids": lead.ids}
        convert = self.env["crm.lead2opportunity.partner"].with_context(**context)
        wizard = convert.create({})
        if wizard.name == "merge":
            action = self.env["ir.actions.actions"]._for_xml_id(
                "crm.action_crm_lead2opportunity_partner"
            )
            action["context"] = context
            return action
        kept = {
            "partner_id": lead.partner_id.id,
            "stage_id": lead.stage_id.id,
            "team_id": lead.team_id.id,
            "user_id": lead.user_id.id,
        }
        if lead.user_id:
            wizard.user_id = lead.user_id
        if wizard.action == "create" and not lead.partner_id:
            wizard.commercial_partner_id = lead.commercial_partner_id  # known by its name
        wizard.action_apply()
        # a contact that was made for it would be left behind
        undo = kept["partner_id"] == lead.partner_id.id and self._make_token("qualify", lead, kept)
        message = self.env._("“%s” is an opportunity now.", lead.display_name)
        return self._say_row(message, "success", undo)

    def _undo_qualify(self, lead, kept):
        """A lead again, unless somebody has gone on with the opportunity meanwhile."""
        owner = (lead.team_id.id, lead.user_id.id, lead.partner_id.id)
        if (
            lead.type != "opportunity"
            or lead.won_status != "pending"
            or owner != (kept["team_id"], kept["user_id"], kept["partner_id"])
            or lead.order_ids
        ):
            return self._say_row(
                self.env._("“%s” has changed since, so it stays as it is.", lead.display_name),
                "warning",
            )
        lead.write({"type": "lead", "date_conversion": False, "stage_id": kept["stage_id"]})
        return self._say_row(self.env._("“%s” is a lead again.", lead.display_name))

    # ------------------------------------------------------------
    # NOT NOW
    # ------------------------------------------------------------

    def _run_not_now(self, lead, values):
        """A lead that is put off has a call planned on that day, and is on the card again then."""
        today = (lead.user_id or self._get_card_user())._get_sales_day()
        day = self._choose_later_day(lead, values, today)
        if not day:
            return self._run_plan(lead, values)
        activity = lead.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=day,
            summary=self.env._("Not now: call again"),
            user_id=(lead.user_id or self._get_card_user()).id,
        )
        message = self.env._(
            "“%(lead)s” is back on %(day)s.", lead=lead.display_name, day=self._format_day(day)
        )
        undo = self._make_token("not_now", lead, {"activity_id": activity.id})
        return self._say_row(message, "success", undo)

    def _undo_not_now(self, lead, kept):
        activity = self.env["mail.activity"].browse(kept["activity_id"]).exists()
        if not activity.filtered(lambda planned: planned.active and planned.res_id == lead.id):
            return self._say_row(
                self.env._("“%s” has changed since, so it stays as it is.", lead.display_name),
                "warning",
            )
        activity.unlink()
        return self._say_row(self.env._("“%s” is as it was.", lead.display_name))
