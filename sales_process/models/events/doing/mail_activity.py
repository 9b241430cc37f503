from odoo import api, models

from ....tools.context import CHOSEN_CATEGORY, EVENT_DEFAULTS, without_screen
from ....tools.transaction import get_queue
from ....tools.values import is_id

# A change of one of these may change who answers whom.
ANSWER_FIELDS = {
    "active",
    "activity_type_id",
    "event_category_id",
    "outcome_id",
    "is_withdrawn",
    "event_date",
    "date_deadline",
    "customer_id",
    "lead_id",
    "res_id",
    "res_model_id",
    "user_id",
}

# A change of one of these may make an event one that could count for nobody.
CHECKED_FIELDS = {"event_category_id", "user_id", "event_date", "date_deadline"}

# A change of one of these may make an event a held one, or one that counts for something else.
HELD_FIELDS = {"active", "outcome_id", "event_category_id", "is_withdrawn"}


class MailActivity(models.Model):
    """How an event is made, changed, done and un-done."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_event_vals(vals) for vals in vals_list]
        creating, context = self, self.env.context
        if not EVENT_DEFAULTS.isdisjoint(context):
            context = {key: context[key] for key in context.keys() - EVENT_DEFAULTS}
            creating = self.with_context(context)  # pylint: disable=context-overridden
        activities = super(MailActivity, creating).create(vals_list).with_env(self.env)
        given = activities.browse(
            activity.id
            for activity, vals in zip(activities, vals_list, strict=True)
            if vals.get("event_category_id")
        )
        given._check_event()
        activities._fill_event_seller()
        activities._sync_answers()
        activities._tell_held()
        activities._tell_contacts_before()
        return activities

    def write(self, vals):
        if vals.keys().isdisjoint(ANSWER_FIELDS) or get_queue(self.env).is_settling(self._ids):
            return super().write(vals)
        named = vals.keys()
        vals = dict(vals)
        if is_id(vals.get("customer_id")):
            vals["customer_id"] = self._get_commercial_id(vals["customer_id"])
        if "event_date" in vals:
            vals["is_event_date_given"] = bool(vals["event_date"])
        elif "date_deadline" in vals:
            vals["is_event_date_given"] = False
        if vals.get("active"):
            vals.update(is_assumed=False, is_withdrawn=False)
        keys = self._get_answer_keys()
        counted = self._filtered_counted(named)
        switched = self._get_category_switches(vals)
        newly_done = self._filtered_newly_done(vals)
        reopened = self._filtered_reopened(vals)
        if reopened:
            vals["answered_by_id"] = False
        if "user_id" not in vals:
            newly_done._hand_to_who_was_there()
        done_vals = {}
        # the seller's clock and the meeting say which day it is, once they are written
        if newly_done == self and named.isdisjoint({"event_date", "user_id", "calendar_event_id"}):
            done_vals = self._prepare_done_vals()
        if newly_done and newly_done == self:
            done_vals["logged_at"] = self._get_moment()
        vals.update(done_vals)
        result = super().write(vals)
        with get_queue(self.env).settling(self._ids):
            for category, activities in switched.items():
                activities.event_category_id = category
            if newly_done:
                if "event_date" not in done_vals:
                    newly_done._set_done_date()
                if "logged_at" not in done_vals:
                    # sudo: a fact, which users do not write
                    newly_done.sudo().logged_at = self._get_moment()
                newly_done._set_event_organization()
            if vals.get("active"):
                self._reset_event_date()
            reopened._set_reopened()
        if any(vals[name] for name in named & CHECKED_FIELDS):
            self._check_event()
        self._sync_answers(keys)
        if not named.isdisjoint(HELD_FIELDS):
            self._tell_held(counted)
        return result

    def unlink(self):
        keys = self._get_answer_keys()
        # sudo: the answered prospects may be other sellers'
        answered = (
            self.sudo()
            .with_context(active_test=False)
            .search([("answered_by_id", "in", self.ids), ("id", "not in", self.ids)])
        )
        answered._write_settled({"active": True, "answered_by_id": False})
        result = super().unlink()
        self.browse()._sync_answers(keys)
        return result

    def _write_settled(self, vals):
        """Write what is part of a change that the caller looks at as a whole."""
        with get_queue(self.env).settling(self._ids):
            return self.write(vals)

    def action_notify(self):
        """Notify nobody of what is done already: it asks for no action."""
        return super(MailActivity, self.filtered("active")).action_notify()

    def _action_done(self, feedback=False, attachment_ids=None):
        """What is planned after an event is no matter of the screen on which it is done."""
        context = without_screen(self.env.context)
        done = self.with_context(context)  # pylint: disable=context-overridden
        return super(MailActivity, done)._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )

    @api.model
    def _add_screen_category(self, vals):
        """Give a new activity the category of the screen that makes it, if that is meant for it.

        An activity that says its activity type is what that type says: a next step that is planned
        from the card of the visits is no visit.
        """
        if "event_category_id" in vals:
            return
        context = self.env.context
        category_id = context.get(CHOSEN_CATEGORY)
        if not category_id and "activity_type_id" not in vals:
            category_id = context.get("default_event_category_id")
        if is_id(category_id):
            vals["event_category_id"] = category_id

    @api.model
    def _prepare_event_vals(self, vals):
        """Complete the values of a new activity: a document for the customer, whose it is."""
        vals = dict(vals)
        self._add_screen_category(vals)
        if not vals.get("event_type_id", True):
            del vals["event_type_id"]  # nobody named it
        if vals.get("active", self.env.context.get("default_active", True)):
            # said at once: writing it a moment later would touch every index
            vals["is_held"] = False
        if vals.get("event_date"):
            vals["is_event_date_given"] = True
        if vals.get("event_category_id") and not vals.get("activity_type_id"):
            category_id = vals["event_category_id"]
            category = self.env["sales.event.category"].browse(
                [category_id] if is_id(category_id) else []
            )
            if category.activity_type_id and "default_activity_type_id" not in self.env.context:
                vals["activity_type_id"] = category.activity_type_id.id
        has_document = vals.get("res_model_id") or vals.get("res_model") or vals.get("res_id")
        if vals.get("event_category_id") and not has_document:
            if vals.get("lead_id"):
                vals.update(res_model_id=self.env["ir.model"]._get_id("crm.lead"))
                vals.update(res_id=vals["lead_id"])
            elif vals.get("customer_id"):
                vals.update(res_model_id=self.env["ir.model"]._get_id("res.partner"))
                vals.update(res_id=vals["customer_id"])
        if is_id(vals.get("customer_id")):
            vals["customer_id"] = self._get_commercial_id(vals["customer_id"])
        return vals

    @api.model
    def _get_commercial_id(self, partner_id):
        """Whoever was in touch, the company is the customer."""
        # sudo: only the commercial entity's id is taken
        return self.env["res.partner"].sudo().browse(partner_id).commercial_partner_id.id

    def _fill_event_seller(self):
        """Give new events the seller that nobody named."""
        events = self.filtered("event_category_id")
        for user, activities in (
            events.filtered(lambda event: not event.user_id)
            .grouped(lambda event: event.lead_id.sudo().user_id if self.env.su else self.env.user)
            .items()
        ):
            quiet = activities.with_context(mail_activity_quick_update=True)
            quiet._write_settled({"user_id": (user or self.env.user).id})

    def _get_category_switches(self, vals):
        """Return ``{category: activities}`` of the events whose activity type changes alone.

        A category that came with the old type goes with it; one that a person chose stays.
        """
        if not vals.get("activity_type_id") or "event_category_id" in vals:
            return {}
        new_type = self.env["mail.activity.type"].browse(vals["activity_type_id"])
        category = new_type.event_category_id.filtered("active")
        if not category:
            return {}
        following = self.filtered(
            lambda event: (
                event.active
                and event.event_category_id
                and event.event_category_id == event.activity_type_id.event_category_id
            )
        )
        return {category: following} if following else {}

    def _filtered_counted(self, named):
        """Which of these were held before, and for what they still are."""
        if named.isdisjoint(HELD_FIELDS) or "event_category_id" in named:
            return self.browse()
        return self.sudo().filtered("is_held").sudo(self.env.su)  # sudo: whoever may read them

    def _tell_held(self, counted=()):
        """Call the hook for those of these events that have become held."""
        held = self.sudo().filtered("is_held").sudo(self.env.su)  # sudo: whoever may read them
        if held := held.filtered(lambda event: event not in counted):
            held._on_held()

    def _filtered_newly_done(self, vals):
        if "active" not in vals or vals["active"] or "answered_by_id" in vals:
            return self.browse()
        return self.filtered(lambda activity: activity.active and activity.event_category_id)

    def _filtered_reopened(self, vals):
        """Which of these events a person makes open again; what answered one answers it no more."""
        if not vals.get("active") or "answered_by_id" in vals:
            return self.browse()
        return self.filtered(lambda event: not event.active and event.event_category_id)
