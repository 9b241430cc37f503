import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Task extends models.Model {
    _name = "test.task";

    name = fields.Char({ string: "Title" });
    day = fields.Date({ string: "Due" });
    note = fields.Text({ string: "Note" });
}

class SalesCard extends models.Model {
    _name = "sales.card";

    model = fields.Char();
    row_order = fields.Char();
    column_names = fields.Char();
    _records = [
        { id: 1, model: "test.task", row_order: "day desc, id desc", column_names: "day,name" },
        { id: 2, model: "test.task", row_order: false, column_names: false },
    ];
}

defineModels({ ...mailModels, Task, SalesCard });

beforeEach(() => {
    onRpc("sales.card", "web_save", ({ args }) => expect.step(args[1]));
});

function mountCard(resId, fieldName, widget) {
    return mountView({
        type: "form",
        resModel: "sales.card",
        resId,
        arch: `<form><field name="model" invisible="1"/><field name="${fieldName}" widget="${widget}"/></form>`,
    });
}

async function choose(label) {
    await contains(".o_model_field_selector").click();
    await contains(`.o_model_field_selector_popover_item_name:contains("${label}")`).click();
}

test("the order of rows is read without technical names", async () => {
    await mountCard(1, "row_order", "sales_card_order");
    expect(queryAllTexts(".o_sales_card_column")).toEqual(["Due"]);
    expect(".o_sales_card_column .fa-long-arrow-down").toHaveCount(1);
});

test("the order is turned round, and a field is added", async () => {
    await mountCard(1, "row_order", "sales_card_order");
    await contains(".o_sales_card_direction").click();
    expect(".o_sales_card_column .fa-long-arrow-up").toHaveCount(1);
    await choose("Title");
    expect(queryAllTexts(".o_sales_card_column")).toEqual(["Due", "Title"]);
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ row_order: "day, name, id desc" }]);
});

test("without fields the rows have their usual order", async () => {
    await mountCard(1, "row_order", "sales_card_order");
    await contains("button[title='Do not order by it']").click();
    expect(".o_sales_card_column").toHaveCount(0);
    expect(".o_sales_card_columns").toHaveText(/The usual order of these records/);
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ row_order: false }]);
});

test("columns are removed and added by their labels", async () => {
    await mountCard(1, "column_names", "sales_card_columns");
    expect(queryAllTexts(".o_sales_card_column")).toEqual(["Due", "Title"]);
    await contains(".o_sales_card_column:first button").click();
    await choose("Note");
    expect(queryAllTexts(".o_sales_card_column")).toEqual(["Title", "Note"]);
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ column_names: "name,note" }]);
});

test("a new card's order begins with the first field", async () => {
    await mountCard(2, "row_order", "sales_card_order");
    await choose("Due");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ row_order: "day, id" }]);
});
