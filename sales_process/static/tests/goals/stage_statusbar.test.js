import { beforeEach, expect, test } from "@odoo/hoot";
import { queryText } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Stage extends models.Model {
    _name = "crm.stage";

    name = fields.Char();
    _records = [
        { id: 1, name: "Qualified" },
        { id: 2, name: "Proposition" },
    ];
}

class Lead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    stage_id = fields.Many2one({ relation: "crm.stage" });
    duration_tracking = fields.Json();
    rotting_days = fields.Integer();
    is_rotting = fields.Boolean();
    _records = [{ id: 1, name: "Acme project", stage_id: 1 }];
}

defineModels({ ...mailModels, Stage, Lead });

const STAGE = ".o_arrow_button_current";
const NAME = ".o_field_widget[name=name] input";
let isBlocked;

beforeEach(async () => {
    isBlocked = true;
    onRpc("crm.lead", "web_save", ({ args }) => {
        expect.step(args[1]);
        if (isBlocked && args[1].stage_id === 2) {
            throw makeServerError({ message: "Goals are missing" });
        }
    });
    await mountView({
        type: "form",
        resModel: "crm.lead",
        resId: 1,
        arch: `
            <form>
                <header>
                    <field name="rotting_days" invisible="1"/>
                    <field name="is_rotting" invisible="1"/>
                    <field name="stage_id" widget="sales_stage_statusbar" options="{'clickable': '1'}"/>
                </header>
                <field name="name"/>
            </form>`,
    });
});

test.tags("desktop");
test("a refused move shows the real stage again, and nothing is left to save", async () => {
    expect.errors(1);
    await contains(".o_statusbar_status button[data-value='2']").click();
    await animationFrame();
    expect.verifyErrors(["Goals are missing"]);
    expect(queryText(STAGE)).toBe("Qualified");
    expect(".o_form_status_indicator_buttons").toHaveClass("invisible");
    expect.verifySteps([{ stage_id: 2 }]);
});

test.tags("desktop");
test("a refused move keeps what else was entered", async () => {
    expect.errors(1);
    await contains(NAME).edit("Acme, second line", { confirm: false });
    await contains(".o_statusbar_status button[data-value='2']").click();
    await animationFrame();
    expect.verifyErrors(["Goals are missing"]);
    expect(queryText(STAGE)).toBe("Qualified");
    expect(NAME).toHaveValue("Acme, second line");
    await contains(".modal-footer button").click();
    await contains(".o_form_button_save").click();
    expect.verifySteps([
        { name: "Acme, second line", stage_id: 2 },
        { name: "Acme, second line", stage_id: 1 },
    ]);
});

test.tags("desktop");
test("a move that is let through stays", async () => {
    isBlocked = false;
    await contains(".o_statusbar_status button[data-value='2']").click();
    await animationFrame();
    expect(queryText(STAGE)).toBe("Proposition");
    expect.verifySteps([{ stage_id: 2 }]);
});
