import { beforeEach, expect, test } from "@odoo/hoot";
import { press, queryAll, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    makeMockEnv,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { registry } from "@web/core/registry";

const ARCH = `
    <kanban class="o_sales_card_board" js_class="sales_card_board" can_open="0" create="0">
        <field name="error"/>
        <templates>
            <t t-name="card">
                <a type="object" name="action_open_records" class="o_sales_card_name"><field name="name"/></a>
                <field name="preview" widget="sales_card_rows" options="{'clickable': True}"/>
            </t>
        </templates>
    </kanban>`;

class SalesCard extends models.Model {
    _name = "sales.card";

    name = fields.Char();
    model = fields.Char();
    preview = fields.Json();
    preview_columns = fields.Json();
    row_actions = fields.Json();
    can_edit = fields.Boolean();
    error = fields.Char();
    empty_help = fields.Char();

    _records = [
        { id: 1, name: "Prospects", rows: [71, 72] },
        { id: 2, name: "Empty", rows: [] },
        { id: 3, name: "Tasks", rows: [73] },
    ].map(({ id, name, rows }) => ({
        id,
        name,
        model: "mail.activity",
        preview_columns: [{ name: "name", string: "Name", type: "char" }],
        preview: rows.map((row) => ({ id: row, name: `${row}`, why: "", actions: ["done"] })),
        row_actions: [{ name: "done", label: "Done", icon: "fa-check" }],
    }));
}

defineModels({ ...mailModels, SalesCard });

beforeEach(() => {
    onRpc("sales.card", "get_view_info", () => ({
        card_user: { id: 7, name: "Sam Seller" },
        is_own: true,
        create_options: [{ key: "event", label: "Event", icon: "fa-check" }],
        channels: [],
    }));
});

test.tags("desktop");
test("keys lead to the next row, the next card, and what can be done", async () => {
    onRpc("sales.card", "action_create_new", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window_close" };
    });
    onRpc("sales.card", "run_row_action", ({ args }) => {
        expect.step(args.slice(1));
        return { message: "Done", type: "success", undo: false };
    });
    await mountView({ type: "kanban", resModel: "sales.card", arch: ARCH });
    const row = (place) => queryAll(".o_sales_card_row")[place];
    await press(["alt", "r"]);
    expect(row(0)).toBeFocused();
    await press(["alt", "r"]);
    expect(row(1)).toBeFocused();
    await press(["alt", "k"]);
    expect(queryAll(".o_sales_card_name")[1]).toBeFocused();
    await press(["alt", "k"]);
    expect(row(2)).toBeFocused();
    await animationFrame();
    expect(queryOne("[data-hotkey=o]")).toBe(row(2));
    expect(queryOne("[data-hotkey=d]").dataset.action).toBe("done");
    await press(["alt", "g"]);
    await animationFrame();
    expect.verifySteps([["event"]]);
});

test("the palette has the commands that the server names", async () => {
    onRpc("sales.card", "get_palette", () => {
        expect.step("asked");
        return [
            { name: "My View", action: "sales_process.sales_card_action_view" },
            { name: "Card: Tasks", method: "action_open_records", args: [[3]] },
        ];
    });
    onRpc("sales.card", "action_open_records", ({ args }) => ({ tag: `records ${args[0]}` }));
    mockService("action", {
        doAction(action) {
            expect.step(action.tag || action);
        },
    });
    const env = await makeMockEnv();
    const provider = registry.category("command_provider").get("sales_process");
    const commands = await provider.provide(env, { searchValue: "" });
    await provider.provide(env, { searchValue: "t" });
    expect(commands.map((command) => command.name)).toEqual(["My View", "Card: Tasks"]);
    for (const command of commands) {
        await command.action();
    }
    expect.verifySteps(["asked", "sales_process.sales_card_action_view", "records 3"]);
});
