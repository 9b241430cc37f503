from odoo import models

from odoo.addons.sales_process.tools.refusals import refusable


class CrmLead(models.Model):
    """Customers join and leave mailing lists with the stage of their opportunity."""

    _inherit = "crm.lead"

    def write(self, vals):
        converted = self.browse()
        if vals.get("type") == "opportunity":
            converted = self.filtered(lambda lead: lead.type == "lead")
        result = super().write(vals)
        converted._update_mailing_lists()
        return result

    def _on_stage_entered(self, previous):
        result = super()._on_stage_entered(previous)
        self._update_mailing_lists()
        return result

    def _update_mailing_lists(self):
        """Let the customers of these opportunities join and leave the lists of their stages.

        An opt-out is never undone, a blacklisted address joins nothing, and an address has one
        subscription to a list, however many contacts it has. A few queries for any number of
        opportunities.
        """
        # sudo: the manager has chosen the lists; sellers may neither see nor change them
        leads = self.sudo().filtered(
            lambda lead: (
                lead.type == "opportunity"
                and (lead.stage_id.mailing_list_join_ids or lead.stage_id.mailing_list_leave_ids)
                and lead._get_mailing_email()
            )
        )
        leads._join_and_leave()

    @refusable("mailing_lists", retry="_update_mailing_lists")
    def _join_and_leave(self):
        """Let the customers of these opportunities, which have an address, join and leave."""
        leads = self
        joining = {
            (lead._get_mailing_email(), mailing_list): lead
            for lead in leads
            for mailing_list in lead.stage_id.mailing_list_join_ids
        }
        leaving = {
            (lead._get_mailing_email(), mailing_list)
            for lead in leads
            for mailing_list in lead.stage_id.mailing_list_leave_ids
        }
        emails = {email for email, _list in joining} | {email for email, _list in leaving}
        contacts = leads.env["mailing.contact"].search(
            [("email_normalized", "in", list(emails))], order="id"
        )
        subscriptions = contacts.subscription_ids.grouped(
            lambda sub: (sub.contact_id.email_normalized, sub.list_id)
        )
        left = leads.env["mailing.subscription"].concat(
            *(subscriptions[key] for key in leaving - set(joining) if key in subscriptions)
        )
        left = left.filtered(lambda sub: not sub.opt_out)
        left_keys = {(sub.contact_id.email_normalized, sub.list_id) for sub in left}
        left.unlink()
        joined_keys = self._join_mailing_lists(
            {key: lead for key, lead in joining.items() if key not in subscriptions}, contacts
        )
        leads._log_mailing_lists(joined_keys, left_keys)

    def _get_mailing_email(self):
        """The normalised address of the customer."""
        self.ensure_one()
        return self.email_normalized or self.partner_id.email_normalized

    def _join_mailing_lists(self, leads_by_key, contacts):
        """Create the missing contacts and subscriptions.

        :param dict leads_by_key: ``{(address, list): lead}``
        :param contacts: contacts that exist, with one of these addresses
        :return: the keys that have joined
        """
        # sudo: as in _update_mailing_lists
        env = self.sudo().env
        emails = {email for email, _list in leads_by_key}
        blacklisted = set(
            env["mail.blacklist"].search([("email", "in", list(emails))]).mapped("email")
        )
        leads_by_key = {
            key: lead for key, lead in leads_by_key.items() if key[0] not in blacklisted
        }
        contact_by_email = {contact.email_normalized: contact for contact in reversed(contacts)}
        new = {
            email: lead
            for (email, _list), lead in leads_by_key.items()
            if email not in contact_by_email
        }
        created = env["mailing.contact"].create(
            [lead._prepare_mailing_contact_vals(email) for email, lead in new.items()]
        )
        contact_by_email.update(zip(new, created, strict=True))
        env["mailing.subscription"].create(
            [
                {"contact_id": contact_by_email[email].id, "list_id": mailing_list.id}
                for email, mailing_list in leads_by_key
            ]
        )
        return set(leads_by_key)

    def _prepare_mailing_contact_vals(self, email):
        self.ensure_one()
        return {
            "name": self.contact_name or self.partner_id.name or self.partner_name or email,
            "company_name": self.partner_name or self.commercial_partner_id.name,
            "email": email,
            "country_id": self.country_id.id,
        }

    def _log_mailing_lists(self, joined_keys, left_keys):
        """Say in the log which lists a customer has joined and left, because of which stage."""
        if self.env.context.get("tracking_disable"):
            return
        bodies = {}
        for lead in self:
            email = lead._get_mailing_email()
            joined, left = (
                ", ".join(
                    mailing_list.name for mailing_list in lists if (email, mailing_list) in keys
                )
                for lists, keys in (
                    (lead.stage_id.mailing_list_join_ids, joined_keys),
                    (lead.stage_id.mailing_list_leave_ids, left_keys),
                )
            )
            names = {"email": email, "stage": lead.stage_id.name, "joined": joined, "left": left}
            if joined:
                bodies[lead.id] = self.env._(
                    "Stage “%(stage)s”: %(email)s joined the mailing lists %(joined)s.", **names
                )
            if left:
                text = self.env._(
                    "Stage “%(stage)s”: %(email)s left the mailing lists %(left)s.", **names
                )
                bodies[lead.id] = " ".join(filter(None, (bodies.get(lead.id), text)))
        self.browse(bodies)._message_log_batch(bodies=bodies)
