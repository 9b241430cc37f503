from functools import cache, partial

from odoo import api, models
from odoo.http import request

from ....tools.refusals import Hook, attempt, note_refused
from ....tools.transaction import get_queue

# Paths of the requests that create leads for somebody who is no seller at a form
WEBSITE_PATH = "/website/form"
WEBHOOK_PATH = "/web/hook/"
API_PATHS = ("/xmlrpc", "/jsonrpc", "/json/")
# What a rule decides of a lead
ASSIGNED_FIELDS = ("assignment_rule_id", "assignment_reason", "user_id", "team_id")
NOT_ASSIGNED = dict.fromkeys(ASSIGNED_FIELDS, False)
ASSIGNMENT = Hook("assignment", "_assign_again")


class CrmLead(models.Model):
    """A lead arrives: the rules complete its values before it is created."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        with get_queue(self.env).arriving_by("mail"):
            return super().message_new(msg_dict, custom_values=custom_values)

    @api.model
    def load(self, fields, data):
        with get_queue(self.env).arriving_by("import"):
            return super().load(fields, data)

    @api.model_create_multi
    def create(self, vals_list):
        assigned, given, passed_on = self._assign_values(vals_list)
        # the channel is that of these leads: what their creation sets going has another
        with get_queue(self.env).arriving_by(None):
            if not given:
                return super().create(assigned)
            return self._create_apart(vals_list, assigned, given, passed_on)

    @api.model
    def _create_apart(self, vals_list, assigned, given, passed_on):
        """Create leads as the rules give them; what a rule of the company refuses to be given to
        somebody is created as it came.

        :param vals_list: the values as they came
        :param assigned: the values as the rules have completed them
        """
        work = partial(self._create_assigned, assigned, given, passed_on)
        scope = get_queue(self.env).scope
        if scope.is_tried:
            return work()
        with scope.marked("is_tried"):
            leads, error = attempt(self.env, work)
        if error is not None and len(assigned) == 1:
            # perhaps only what follows from it is refused
            leads, error = attempt(self.env, work)
        if error is None:
            came = {**NOT_ASSIGNED, **self.default_get(["user_id", "team_id"])}
            get_queue(self.env).given.update(
                {
                    leads[index].id: (
                        {**came, **self._get_assigned(vals_list[index])},
                        self._get_assigned(assigned[index]),
                    )
                    for index in given
                }
            )
            return leads
        if len(assigned) > 1:
            middle = len(assigned) // 2
            return self.browse().concat(
                *(
                    self._create_apart(
                        vals_list[start:stop],
                        assigned[start:stop],
                        {index - start for index in given if start <= index < stop},
                        {index - start for index in passed_on if start <= index < stop},
                    )
                    for start, stop in ((0, middle), (middle, len(assigned)))
                )
            )
        lead = super().create(vals_list)  # pylint: disable=super-method-mismatch
        if given:
            note_refused(lead, ASSIGNMENT, [self._get_assigned(assigned[0])], error)
        return lead

    @api.model
    def _get_assigned(self, vals):
        """What of these values rules decide."""
        return {name: vals[name] for name in ASSIGNED_FIELDS if name in vals}

    @api.model
    def _create_assigned(self, vals_list, given, passed_on):
        if passed_on:
            leads = self._create_passed_on(vals_list, passed_on)
        else:
            quiet = self._without_many_notes(len(given))
            # pylint: disable-next=super-method-mismatch
            leads = super(CrmLead, quiet).create(vals_list)
            leads = leads.with_env(self.env)
        leads.browse([leads[index].id for index in given])._log_assignment()
        return leads

    def _assign_again(self, vals):
        """Give a lead to whom a rule has chosen when it arrived."""
        rule = self.env["crm.assignment.rule"].browse(vals["assignment_rule_id"])
        with get_queue(self.env).caused_by("rule", dict.fromkeys(self._ids, rule.exists())):
            self.write(vals)

    def web_save(self, vals, specification, next_id=None):
        """A person fills a form."""
        if self:
            return super().web_save(vals, specification, next_id=next_id)
        with get_queue(self.env).arriving_by("hand"):
            return super().web_save(vals, specification, next_id=next_id)

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
        for vals in vals_list:  # before the rules look at what it would be
            self._check_input(vals)
        vals_list = list(vals_list)
        channel = self._get_arrival_channel()
        arrivals, chosen = self._get_arrivals(vals_list, channel)
        # sudo: rules work for everybody; these are not saved yet
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
        """How leads arrive now: mail, import, website, webhook, api, or by hand (also in Odoo's
        code)."""
        channel = get_queue(self.env).scope.channel
        if channel:
            return channel
        if not request:
            return "api"  # another program: Odoo puts the request aside while it serves one
        path = request.httprequest.path
        if path.startswith(WEBSITE_PATH):
            return "website"
        if path.startswith(WEBHOOK_PATH):
            return "webhook"
        return "api" if path.startswith(API_PATHS) else "hand"

    @api.model
    def _is_owner_chosen(self, vals, user_id, channel):
        """Whether a person has decided who owns the lead, so that rules leave it alone."""
        is_named = bool(vals.get("user_id"))
        if not user_id or channel in ("mail", "website"):
            return False  # an alias or a website names who gets what nobody else takes
        if user_id != self.env.uid or channel in ("import", "webhook", "api"):
            return is_named
        if self.env.su and not is_named:
            return False
        # Odoo proposes who creates it: that is a choice where a seller enters a lead by hand
        # sudo: only whether the user is in a sales team
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
            lead_ids.update(zip(indexes, leads.ids, strict=True))
        leads = self.browse([lead_ids[index] for index in range(len(vals_list))])
        leads.browse([lead_ids[index] for index in passed_on])._tell_passed_on()
        return leads

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
