import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { user } from "@web/core/user";

const STAGES = [
    {
        id: 1,
        name: "Contacted",
        weight: 15,
        is_won: false,
        document: "",
        description: "We have talked.",
        days: 10,
        goals: [{ name: "Customer visit held", is_required: true }],
        tasks: ["Agree on a visit"],
        mail: "",
        is_milestone: true,
    },
    {
        id: 2,
        name: "Order",
        weight: 90,
        is_won: true,
        document: "Order",
        description: "",
        days: 0,
        goals: [],
        tasks: [],
        mail: "Thank you",
        is_milestone: false,
    },
];

class Process extends models.Model {
    _name = "sales.process.template";

    name = fields.Char();
    picture = fields.Json();

    _records = [
        { id: 1, name: "Field sales", picture: STAGES },
        { id: 2, name: "Tenders", picture: [] },
    ];
}

class Load extends models.Model {
    _name = "sales.process.template.load";

    template_id = fields.Many2one({ relation: "sales.process.template" });

    _records = [{ id: 1 }];
}

class Team extends models.Model {
    _name = "crm.team";
}

class Stage extends models.Model {
    _name = "crm.stage";

    name = fields.Char();
    weight = fields.Float();
    weight_warning = fields.Char();
    team_ids = fields.Many2many({ relation: "crm.team" });

    _records = [
        { id: 1, name: "New", weight: 50, weight_warning: "Not below “Qualified”" },
        { id: 2, name: "Qualified", weight: 30, weight_warning: "Not above “New”" },
        { id: 3, name: "Won", weight: 100 },
    ];
}

class Lead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    stage_id = fields.Many2one({ relation: "crm.stage" });

    _records = [{ id: 1, name: "Acme", stage_id: 1 }];
}

defineModels({ ...mailModels, Process, Load, Team, Stage, Lead });

beforeEach(() => {
    onRpc("get_pictures", () => [
        { id: 1, name: "Field sales", description: "With visits", picture: STAGES },
        { id: 2, name: "Tenders", description: "For authorities", picture: [] },
    ]);
});

function mountPicker() {
    return mountView({
        type: "form",
        resModel: "sales.process.template.load",
        resId: 1,
        arch: `<form><field name="template_id" widget="sales_process_picker"/></form>`,
    });
}

test("a picture shows the stages with weight, signs and what stands behind them", async () => {
    await mountView({
        type: "form",
        resModel: "sales.process.template",
        resId: 1,
        arch: `<form><field name="picture" widget="sales_process_picture"/></form>`,
    });
    expect(queryAllTexts(".o_sales_picture_name")).toEqual(["Contacted", "Order"]);
    expect(queryAllTexts(".o_sales_picture_weight")).toEqual(["15 %", "90 %"]);
    expect(".o_sales_picture_won").toHaveCount(1);
    expect(".o_sales_picture_stage:first .fa-trophy").toHaveCount(1);
    expect(".o_sales_picture_stage:first .fa-bullseye").toHaveCount(1);
    expect(".o_sales_picture_stage:last .fa-file-text-o").toHaveCount(1);
    expect(".o_sales_picture_stage:last .fa-envelope-o").toHaveCount(1);
    const title = queryFirst(".o_sales_picture_stage").title;
    expect(title).toInclude("Goals: Customer visit held");
    expect(title).toInclude("Tasks: Agree on a visit");
    expect(title).toInclude("Going stale after 10 days");
});

test("pictures side by side: one is found by its words, and chosen by a click", async () => {
    await mountPicker();
    expect(".o_sales_picker_card").toHaveCount(2);
    await contains(".o_sales_picker_search").edit("contacted", { confirm: false });
    await animationFrame();
    expect(queryAllTexts(".o_sales_picker_card .fs-5")).toEqual(["Field sales"]);
    await contains(".o_sales_picker_search").edit("nothing at all", { confirm: false });
    await animationFrame();
    expect(".o_sales_picker_card").toHaveCount(0);
    await contains(".o_sales_picker_search").edit("AUTHORITIES", { confirm: false });
    await contains(".o_sales_picker_card").click();
    expect(queryAllTexts(".o_sales_picker_card .fs-5")).toEqual(["Tenders"]);
    expect(".o_sales_picker_card").toHaveAttribute("aria-pressed", "true");
    await contains(".o_sales_picker_others").click();
    await contains(".o_sales_picker_search").edit("", { confirm: false });
    await animationFrame();
    expect(".o_sales_picker_card").toHaveCount(2);
});

test("a weight that is saved mends the warning of the stage beside it", async () => {
    onRpc("crm.stage", "web_save", function ({ args }) {
        expect.step(`saved ${args[0]}`);
        this.env["crm.stage"].write([1, 2], { weight_warning: false });
    });
    await mountView({
        type: "list",
        resModel: "crm.stage",
        arch: `<list js_class="sales_stage_table" editable="bottom">
                <field name="name"/><field name="weight"/><field name="weight_warning" readonly="1"/>
            </list>`,
    });
    expect(queryAllTexts(".o_data_cell[name=weight_warning]")[1]).toBe("Not above “New”");
    await contains(".o_data_row:first .o_data_cell[name=weight]").click();
    await contains(".o_data_row:first .o_field_widget[name=weight] input").edit("10", {
        confirm: false,
    });
    await contains(".o_control_panel .o_list_button_save").click();
    await animationFrame();
    expect.verifySteps(["saved 1"]);
    expect(queryAllTexts(".o_data_cell[name=weight_warning]")[1]).toBe("");
});

test.tags("desktop");
test("stages of all teams are in sight, under their name", async () => {
    await mountView({
        type: "list",
        resModel: "crm.stage",
        arch: `<list js_class="sales_stage_table" default_group_by="team_ids" expand="1"><field name="name"/></list>`,
    });
    expect(queryAllTexts(".o_group_name")).toEqual(["Shared by all teams (3)"]);
    expect(queryAllTexts(".o_data_cell")).toEqual(["New", "Qualified", "Won"]);
    await contains(".o_group_name").click();
    expect(".o_data_cell").toHaveCount(0);
});

for (const isManager of [true, false]) {
    test.tags("desktop");
    test(`the menu of a column leads to all stages: manager ${isManager}`, async () => {
        patchWithCleanup(user, { hasGroup: async () => isManager });
        mockService("action", { doAction: (action) => expect.step(action) });
        await mountView({
            type: "kanban",
            resModel: "crm.lead",
            groupBy: ["stage_id"],
            arch: `<kanban><templates><t t-name="card"><field name="name"/></t></templates></kanban>`,
        });
        await contains(".o_kanban_group:first .o_group_config button", { visible: false }).click();
        if (isManager) {
            await contains(".o_sales_process_stages").click();
            expect.verifySteps(["sales_process.crm_stage_action_overview"]);
        } else {
            expect(".o_sales_process_stages").toHaveCount(0);
        }
    });
}
