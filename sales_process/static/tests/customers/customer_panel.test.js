import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Contact extends models.Model {
    _name = "contact";

    name = fields.Char();
}

class Lead extends models.Model {
    _name = "crm.lead";

    partner_id = fields.Many2one({ relation: "contact" });
}

defineModels({ ...mailModels, Contact, Lead });

function entry(id, values = {}) {
    return {
        key: `mail.activity ${id} held`,
        kind: "event",
        icon: "fa-phone",
        day: "2025-05-12",
        title: `Call ${id}`,
        details: "Sales action · Sam Seller",
        note: "",
        amount: false,
        currency_id: false,
        model: "mail.activity",
        id,
        ...values,
    };
}

let panel;
let asked;

beforeEach(() => {
    mockDate("2025-05-14 10:00:00");
    Contact._records = [{ id: 7, name: "Acme" }];
    Lead._records = [{ id: 1, partner_id: 7 }];
    panel = {
        customer: { id: 7, name: "Acme" },
        open: [
            { name: "prospects", label: "Prospects", icon: "fa-bullseye", model: "mail.activity", domain: [], count: 0, rows: [] },
            {
                name: "opportunities",
                label: "Opportunities",
                icon: "fa-star-o",
                model: "crm.lead",
                domain: [["id", "=", 3]],
                count: 12,
                rows: [
                    { id: 3, title: "Acme project", details: "New · 40 %", day: "2025-05-13", tone: "danger", amount: 1000, currency_id: 1 },
                ],
            },
        ],
        timeline: {
            entries: [entry(1, { note: "They want to see it" })],
            next_offset: 30,
            kinds: [
                { name: "event", label: "Contacts and Visits" },
                { name: "move", label: "Stages" },
            ],
        },
        people: [
            { user_id: 2, user_name: "Sam Seller", contact_id: 8, contact_name: "Ann", last_on: "2025-05-12", visits: 2, contacts: 0 },
        ],
        figures: {
            last_contact: { user_name: "Sam Seller", contact_name: "Ann", last_on: "2025-05-13" },
            next_action: false,
            won_this_year: 2500,
            won_last_year: 0,
            currency_id: 1,
        },
    };
    asked = [];
    onRpc("res.partner", "get_sales_panel", ({ args: [[id], filters] }) => {
        asked.push([id, filters]);
        return panel;
    });
});

async function mountPanel(resModel = "contact", options = "") {
    const field = resModel === "crm.lead" ? `<field name="partner_id"/>` : `<field name="name"/>`;
    await mountView({
        type: "form",
        resModel,
        resId: resModel === "crm.lead" ? 1 : 7,
        arch: `<form>${field}<widget name="sales_customer_panel" ${options}/></form>`,
    });
    await animationFrame();
}

test("the customer's panel tells what is open, what has happened, and who has met whom", async () => {
    await mountPanel();
    expect(asked).toEqual([[7, { kinds: [], offset: 0 }]]);
    expect(".o_sales_customer_part").toHaveCount(1);
    expect(".o_sales_customer_part .badge").toHaveText("12");
    expect(".o_sales_customer_row .text-danger").toHaveText("Yesterday");
    expect(queryAllTexts(".o_sales_customer_figure dd > .fs-4")).toEqual([
        "Yesterday",
        "None planned",
        "$ 2,500",
        "$ 0",
    ]);
    expect(".o_sales_customer_person .small").toHaveText("Visits: 2");
    expect(".o_sales_customer_note").toHaveText("They want to see it");
    expect(".o_sales_customer_name").toHaveCount(0);
});

test("the timeline is filtered, and goes on", async () => {
    await mountPanel();
    await contains(".o_sales_customer_kind[data-name='move']").click();
    expect(asked.at(-1)).toEqual([7, { kinds: ["move"], offset: 0 }]);
    expect(".o_sales_customer_kind[aria-pressed='true']").toHaveText("Stages");
    panel = { ...panel, timeline: { ...panel.timeline, entries: [entry(1), entry(2)], next_offset: false } };
    await contains(".o_sales_customer_more").click();
    expect(asked.at(-1)).toEqual([7, { kinds: ["move"], offset: 30 }]);
    await animationFrame();
    expect(".o_sales_customer_entry").toHaveCount(2);
    expect(".o_sales_customer_more").toHaveCount(0);
});

test("what a click opens; an event that was changed is read anew", async () => {
    const opened = [];
    mockService("action", {
        async doAction(action, options) {
            opened.push(action.res_model);
            await options?.onClose?.();
        },
    });
    onRpc("mail.activity", "action_open_event", () => ({ res_model: "mail.activity" }));
    await mountPanel();
    await contains(".o_sales_customer_entry").click();
    await animationFrame();
    expect(asked).toHaveLength(2);
    await contains(".o_sales_customer_row").click();
    await contains(".o_sales_customer_part h4 button").click();
    expect(opened).toEqual(["mail.activity", "crm.lead", "crm.lead"]);
});

test("an opportunity has its customer's panel, an empty one says so", async () => {
    panel.open = [];
    await mountPanel("crm.lead", `options="{'partner_field': 'partner_id'}"`);
    expect(asked).toEqual([[7, { kinds: [], offset: 0 }]]);
    expect(".o_sales_customer_name").toHaveText("Acme");
    expect(queryFirst(".o_sales_customer_empty")).toHaveText(
        "Nothing is open with this customer."
    );
});
