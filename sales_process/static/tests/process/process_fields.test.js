import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAll, queryAllAttributes, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
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

class Lead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    type = fields.Selection({ selection: [["opportunity", "Opportunity"]] });
    won_status = fields.Selection({
        selection: [
            ["pending", "Pending"],
            ["won", "Won"],
        ],
    });
    flow_step = fields.Selection({
        selection: ["none", "quotation", "sent", "order", "delivery", "invoice", "payment"].map(
            (key) => [key, key[0].toUpperCase() + key.slice(1)]
        ),
    });
    flow_state = fields.Json();
    goal_status = fields.Json();
}

defineModels({ ...mailModels, Lead });

let lead;
let bar;

beforeEach(() => {
    lead = {
        id: 1,
        name: "Acme project",
        type: "opportunity",
        won_status: "pending",
        flow_step: "none",
        flow_state: {},
        goal_status: false,
    };
    Lead._records = [lead];
    bar = { currency_id: 1, steps: [], next: [] };
    onRpc("get_flow_bar", () => bar);
});

/** Show one field of the opportunity in a form. */
function mountField(name, widget) {
    return mountView({
        type: "form",
        resModel: "crm.lead",
        resId: 1,
        arch: `<form><field name="name"/><field name="${name}" widget="${widget}" readonly="1"/></form>`,
    });
}

/** Show the flow bar, with what it asks the server for. */
async function mountFlowBar() {
    await mountView({
        type: "form",
        resModel: "crm.lead",
        resId: 1,
        arch: `
            <form>
                <field name="name"/>
                <field name="flow_step" invisible="1"/>
                <field name="flow_state" widget="sales_flow_bar" readonly="1"/>
            </form>`,
    });
    await animationFrame();
}

function flowStep(key, state, values = {}) {
    const label = key[0].toUpperCase() + key.slice(1);
    return { key, label, state, date: false, amount: null, count: 0, ...values };
}

// Flow bar

test("the flow bar tells what is reached, when and how much", async () => {
    bar = {
        currency_id: 1,
        steps: [
            flowStep("quotation", "reached", { amount: 140, date: "2026-05-12", count: 1 }),
            flowStep("sent", "passed"),
            flowStep("order", "reached", { amount: 140, is_current: true, count: 1 }),
            flowStep("delivery", "partial", { amount: 70, total: 140, count: 1 }),
            flowStep("payment", "open"),
        ],
        next: [],
    };
    await mountFlowBar();
    expect(queryAllAttributes(".o_sales_flow_step", "data-state")).toEqual([
        "reached",
        "passed",
        "reached",
        "partial",
        "open",
    ]);
    expect(".o_sales_flow_step[aria-current=step]").toHaveCount(1);
    expect(".o_sales_flow_step[data-step=order]").toHaveAttribute("aria-current", "step");
    const titles = queryAllAttributes(".o_sales_flow_step button", "aria-label");
    expect(titles.map((title) => title.replaceAll("\u00a0", " "))).toEqual([
        "Quotation: reached, $ 140 without taxes, 05/12/2026",
        "Sent: skipped",
        "Order: reached, $ 140 without taxes",
        "Delivery: partly, $ 70 of $ 140 without taxes",
        "Payment: not yet",
    ]);
    // what is to come stands in the stages above already
    expect(queryAllTexts(".o_sales_flow_label")).toEqual(["Quotation", "Order", "Delivery"]);
    // where there is no room for all, the last one with evidence speaks for them
    expect(queryOne(".o_sales_flow_summary")).toHaveText(/^Delivery\s+·\s\$\s70 of \$\s140$/);
});

test("a step with documents opens them, one without does not", async () => {
    bar = {
        currency_id: 1,
        steps: [flowStep("order", "reached", { amount: 5, count: 2 }), flowStep("invoice", "open")],
        next: [],
    };
    mockService("action", {
        doActionButton: ({ name, args, resId }) => expect.step(`${name} ${args} of ${resId}`),
    });
    await mountFlowBar();
    expect(".o_sales_flow_step[data-step=invoice] button").not.toBeEnabled();
    await contains(".o_sales_flow_step[data-step=order] button").click();
    expect.verifySteps(['action_open_flow_step ["order"] of 1']);
});

