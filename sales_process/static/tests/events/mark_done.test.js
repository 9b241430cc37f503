import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, select } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { ActivityMarkAsDone } from "@mail/core/web/activity_markasdone_popover";
import {
    defineModels,
    fields,
    makeMockEnv,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

class SalesEventOutcome extends models.Model {
    _name = "sales.event.outcome";

    name = fields.Char();
    _records = [
        { id: 1, name: "Held" },
        { id: 2, name: "No answer" },
    ];
}

defineModels({ ...mailModels, SalesEventOutcome });

async function ask(values) {
    onRpc("mail.activity", "write", ({ args }) => {
        expect.step(args);
        return true;
    });
    onRpc("mail.activity", "action_feedback", ({ args }) => {
        expect.step(["done", ...args]);
        return false;
    });
    const env = await makeMockEnv();
    const activity = env.services["mail.store"]["mail.activity"].insert({
        id: 5,
        res_id: 3,
        res_model: "res.partner",
        chaining_type: "suggest",
        ...values,
    });
    await mountWithCleanup(ActivityMarkAsDone, {
        env,
        props: { activity, onActivityChanged: () => {} },
    });
    await animationFrame();
}

test("Mark Done asks in one line how an event went, and keeps it", async () => {
    await ask({ asks_outcome: true });
    expect(queryAllTexts(".o_sales_outcome option")).toEqual([
        "Outcome (empty: held)",
        "Held",
        "No answer",
    ]);
    await click(".o_sales_outcome");
    await select("2");
    await click("button[aria-label=Done]");
    await animationFrame();
    expect.verifySteps([
        [[5], { outcome_id: 2 }],
        ["done", [5]],
    ]);
});

test("a to-do is marked done as ever", async () => {
    await ask({ asks_outcome: false });
    expect(".o_sales_outcome").toHaveCount(0);
    await click("button[aria-label=Done]");
    await animationFrame();
    expect.verifySteps([["done", [5]]]);
});
