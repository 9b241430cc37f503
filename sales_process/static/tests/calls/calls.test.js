import { beforeEach, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts, queryFirst, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";
import { parseClock } from "@sales_process/calls/call_form/call_form";

class SalesEventOutcome extends models.Model {
    _name = "sales.event.outcome";

    name = fields.Char();
    call_result = fields.Char();
    _records = [
        { id: 1, name: "Held", call_result: "answered" },
        { id: 2, name: "No answer", call_result: "no_answer" },
        { id: 3, name: "No-show", call_result: false },
        { id: 4, name: "Busy", call_result: "busy" },
    ];
}

class CrmLead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    phone = fields.Char();
    partner_id = fields.Many2one({ relation: "res.partner" });
    _records = [{ id: 8, name: "Project", phone: "+33 4 72 00 00 01", partner_id: serverState.partnerId }];
}

defineModels({ ...mailModels, CrmLead, SalesEventOutcome });

let seconds;

beforeEach(() => {
    mockDate("2026-05-13 10:00:00", 0);
    onRpc("sales.event.log", "log_call", ({ args }) => {
        const { external_id: id, started_on: start, duration, ...values } = args[0];
        expect(id).toMatch(/^click-\w{12,}/);
        expect(start).toMatch(/^2026-05-13 10:00:\d\d$/);
        seconds = duration;
        expect.step(values);
        return 5;
    });
});

const LEAD = `<form><field name="name"/><field name="partner_id"/><field name="phone" widget="phone"/></form>`;

/** Forms of calls stand beside whatever is on the screen. */
class Screen extends Component {
    static template = xml`<div/>`;
    static props = {};
}

/** Click on the number in the form of an opportunity, without leaving the page. */
async function dial() {
    await mountView({ type: "form", resModel: "crm.lead", resId: 8, arch: LEAD });
    const link = queryFirst(".o_field_phone a");
    link.addEventListener("click", (ev) => ev.preventDefault());
    expect(link).toHaveAttribute("href", "tel:+33472000001");
    await click(link);
    await waitFor(".o_sales_call_outcomes label");
}

test("times that people type", () => {
    expect(["2:05", "7", " 1:5 ", "x", "1:75", ""].map(parseClock)).toEqual([
        125, 420, 65, null, null, null,
    ]);
});

test("who has no sales rights is asked nothing", async () => {
    onRpc("has_group", () => false);
    await mountWithCleanup(Screen);
    await getService("sales_process.calls").begin({ number: "1", name: "Ann", customerId: 3 });
    await animationFrame();
    expect(".o_sales_call").toHaveCount(0);
});

test("two calls have a form each; who discards one logs nothing", async () => {
    await mountWithCleanup(Screen);
    const calls = getService("sales_process.calls");
    await calls.begin({ number: "1", name: "Ann", customerId: 3 });
    await calls.begin({ number: "1", name: "Ann", customerId: 3 });
    await calls.begin({ number: "2", name: "Bob", customerId: 4 });
    await animationFrame();
    expect(".o_sales_call").toHaveCount(2);
    await contains(".o_sales_call_discard:first").click();
    expect(queryAllTexts(".o_sales_call_title")).toEqual(["How did the call with Bob go?"]);
    expect.verifySteps([]);
});

test("what could not be saved stays, and is told again under the same id", async () => {
    const ids = [];
    onRpc("sales.event.log", "log_call", ({ args }) => {
        ids.push(args[0].external_id);
        if (ids.length === 1) {
            throw makeServerError({ message: "Lost" });
        }
        return 5;
    });
    expect.errors(1);
    await dial();
    await press("Enter");
    await animationFrame();
    expect.verifyErrors(["Lost"]);
    expect(".o_sales_call").toHaveCount(1);
    await click(".o_sales_call_log");
    await animationFrame();
    expect(ids.length).toBe(2);
    expect(ids[0]).toBe(ids[1]);
    expect(".o_sales_call").toHaveCount(0);
});

test("a click on a number asks how it went, and Enter logs it", async () => {
    await dial();
    expect(queryAllTexts(".o_sales_call_outcomes label")).toEqual(["Held", "No answer", "Busy"]);
    expect(".o_sales_call input[type=radio]:checked").toBeFocused();
    await advanceTime(65000);
    await animationFrame();
    expect(queryFirst(".o_sales_call_duration").value).toMatch(/^1:0[5-9]$/);
    await press("Enter");
    await animationFrame();
    expect(seconds).toBeWithin(65, 70);
    expect.verifySteps([
        {
            number: "+33 4 72 00 00 01",
            direction: "out",
            outcome: "answered",
            note: "",
            customer_id: serverState.partnerId,
            lead_id: 8,
        },
    ]);
    expect(".o_sales_call").toHaveCount(0);
    expect(".o_notification").toHaveCount(1);
});

test("an outcome, a note and another duration", async () => {
    await dial();
    await advanceTime(3000);
    await contains(".o_sales_call_outcomes label:contains(Busy)").click();
    await click(".o_sales_call_duration");
    await edit("2:10", { confirm: "blur" });
    await advanceTime(60000);
    await click(".o_sales_call_note");
    await edit("Rings back");
    await press("Enter");
    await animationFrame();
    expect(seconds).toBe(130);
    expect.verifySteps([
        {
            number: "+33 4 72 00 00 01",
            direction: "out",
            outcome: "busy",
            note: "Rings back",
            customer_id: serverState.partnerId,
            lead_id: 8,
        },
    ]);
});
