import { patch } from "@web/core/utils/patch";
import { PhoneField } from "@web/views/fields/phone/phone_field";

/** Odoo's own phone numbers on customers and opportunities: after the click it is asked how it went. */
patch(PhoneField.prototype, {
    dial() {
        const { record, name } = this.props;
        const isLead = record.resModel === "crm.lead";
        if (!record.resId || !(isLead || record.resModel === "res.partner")) {
            return;
        }
        const { display_name: displayName, name: title, partner_id: customer } = record.data;
        this.env.services["sales_process.calls"]?.begin({
            number: record.data[name],
            name: (isLead && customer?.display_name) || displayName || title,
            customerId: isLead ? customer?.id : record.resId,
            leadId: isLead && record.resId,
        });
    },
});