test("the next step is a button; the first one stands out", async () => {
    bar = {
        steps: [flowStep("quotation", "open")],
        next: [
            { method: "action_flow_confirm", label: "Confirm" },
            { method: "action_flow_send", label: "Send" },
            { method: "action_sale_quotations_new", label: "New quotation" }, // in the header
        ],
    };
    lead.flow_state = { is_documented: true, is_prepaid: true };
    mockService("action", { doActionButton: ({ name }) => expect.step(name) });
    await mountFlowBar();
    expect(queryAllTexts(".o_sales_flow_next button")).toEqual(["Confirm", "Send"]);
    expect(".o_sales_flow_next .btn-primary").toHaveText("Confirm");
    expect(".o_sales_flow_next .badge").toHaveText("Prepaid");
    await contains("button[name=action_flow_send]").click();
    expect.verifySteps(["action_flow_send"]);
});

test("what was typed is saved before the next step runs", async () => {
    bar = { steps: [], next: [{ method: "action_flow_send", label: "Send" }] };
    mockService("action", { doActionButton: ({ name }) => expect.step(name) });
    onRpc("web_save", ({ args }) => expect.step(`save ${args[1].name}`));
    await mountFlowBar();
    await contains(".o_field_widget[name=name] input").edit("Other project");
    await contains("button[name=action_flow_send]").click();
    expect.verifySteps(["save Other project", "action_flow_send"]);
});

test("how far it has come is there before days and amounts are", async () => {
    const answer = new Deferred();
    onRpc("get_flow_bar", () => answer);
    lead.flow_step = "order";
    lead.flow_state = { is_documented: true, reached: { quotation: "x", order: "x" }, partial: ["invoice"] };
    await mountFlowBar();
    expect(".o_sales_flow_bar").toHaveClass("o_sales_flow_waiting");
    expect(queryAllAttributes(".o_sales_flow_step", "data-step")).toEqual([
        "quotation",
        "sent",
        "order",
        "invoice",
        "payment",
    ]);
    expect(queryAllAttributes(".o_sales_flow_step", "data-state")).toEqual([
        "reached",
        "passed",
        "reached",
        "partial",
        "open",
    ]);
    answer.resolve({ ...bar, steps: [flowStep("order", "reached", { amount: 5 })] });
    await animationFrame();
    expect(".o_sales_flow_bar").not.toHaveClass("o_sales_flow_waiting");
    expect(".o_sales_flow_step").toHaveCount(1);
});

test("a quotation waits for whether anything is to be delivered", async () => {
    onRpc("get_flow_bar", () => new Deferred());
    lead.flow_step = "quotation";
    lead.flow_state = { is_documented: true, reached: { quotation: "x" } };
    await mountFlowBar();
    expect(".o_sales_flow_bar").toHaveClass("o_sales_flow_documented");
    expect(".o_sales_flow_step").toHaveCount(0);
});

test("a bar without documents is drawn, with nothing reached", async () => {
    onRpc("get_flow_bar", () => new Deferred());
    await mountFlowBar();
    expect(".o_sales_flow_step[data-state=open]").toHaveCount(6);
    expect(".o_sales_flow_summary").toHaveCount(0);
    expect(".o_sales_flow_next button").toHaveCount(0);
});

// Flow ticks

test("the ticks tell reached, partly and not yet apart", async () => {
    lead.flow_state = {
        reached: { quotation: "2026-05-12", order: "2026-05-13" },
        partial: ["delivery"],
        has_delivery: true,
    };
    await mountField("flow_state", "sales_flow_ticks");
    expect(queryAllAttributes(".o_sales_flow_ticks i", "title")).toEqual([
        "Quotation: reached",
        "Sent: not yet",
        "Order: reached",
        "Delivery: partly",
        "Invoice: not yet",
        "Payment: not yet",
    ]);
    expect("i[data-step=order]").toHaveClass("text-success");
    expect("i[data-step=delivery]").toHaveClass("text-warning");
    expect("i[data-step=payment]").toHaveClass("text-muted");
});

