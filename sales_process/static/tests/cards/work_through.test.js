import { beforeEach, expect, test } from "@odoo/hoot";
import { click, edit, press as pressKey, queryAllTexts, queryFirst, queryText, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

class SalesEventLog extends models.Model {
    _name = "sales.event.log";

    summary = fields.Char();
    outcome_id = fields.Many2one({ relation: "sales.event.outcome" });
    event_duration = fields.Float();
    call_external_id = fields.Char();
    call_number = fields.Char();
    call_started_on = fields.Datetime();
    lead_name = fields.Char({ required: true });

    _views = {
        "form,99": `
            <form js_class="sales_card_round_form">
                <sheet>
                    <field name="summary"/><field name="lead_name"/><field name="outcome_id" invisible="1"/>
                    <field name="event_duration" invisible="1"/><field name="call_external_id" invisible="1"/>
                    <field name="call_number" invisible="1"/><field name="call_started_on" invisible="1"/>
                </sheet>
            </form>`,
    };
}

class SalesEventOutcome extends models.Model {
    _name = "sales.event.outcome";

    name = fields.Char();
    call_result = fields.Char();
    _records = [
        { id: 1, name: "Held", call_result: "answered" },
        { id: 2, name: "No answer", call_result: "no_answer" },
    ];
}

defineModels({ ...mailModels, SalesEventLog, SalesEventOutcome });

function makeRow(id, name) {
    return {
        id,
        model: "mail.activity",
        name: `Call ${name}`,
        note: "",
        colleague: "",
        line: { id, day: "2026-05-12", why: "Registered by Mia", tone: "danger", alert: "Overdue" },
        columns: [{ name: "day", string: "Due Date", type: "date" }],
        customer: { id: 5, name, company: "", function: "", email: "", place: "Lyon" },
        phones: [{ name, number: "+33 4 72 00 00 00" }],
        events: [
            {
                id: 1,
                day: "3 May",
                category: "Visit",
                seller: "Sam",
                outcome: "",
                summary: "Was there",
                text: "Friendly",
            },
        ],
        leads: [
            {
                id: 8,
                name: "Project",
                stage: "Need",
                revenue: 0,
                currency: 1,
                seller: "Sam",
                closing: "",
            },
        ],
        sections: [
            { title: "Guidance: Need", html: "<p>Ask for the need</p>" },
            { title: "Goals", lines: [{ text: "Visit held", detail: "", is_done: true }] },
        ],
        form: { default_lead_name: name },
        can_finish: false,
        can_put_off: true,
    };
}

function makeRound(row, done = {}, left = 2) {
    return {
        card: { id: 3, name: "New prospects", icon: "fa-bell-o" },
        done: { logged: 0, later: 0, skipped: 0, ...done },
        left,
        started_on: "2026-05-13",
        form_view_id: 99,
        row,
    };
}

let answers;

beforeEach(() => {
    mockDate("2026-05-13 10:00:00");
    answers = [];
    onRpc("sales.card", "get_round", () => makeRound(makeRow(71, "Acme")));
    onRpc("sales.card", "leave_round", () => true);
    onRpc("sales.card", "run_round_step", ({ args }) => {
        expect.step(args.slice(1));
        return answers.shift();
    });
});

async function start(context = { active_id: 3 }) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_process.work_through",
        context,
    });
    await waitFor(".o_sales_work");
}

async function press(selector) {
    await contains(selector).click();
    await animationFrame();
}

test("an address without a card says where to start", async () => {
    await start({});
    expect(".o_sales_work_none p").toHaveText("Choose a card on your view, and press Start there.");
    expect(".o_sales_work_none .o_sales_work_leave").toHaveCount(1);
    expect(".progress").toHaveCount(0);
});

test("a row has what matters for the contact beside the form that logs it", async () => {
    await start();
    expect(".o_sales_work_about h2").toHaveText("Acme");
    expect(".o_sales_work_phones a").toHaveAttribute("href", "tel:+33 4 72 00 00 00");
    expect(queryText(".o_sales_work_line")).toInclude("Due Date: Yesterday");
    expect(queryText(".o_sales_work_leads")).toInclude("Project");
    expect(queryAllTexts(".o_sales_work_section h3")).toEqual(["Guidance: Need", "Goals"]);
    expect(queryText(".o_sales_work_events")).toInclude("Friendly");
    expect(".o_sales_work_progress [role=status]").toHaveText("0 of 2");
    expect(".o_field_widget[name=lead_name] input").toHaveValue("Acme");
});

