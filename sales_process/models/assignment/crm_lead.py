import threading
from functools import cache
from urllib.parse import urlsplit

from odoo import api, fields, models

from ...tools.fields import RARELY_READ
from ...tools.transaction import get_queue

# Given to many at once, a seller gets no message for each: an import of a thousand leads would
# send a thousand mails.
NOTIFIED_AT_ONCE = 20
# Paths of the requests that create leads for somebody who is no seller at a form
WEBSITE_PATH = "/website/form"
API_PATHS = ("/xmlrpc", "/jsonrpc", "/json/")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    assignment_rule_id = fields.Many2one(
        "crm.assignment.rule",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The rule that gave this lead to its salesperson or team.",
        prefetch=RARELY_READ,
    )
    assignment_reason = fields.Char(
        readonly=True,
        copy=False,
        help="Why the rule gave it to this salesperson or team.",
    )

    # ------------------------------------------------------------
    # ORM
    # ------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        leads = self.with_context(sales_process_channel="mail")
        return super(CrmLead, leads).message_new(msg_dict, custom_values=custom_values)

    @api.model
    def load(self, fields, data):
        return super(CrmLead, self.with_context(sales_process_channel="import")).load(fields, data)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list, given, passed_on = self._assign_values(vals_list)
        if not given:
            return super().create(vals_list)
        if passed_on:
            leads = self._create_passed_on(vals_list, passed_on)
        else:
            leads = super(CrmLead, self._without_many_notes(len(given))).create(vals_list)
            leads = leads.with_env(self.env)
        leads.browse([leads._ids[index] for index in given])._log_assignment()
        return leads

    def web_read(self, specification):
        """Show what a rule has just passed on to another seller to who saved it."""
        passed_on = self._get_passed_on()
        if not passed_on or self.env.su:
            return super().web_read(specification)
        if not self <= passed_on:
            rows = super(CrmLead, self - passed_on).web_read(specification)
            rows += (self & passed_on).web_read(specification)
            by_id = {row["id"]: row for row in rows}
            return [by_id[lead_id] for lead_id in self._ids]
        # sudo: the user has just saved these leads and may see them once more; of other records
        # the names only
        return super(CrmLead, self.sudo()).web_read(self._limit_specification(specification))

    # ------------------------------------------------------------
    # A LEAD ARRIVES
    # ------------------------------------------------------------

    @api.model
    def _assign_values(self, vals_list):
        """Let the rules complete the values of leads that are about to be created.

        Before the creation, so that a lead enters the pipeline of its team at once, is logged
        once, and costs no second write.

        :return: the values, indexes of those that a rule has completed, and of those that give
            the lead to somebody whose leads the creator may not see
        """
        Rule = self.env["crm.assignment.rule"]
        if not Rule._has_rules("create"):
            return vals_list, set(), set()
        vals_list = list(vals_list)
        channel = self._get_arrival_channel()
        arrivals, chosen = self._get_arrivals(vals_list, channel)
        leads = self.sudo().browse().concat(*arrivals)
        companies = {}
        for lead, index in arrivals.items():
            # as given: Odoo takes the company away from a lead that has nobody yet
            company_id = vals_list[index].get("company_id")
            companies[lead.id] = lead.env["res.company"].browse(company_id) or lead.company_id
        plan = Rule._plan(leads, "create", chosen=chosen, companies=companies)
        given, passed_on = set(), set()
        sees_all = self.env.su or self.env.user.has_group(
            "sales_team.group_sale_salesman_all_leads"
        )

        @cache  # Odoo would ask for each lead
        def get_team_id(user_id, lead_type):
            use = "use_leads" if lead_type == "lead" else "use_opportunities"
            # sudo: as in the computation of the team
            Team = self.env["crm.team"].sudo()
            return Team._get_default_team_id(user_id=user_id, domain=[(use, "=", True)]).id

        for lead, index in arrivals.items():
            decision = plan.get(lead.id)
            if not decision:
                continue
            given.add(index)
            vals = vals_list[index] = {
                **vals_list[index],
                "assignment_rule_id": decision.rule.id,
                "assignment_reason": decision.reason,
            }
            if decision.is_final:
                vals["user_id"] = decision.user_id
            elif lead.id not in chosen and channel != "website":
                vals["user_id"] = False
            if decision.team_id:
                vals["team_id"] = decision.team_id
            elif decision.user_id and "team_id" not in vals:
                vals["team_id"] = get_team_id(decision.user_id, lead.type)
            if not sees_all and vals.get("user_id") not in (False, None, self.env.uid):
                passed_on.add(index)
        leads.invalidate_recordset(flush=False)
        return vals_list, given, passed_on

    @api.model
    def _get_arrivals(self, vals_list, channel):
        """The leads as they will be, for the rules to look at; won or archived ones left out.

        :return: ``{new lead: index of its values}``, and the ids of those whose owner was chosen
        """
        # sudo: rules work for everybody
        Lead = self.sudo()
        defaults = self.default_get(list(self._fields))
        stages = {vals.get("stage_id") for vals in vals_list} - {None, False}
        won_stage_ids = (
            Lead.env["crm.stage"].browse(stages).filtered("is_won").ids if stages else ()
        )
        Lead._fetch_related_records(vals_list)
        arrivals, chosen = {}, set()
        for index, vals in enumerate(vals_list):
            values = {
                name: val for name, val in {**defaults, **vals}.items() if name in self._fields
            }
            if not values.get("active", True) or values.get("stage_id") in won_stage_ids:
                continue
            is_chosen = self._is_owner_chosen(vals, values.get("user_id"), channel)
            if not is_chosen:
                values["user_id"] = False
            lead = Lead.new(values, ref=f"arrival_{index}")
            arrivals[lead] = index
            if is_chosen:
                chosen.add(lead.id)
        return arrivals, chosen

    @api.model
    def _fetch_related_records(self, vals_list):
        """Read the customers and such at once: new records would read them one by one."""
        for name in {name for vals in vals_list for name in vals}:
            field = self._fields.get(name)
            if field and field.type == "many2one":
                record_ids = {vals.get(name) for vals in vals_list} - {None, False}
                if len(record_ids) > 1:
                    self.env[field.comodel_name].browse(record_ids).fetch()

    @api.model
    def _get_arrival_channel(self):
        """How leads arrive now: mail, import, website, api, or by hand (also in Odoo's code)."""
        channel = self.env.context.get("sales_process_channel")
        if channel:
            return channel
        # Odoo puts the request aside while it serves other programs; the thread keeps its address
        path = urlsplit(getattr(threading.current_thread(), "url", "")).path
        if path.startswith(WEBSITE_PATH):
            return "website"
        return "api" if path.startswith(API_PATHS) else "hand"

    @api.model
    def _is_owner_chosen(self, vals, user_id, channel):
        """Whether a person has decided who owns the lead, so that rules leave it alone."""
        is_named = bool(vals.get("user_id"))
        if not user_id or channel in ("mail", "website"):
            return False  # an alias or a website names who gets what nobody else takes
        if user_id != self.env.uid or channel in ("import", "api"):
            return is_named
        if self.env.su and not is_named:
            return False
        # Odoo proposes who creates it: that is a choice where a seller enters a lead by hand
        return bool(self.env.user.sudo().crm_team_member_ids)

    @api.model
    def _create_passed_on(self, vals_list, passed_on):
        """Create leads of which some go to a seller whose leads the creator may not see."""
        self.check_access("create")
        for field_name in {field_name for index in passed_on for field_name in vals_list[index]}:
            if field_name in self._fields:
                self._check_field_access(self._fields[field_name], "write")
        lead_ids = {}
        for is_passed_on in (False, True):
            indexes = [i for i in range(len(vals_list)) if (i in passed_on) == is_passed_on]
            # sudo: the rule gives the lead to another seller, what the creator may not
            leads = self.sudo() if is_passed_on else self
            leads = super(CrmLead, leads).create(  # pylint: disable=super-method-mismatch
                [vals_list[index] for index in indexes]
            )
            lead_ids.update(zip(indexes, leads._ids, strict=True))
        leads = self.browse([lead_ids[index] for index in range(len(vals_list))])
        leads.browse([lead_ids[index] for index in passed_on])._tell_passed_on()
        return leads

    @api.model
    def _without_many_notes(self, count):
        if count <= NOTIFIED_AT_ONCE:
            return self
        return self.with_context(mail_auto_subscribe_no_notify=True)

    def _creation_message(self):
        message = super()._creation_message()
        if self.assignment_reason:
            message = f"{message} {self.assignment_reason}"
        return message

    def _log_assignment(self):
        """Log the reason where Odoo does not log the creation: at the mail gateway."""
        context = self.env.context
        if context.get("mail_create_nolog") and not context.get("tracking_disable"):
            self._message_log_batch(bodies={lead.id: lead.assignment_reason for lead in self})

    # ------------------------------------------------------------
    # AN OPPORTUNITY ENTERS A STAGE
    # ------------------------------------------------------------

    def _on_stage_entered(self, previous):
        stages = {lead.id: lead.stage_id for lead in self}
        self.filtered(lambda lead: lead.id in previous)._assign_on_stage()
        # another team may have brought another stage, which has been entered by itself
        still = self.filtered(lambda lead: lead.stage_id == stages[lead.id])
        return super(CrmLead, still)._on_stage_entered(previous)

    def _assign_on_stage(self):
        """Let the rules pass on opportunities that have entered a stage.

        One that is already with a seller and the team of the rule stays where it is, and a rule
        decides on an opportunity once in a transaction: so rules cannot send it in circles.
        """
        Rule = self.env["crm.assignment.rule"]
        leads = self.filtered("active")
        if not leads or not Rule._has_rules("stage"):
            return
        queue = get_queue(self.env)
        sees_all = self.env.su or self.env.user.has_group(
            "sales_team.group_sale_salesman_all_leads"
        )
        # sudo: rules work for everybody, and pass on to whom the user could not
        leads = leads.sudo()
        by_outcome, by_reason, refused = {}, {}, {}
        for lead_id, decision in Rule._plan(leads, "stage").items():
            lead = leads.browse(lead_id)
            if (decision.rule.id, lead_id) in queue.applied_rules:
                continue
            queue.applied_rules.add((decision.rule.id, lead_id))
            if not decision.is_final:
                refused[lead_id] = decision.reason
                continue
            user_id = decision.user_id
            if lead.user_id and lead.user_id in decision.rule._get_sellers():
                user_id = lead.user_id.id
            team_id = decision.team_id or lead.team_id.id
            if (lead.user_id.id, lead.team_id.id) == (user_id, team_id):
                continue
            key = (decision.rule, user_id, decision.team_id)
            by_outcome.setdefault(key, []).append(lead_id)
            by_reason.setdefault(decision.reason, []).append(lead_id)
        leads.browse(refused)._message_log_batch(bodies=refused)
        count = sum(map(len, by_outcome.values()))
        for reason, lead_ids in by_reason.items():
            group = leads.browse(lead_ids)
            group._log_reason(reason)
            group.with_context(tracking_disable=True).write({"assignment_reason": reason})
        for (rule, user_id, team_id), lead_ids in by_outcome.items():
            group = leads.browse(lead_ids)
            vals = {"assignment_rule_id": rule.id, "user_id": user_id}
            if team_id:
                vals["team_id"] = team_id
            with queue.caused_by("rule", dict.fromkeys(lead_ids, rule)):
                group._without_many_notes(count).write(vals)
            if not sees_all and user_id != self.env.uid:
                self.browse(lead_ids)._tell_passed_on()

    def _log_reason(self, reason):
        """Log the reason with the change of salesperson."""
        self._add_log_line(reason)

    # ------------------------------------------------------------
    # WHAT WAS PASSED ON
    # ------------------------------------------------------------

    def _get_passed_on(self):
        """Of these leads, those that rules have passed on in this transaction."""
        passed_on = get_queue(self.env).passed_on
        return self.filtered(lambda lead: lead.id in passed_on)

    def _tell_passed_on(self):
        """Tell the user that a rule has given these leads to somebody else."""
        get_queue(self.env).passed_on.update(self._ids)
        # sudo: the name of the lead that the user has just saved, and of its new owner
        for lead in self.sudo()[:NOTIFIED_AT_ONCE]:
            self.env.user._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "title": self.env._("Passed on to %(seller)s", seller=lead.user_id.name),
                    "message": f"{lead.name} · {lead.assignment_reason}",
                },
            )

    @api.model
    def _limit_specification(self, specification):
        """What the user may read, and of other records the name and colour only."""
        limited = {}
        for field_name, spec in specification.items():
            field = self._fields.get(field_name)
            if field is None or not self._has_field_access(field, "read"):
                continue
            limited[field_name] = {}
            if "fields" in spec:
                limited[field_name] = {
                    "fields": {
                        name: {} for name in spec["fields"] if name in ("display_name", "color")
                    }
                }
        return limited