test("an order with nothing to deliver has no tick for a delivery", async () => {
    lead.flow_state = { reached: { quotation: "2026-05-12", order: "2026-05-13" } };
    await mountField("flow_state", "sales_flow_ticks");
    expect("i[data-step=delivery]").toHaveCount(0);
    expect(".o_sales_flow_ticks i").toHaveCount(5);
});

test("without documents there are no ticks", async () => {
    lead.flow_state = { reached: {}, partial: [] };
    await mountField("flow_state", "sales_flow_ticks");
    expect(".o_sales_flow_ticks").toHaveCount(0);
});

// Goal checklist

function makeGoals() {
    return {
        stage: "Qualified",
        policy: "inform",
        is_met: false,
        met: 1,
        total: 3,
        next_stage: "Proposition",
        goals: [
            {
                id: 1,
                name: "Two visits",
                kind: "event",
                required: true,
                is_met: false,
                done: 1,
                count: 2,
                event_category_id: 3,
            },
            {
                id: 2,
                name: "Quotation sent",
                kind: "flow",
                required: true,
                is_met: true,
                met_on: "2026-05-12",
                met_by: "S00042",
                source: { model: "sale.order", id: 42 },
            },
            {
                id: 3,
                name: "Tasks done",
                kind: "tasks",
                required: false,
                is_met: false,
                can_plan: true,
                problem: "No task is planned.",
            },
            { id: 4, name: "Budget known", kind: "domain", required: true, is_set_aside: true },
        ],
    };
}

test("the checklist tells what is met, by what, and what is missing", async () => {
    lead.goal_status = makeGoals();
    await mountField("goal_status", "sales_goal_checklist");
    expect(".o_sales_goal_checklist header .badge").toHaveText("1 / 3");
    expect(".o_sales_goal_checklist header").toHaveText(/Then it moves on to “Proposition” by itself/);
    expect(queryAllAttributes(".o_sales_goal i[role=img]", "aria-label")).toEqual([
        "missing",
        "met",
        "missing",
        "set aside",
    ]);
    const [visits, quotation, tasks] = queryAll(".o_sales_goal");
    expect(visits).toHaveText(/1 of 2/);
    expect(visits.querySelector("button")).toHaveAttribute("aria-label", "Log: Two visits");
    expect(quotation).toHaveText(/05\/12\/2026\s+·\s+S00042/);
    expect(tasks).toHaveText(/optional/);
    expect(tasks).toHaveText(/No task is planned\./);
});

test("a stage that blocks, and one whose goals are met, say so", async () => {
    lead.goal_status = { ...makeGoals(), policy: "block" };
    await mountField("goal_status", "sales_goal_checklist");
    expect(".o_sales_goal_checklist header").toHaveText(
        /“Qualified” can be left when the required goals are met/
    );
    lead.goal_status = { ...makeGoals(), policy: "block", is_met: true };
    await mountField("goal_status", "sales_goal_checklist");
    expect(".o_sales_goal_checklist:last header").toHaveText(/All required goals are met/);
});

test("goals are logged, planned and looked up from the checklist", async () => {
    lead.goal_status = makeGoals();
    for (const method of [
        "action_log_goal_event",
        "action_open_goal_source",
        "action_plan_stage_tasks",
    ]) {
        onRpc("crm.lead", method, ({ args }) => {
            expect.step(`${method} ${JSON.stringify(args)}`);
            return method === "action_plan_stage_tasks"
                ? false
                : { type: "ir.actions.act_window", res_model: "crm.lead" };
        });
    }
    mockService("action", { doAction: () => expect.step("opened") });
    await mountField("goal_status", "sales_goal_checklist");
    await contains(".o_sales_goal button:contains(Log it)").click();
    expect.verifySteps(["action_log_goal_event [[1],3]", "opened"]);
    await contains(".o_sales_goal button:contains(S00042)").click();
    expect.verifySteps(['action_open_goal_source [[1],"sale.order",42]', "opened"]);
    // planned by somebody else meanwhile, and shown after the click
    lead.goal_status = { ...makeGoals(), met: 2 };
    await contains(".o_sales_goal button:contains(Plan the tasks)").click();
    expect.verifySteps(["action_plan_stage_tasks [[1]]"]);
    expect(".o_sales_goal_checklist header .badge").toHaveText("2 / 3");
});