test("log and next saves the form, says it to the server, and shows the next row", async () => {
    onRpc("sales.event.log", "web_save", ({ args }) => {
        expect.step(args[1].summary);
    });
    answers = [{ said: false, ...makeRound(makeRow(72, "Globex"), { logged: 1 }, 1) }];
    await start();
    await contains(".o_field_widget[name=summary] input").click();
    await edit("Wants an offer", { confirm: "blur" });
    await press(".o_sales_work_next");
    expect.verifySteps(["Wants an offer", [71, "log", { form_id: 1 }]]);
    expect(".o_sales_work_about h2").toHaveText("Globex");
    expect(".o_field_widget[name=lead_name] input").toHaveValue("Globex");
    expect(".o_field_widget[name=summary] input").toHaveValue("");
    expect(".o_sales_work_progress [role=status]").toHaveText("1 of 2");
});

test("a call that is dialled is logged by the form beside it, once", async () => {
    onRpc("sales.event.log", "log_call", () => expect.step("log_call"));
    onRpc("sales.event.log", "web_save", ({ args }) => {
        const { call_external_id: id, event_duration: hours, call_started_on: start, ...values } = args[1];
        expect(id).toMatch(/^click-/);
        expect(hours * 3600).toBeWithin(90, 99);
        expect(start).toMatch(/^2026-05-13 /);
        expect.step(values);
    });
    answers = [{ said: false, ...makeRound(makeRow(72, "Globex"), { logged: 1 }, 1) }];
    await start();
    const link = queryFirst(".o_sales_work_phones a");
    link.addEventListener("click", (ev) => ev.preventDefault());
    await click(link);
    await waitFor(".o_sales_call_outcomes label");
    await advanceTime(90000);
    await contains(".o_sales_call_outcomes label:contains(No answer)").click();
    await contains(".o_sales_call_note").edit("Tries on Monday", { confirm: false });
    await pressKey("Enter");
    await waitFor(".o_sales_work_about h2:contains(Globex)");
    expect.verifySteps([
        {
            summary: "Tries on Monday",
            lead_name: "Acme",
            outcome_id: 2,
            call_number: "+33 4 72 00 00 00",
        },
        [71, "log", { form_id: 1 }],
    ]);
    expect(".o_sales_call").toHaveCount(0);
});

test("what is missing in the form logs nothing", async () => {
    await start();
    await contains(".o_field_widget[name=lead_name] input").click();
    await edit("", { confirm: "blur" });
    await press(".o_sales_work_next");
    expect.verifySteps([]);
    expect(".o_field_widget[name=lead_name]").toHaveClass("o_field_invalid");
});

test("later and skip go on; at the end what was done is said", async () => {
    const said = { message: "Put off", type: "success", undo: "token" };
    answers = [
        { said, ...makeRound(makeRow(72, "Globex"), { later: 1 }, 1) },
        { said: false, ...makeRound(false, { later: 1, skipped: 1 }, 0) },
    ];
    onRpc("sales.card", "restart_round", ({ args }) => {
        expect.step(args[1]);
        return makeRound(makeRow(72, "Globex"));
    });
    await start();
    await press(".o_sales_work_later");
    await press(".o-dropdown-item:contains(Tomorrow)");
    expect.verifySteps([[71, "later", { to: "tomorrow" }]]);
    expect(".o_notification button:contains(Undo)").toHaveCount(1);
    await press(".o_sales_work_skip");
    expect.verifySteps([[72, "skip", {}]]);
    expect(queryText(".o_sales_work_end")).toInclude("Skipped: 1");
    await press(".o_sales_work_again");
    expect.verifySteps([false]);
    expect(".o_sales_work_about h2").toHaveText("Globex");
});

test("what a colleague did meanwhile is said, and nothing that was typed is lost", async () => {
    answers = [
        { said: false, obstacle: "“Call Acme” is done already, by Sue." },
        { said: false, ...makeRound(makeRow(72, "Globex"), { logged: 1 }, 1) },
    ];
    await start();
    await contains(".o_field_widget[name=summary] input").click();
    await edit("Mine", { confirm: "blur" });
    await press(".o_sales_work_next");
    expect(queryText(".o_sales_work_obstacle")).toInclude("by Sue");
    expect(".o_field_widget[name=summary] input").toHaveValue("Mine");
    await press(".o_sales_work_obstacle button:contains(Log It All the Same)");
    expect.verifySteps([
        [71, "log", { form_id: 1 }],
        [71, "log", { anyway: true, form_id: 1 }],
    ]);
    expect(".o_sales_work_about h2").toHaveText("Globex");
    expect(".o_sales_work_obstacle").toHaveCount(0);
});

test("an activity that is no event has a note and is done", async () => {
    onRpc("sales.card", "get_round", () =>
        makeRound({ ...makeRow(71, "Acme"), form: false, can_finish: true })
    );
    answers = [{ said: false, ...makeRound(false, { logged: 1 }, 0) }];
    await start();
    await click(queryFirst("#o_sales_work_note"));
    await edit("Sent");
    await press(".o_sales_work_next");
    expect.verifySteps([[71, "done", { note: "Sent" }]]);
});
