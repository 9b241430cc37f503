import { beforeEach, expect, test } from "@odoo/hoot";
import {
    click,
    hover,
    manuallyDispatchProgrammaticEvent,
    press,
    queryAllAttributes,
    queryAllTexts,
    queryOne,
    queryText,
    waitFor,
    waitUntil,
} from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    editSearch,
    fields,
    makeMockEnv,
    MockServer,
    mockService,
    models,
    mountView,
    onRpc,
    validateSearch,
} from "@web/../tests/web_test_helpers";
import { countColumns } from "@sales_process/cards/card_board/card_board";
import { formatAmount, formatCell } from "@sales_process/cards/card_rows/card_rows";

const ARCH = `
    <kanban class="o_sales_card_board" js_class="sales_card_board" can_open="0" create="0" default_order="view_sequence, id">
        <field name="view_sequence" widget="handle"/>
        <field name="error"/>
        <field name="is_hidden"/>
        <field name="measure_info"/>
        <templates>
            <t t-name="menu">
                <a role="menuitem" type="object" name="action_hide" class="dropdown-item">Hide</a>
            </t>
            <t t-name="card">
                <div t-if="!record.record_count.raw_value and !record.error.raw_value" class="o_sales_card_without_rows"/>
                <a type="object" name="action_open_records" class="o_sales_card_name"><field name="name"/></a>
                <span class="o_sales_card_count"><field name="record_count"/></span>
                <field name="measure_total" widget="sales_card_total"/>
                <field name="preview" widget="sales_card_rows" options="{'clickable': True}"/>
            </t>
        </templates>
    </kanban>`;

const COLUMNS = [
    { name: "customer_id", string: "Customer", type: "many2one" },
    { name: "state", string: "State", type: "selection", selection: [["hot", "Very hot"]] },
    { name: "day", string: "Day", type: "date" },
];

/** The cards of a test, each time anew. */
function makeCards() {
    return [
        {
            id: 1,
            name: "New prospects",
            model: "mail.activity",
            view_sequence: 1,
            record_count: 12,
            preview_columns: COLUMNS,
            preview: [
                {
                    id: 71,
                    customer_id: [5, "Acme"],
                    state: "hot",
                    day: "2026-05-12",
                    why: "Registered by Mia",
                    tone: "danger",
                },
                {
                    id: 72,
                    customer_id: false,
                    state: "hot",
                    day: "2026-05-13",
                    why: "Registered by Mona",
                    tone: false,
                },
            ],
        },
        {
            id: 2,
            name: "Quotations",
            model: "sale.order",
            view_sequence: 2,
            empty_help: "Make the first quotation.",
            measure_total: 1234.5,
            measure_info: { type: "float", string: "Untaxed", currency_id: false },
            preview: [],
        },
        { id: 3, name: "Broken", view_sequence: 3, error: "No field “gone”.", preview: [] },
    ];
}

class SalesCard extends models.Model {
    _name = "sales.card";

    name = fields.Char();
    model = fields.Char();
    view_sequence = fields.Integer();
    is_hidden = fields.Boolean();
    can_edit = fields.Boolean();
    record_count = fields.Integer();
    measure_total = fields.Float();
    measure_info = fields.Json();
    preview = fields.Json();
    preview_columns = fields.Json();
    row_actions = fields.Json();
    error = fields.Char();
    empty_help = fields.Char();
}

defineModels({ ...mailModels, SalesCard });

let info;

beforeEach(() => {
    mockDate("2026-05-13 10:00:00");
    SalesCard._records = makeCards();
    info = {
        card_user: { id: 7, name: "Sam Seller" },
        is_own: true,
        can_switch: false,
        can_configure: false,
        seller_domain: [],
        hidden_count: 2,
        create_options: [
            { key: "event", label: "Event", icon: "fa-check" },
            { key: "quotation", label: "Quotation", icon: "fa-file" },
        ],
    };
    onRpc("sales.card", "get_view_info", () => info);
});

async function mountBoard(params = {}) {
    await mountView({ type: "kanban", resModel: "sales.card", arch: ARCH, ...params });
}

test("rows show their columns, formatted by type, and why they are there", async () => {
    await mountBoard();
    expect(queryAllTexts(".o_sales_card_row_title")).toEqual(["Acme", "Very hot"]);
    expect(queryAllTexts(".o_sales_card_row_aside")).toEqual(["Yesterday", "Today"]);
    expect(".o_sales_card_row:first .text-danger").toHaveText("Yesterday");
    expect(queryText(".o_sales_card_row:first .o_sales_card_row_details")).toBe(
        "Very hot · Registered by Mia"
    );
    expect(".o_sales_card_row:first").toHaveAttribute("title", "Registered by Mia");
    expect(".o_sales_card_row:first").toHaveAttribute("href", "/odoo/mail.activity/71");
    expect("img").toHaveCount(0);
});

test.tags("desktop");
test("the search box looks for rows of all cards; cards without one step aside", async () => {
    onRpc("sales.card", "web_search_read", ({ kwargs }) => {
        expect.step([kwargs.domain, kwargs.context.card_search || null]);
    });
    await mountBoard({
        searchViewArch: `
            <search>
                <field name="name" string="Customer" filter_domain="[]" context="{'card_search': self}"/>
            </search>`,
    });
    expect.verifySteps([[[], null]]);
    expect(".o_sales_card_found").toHaveCount(0);
    await editSearch("acme");
    await validateSearch();
    expect.verifySteps([[[], ["acme"]]]);
    expect(queryText(".o_sales_card_found")).toBe("Rows with “acme” on all cards: 12");
    expect(queryAllTexts(".o_kanban_record:visible .o_sales_card_name")).toEqual([
        "New prospects",
        "Broken",
    ]);
    MockServer.env["sales.card"].write([1, 2, 3], { record_count: 0, preview: [] });
    await editSearch("nobody");
    await validateSearch();
    expect(queryText(".o_sales_card_found")).toInclude("No row of any card has “acme”, “nobody”");
    expect.verifySteps([[[], ["acme", "nobody"]]]);
});

test("columns of cards fill the screen", () => {
    // six cards: three by two where four would fit, all in a row where six fit
    expect(countColumns(95, 6)).toBe(3);
    expect(countColumns(140, 6)).toBe(6);
    expect(countColumns(50, 6)).toBe(2);
    expect(countColumns(24, 6)).toBe(1);
    expect(countColumns(95, 16)).toBe(4);
    expect(countColumns(95, 7)).toBe(4);
    expect(countColumns(95, 2)).toBe(2);
    expect(countColumns(95, 0)).toBe(1);
});

test.tags("desktop");
test("Add cards offers the others as they would look, and adds them", async () => {
    onRpc("sales.card", "get_offered_cards", () => [
        {
            id: 8,
            name: "Stale",
            icon: "fa-hourglass",
            model: "crm.lead",
            count: 7,
            rows: [{ id: 1, customer_id: [5, "Acme"], day: "2026-05-12" }],
            columns: [COLUMNS[0], COLUMNS[2]],
            reason: "Stands still",
            error: "",
        },
        { id: 9, name: "Meetings", icon: "", model: "x", count: 0, rows: [], columns: COLUMNS, reason: "", error: "" },
    ]);
    onRpc("sales.card", "action_add", ({ args }) => {
        expect.step(args);
        return true;
    });
    onRpc("sales.card", "web_search_read", () => {
        expect.step("read");
    });
    await mountBoard();
    expect.verifySteps(["read"]);
    await contains(".o_sales_card_options:first").click();
    await contains(".o_sales_card_add_cards").click();
    expect(queryAllTexts(".o_sales_card_offered b")).toEqual(["Stale", "Meetings"]);
    expect(queryAllTexts(".o_sales_card_offered .badge")).toEqual(["7", "0"]);
    expect(queryText(".o_sales_card_picture:first")).toBe("Acme\nYesterday");
    expect(queryText(".o_sales_card_picture:last")).toBe("Customer · State · Day");
    await contains(".o_sales_card_offer_add:first").click();
    expect.verifySteps([[[8]]]);
    expect(queryAllTexts(".o_sales_card_offered [role=status]")).toEqual(["Added"]);
    await contains(".modal-footer .btn-primary").click();
    expect.verifySteps(["read"]);
});

test("a row says which day it shows, and why it is red", async () => {
    const [card] = makeCards();
    card.preview[0].alert = "Overdue";
    SalesCard._records = [card];
    await mountBoard();
    expect(queryAllTexts(".o_sales_card_row_day")).toEqual(["Day · Overdue", "Day"]);
    expect(".o_sales_card_row_alert").toHaveClass("text-danger");
    expect(".o_sales_card_row_aside:first").toHaveClass("text-danger");
});

test("an amount is not red because a day is over, which is said", async () => {
    const [card] = makeCards();
    card.preview_columns = [COLUMNS[0], COLUMNS[2], { name: "sum", string: "Sum", type: "float" }];
    Object.assign(card.preview[0], { sum: 100, alert: "Closing was expected on 12 May" });
    SalesCard._records = [card];
    await mountBoard();
    expect(queryText(".o_sales_card_row_day:first")).toBe("Closing was expected on 12 May");
    expect(".o_sales_card_row_aside:first").not.toHaveClass("text-danger");
    expect(queryText(".o_sales_card_row_details:first")).toInclude("Day: Yesterday");
});

test("what all rows have in common is said once", async () => {
    const [card] = makeCards();
    card.preview[1].why = "Registered by Mia";
    SalesCard._records = [card];
    await mountBoard();
    expect(".o_sales_card_reason").toHaveText("Registered by Mia");
    expect(queryText(".o_sales_card_row:first .o_sales_card_row_details")).toBe("Very hot");
});

test("an empty card says what to do, a broken one what is wrong", async () => {
    await mountBoard();
    expect(".o_sales_card_empty").toHaveCount(1);
    expect(".o_sales_card_empty").toHaveText("Make the first quotation.");
    expect(".o_sales_card_error").toHaveCount(1);
    expect(queryText(".o_sales_card_error")).toInclude("No field “gone”.");
    expect(queryText(".o_sales_card_error")).toInclude("administrator can correct it");
    expect(".o_sales_card_total").toHaveText("1,235");
});

test("a click on a row opens it, and the cards are read again when it is closed", async () => {
    let onClose;
    mockService("action", {
        doActionButton(params) {
            expect.step(`${params.name} ${params.resId} ${params.args}`);
            onClose = params.onClose;
        },
    });
    onRpc("sales.card", "web_search_read", () => {
        expect.step("read");
    });
    await mountBoard();
    expect.verifySteps(["read"]);
    await click(".o_sales_card_row:first");
    await animationFrame();
    expect.verifySteps(["action_open_row 1 [71]"]);
    await onClose();
    expect.verifySteps(["read"]);
});

test("a row is opened by the keyboard", async () => {
    mockService("action", {
        doActionButton(params) {
            expect.step(`${params.name} ${params.args}`);
        },
    });
    await mountBoard();
    queryOne(".o_sales_card_row:eq(1)").focus();
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["action_open_row [72]"]);
});

test("Create new… offers what may be created and opens its form", async () => {
    mockService("action", {
        doAction(action) {
            expect.step(action.res_model);
        },
    });
    onRpc("sales.card", "action_create_new", ({ args, kwargs }) => {
        expect.step(`${args[0]} for ${kwargs.context.card_user_id}`);
        return { res_model: "sale.order" };
    });
    await mountBoard({ context: { card_user_id: 7 } });
    await contains(".o_sales_card_create, .o-control-panel-adaptive-dropdown .o_sales_card_create").click();
    expect(queryAllTexts(".dropdown-item[data-create]")).toEqual(["Event", "Quotation"]);
    await contains(".dropdown-item[data-create=quotation]").click();
    expect.verifySteps(["quotation for 7", "sale.order"]);
});

test.tags("desktop");
test("the seller moves cards of the own view", async () => {
    onRpc("sales.card", "web_resequence", ({ args, kwargs }) => {
        expect.step([args[0], kwargs.field_name]);
        return [];
    });
    await mountBoard();
    await contains(".o_kanban_record:eq(1) .o_sales_card_name").dragAndDrop(
        ".o_kanban_record:eq(0)"
    );
    expect.verifySteps([[[2, 1], "view_sequence"]]);
});

test.tags("desktop");
test("a manager sees whose view it is, and moves no card there", async () => {
    Object.assign(info, { is_own: false, can_switch: true });
    onRpc("res.users", "web_search_read", () => ({ records: [], length: 0 }));
    await mountBoard({ context: { card_user_id: 7 } });
    expect(queryText(".o_sales_card_banner")).toInclude("You see what Sam Seller sees");
    expect(".o_sales_card_own").toHaveCount(1);
    expect(".o_kanban_record.o_draggable").toHaveCount(0);
});

test.tags("desktop");
test("opened again, only the cards are read; the menu asks what is hidden now", async () => {
    onRpc("sales.card", "get_view_info", () => {
        expect.step("info");
        return info;
    });
    onRpc("sales.card", "web_search_read", () => {
        expect.step("cards");
    });
    await mountBoard();
    expect.verifySteps(["info", "cards"], { ignoreOrder: true });
    await mountBoard();
    expect.verifySteps(["cards"]);
    await mountBoard({ context: { card_user_id: 7 } });
    expect.verifySteps(["info", "cards"], { ignoreOrder: true });
    info.hidden_count = 3;
    await contains(".o_sales_card_options:first").click();
    expect.verifySteps(["info"]);
    expect(".o_sales_card_toggle_hidden").toHaveText("Show hidden cards (3)");
});

test("a seller has no switch to other views", async () => {
    await mountBoard();
    expect(".o_sales_card_banner").toHaveCount(0);
});

test("values are formatted by the type of their column", async () => {
    await makeMockEnv(); // with its translations
    const format = (type, value, extra = {}) =>
        formatCell({ f: value }, { name: "f", string: "F", type, ...extra });
    expect(format("char", false)).toBe("");
    expect(format("integer", 0)).toBe("0");
    expect(format("boolean", true)).toBe("F");
    expect(format("many2many", ["a", "b"])).toBe("a, b");
    expect(format("selection", "x", { selection: [["x", "Ex"]] })).toBe("Ex");
    expect(format("selection", "gone", { selection: [["x", "Ex"]] })).toBe("");
    expect(String(format("date", "2026-05-14"))).toBe("Tomorrow");
    expect(format("date", "2026-03-03")).toBe("Mar 3");
    expect(format("date", "2025-03-03")).toBe("Mar 3, 2025");
    expect(formatAmount(12.5, "float")).toBe("12.50");
    expect(formatAmount(1200.5, "float")).toBe("1,201");
});

const ACTIONS = [
    { name: "done", label: "Done", icon: "fa-check" },
    { name: "confirm", label: "Confirm", icon: "fa-check", confirm: "Really?" },
    {
        name: "later",
        label: "Later",
        icon: "fa-clock-o",
        choices: [
            { label: "Tomorrow", values: { to: "tomorrow" } },
            { label: "On a date", values: {} },
        ],
    },
    { name: "open", label: "Open", icon: "fa-link", is_menu_only: true },
];

/** A board whose first rows act; what is asked of the server is said as a step. */
async function mountActingBoard(answer = { message: "It is done", type: "success", undo: "token" }) {
    const [card] = makeCards();
    card.row_actions = ACTIONS;
    card.preview[0].actions = ["done", "confirm", "later", "open"];
    card.preview[1].actions = ["open"];
    SalesCard._records = [card];
    onRpc("sales.card", "run_row_action", ({ args }) => {
        expect.step(args.slice(1));
        return answer;
    });
    await mountBoard();
}

const menuOf = (place) => `.o_sales_card_row_menu:eq(${place})`;

/** As with a mouse, under which the menu is drawn; a finger finds it there. */
async function openMenu(place) {
    await hover(`.o_sales_card_row:eq(${place})`);
    await animationFrame();
    await click(menuOf(place));
    await waitFor(".o-dropdown-item");
}

async function choose(place, label) {
    await openMenu(place);
    await click(`.o-dropdown-item:contains(${label})`);
    await animationFrame();
}

test.tags("desktop");
test("a row shows its buttons under the mouse, and one click does it", async () => {
    await mountActingBoard();
    expect(".o_sales_card_row_action").toHaveCount(0);
    await hover(".o_sales_card_row:first");
    await animationFrame();
    expect(queryAllAttributes(".o_sales_card_row_action", "data-action")).toEqual([
        "done",
        "confirm",
        "later",
    ]);
    expect(".o_sales_card_row_action:first").toHaveAttribute("aria-label", "Done");
    await click(".o_sales_card_row_action[data-action=done]");
    await animationFrame();
    expect.verifySteps([[71, "done", {}]]);
    expect(".o_notification_content").toHaveText("It is done");
    await hover(".o_sales_card_row:eq(1)");
    await animationFrame();
    expect(".o_sales_card_row_action").toHaveCount(0);
});

test.tags("desktop");
test("a row shows its buttons to the keyboard", async () => {
    await mountActingBoard();
    queryOne(".o_sales_card_row:first").focus();
    await animationFrame();
    await press("Tab");
    expect(".o_sales_card_row_action[data-action=done]").toBeFocused();
    await press("Enter");
    await animationFrame();
    expect.verifySteps([[71, "done", {}]]);
    // the cards are read again, and the focus goes on
    await waitUntil(() => document.activeElement === queryOne(".o_sales_card_row:first"));
    expect(".o_sales_card_row:first").toBeFocused();
});

test.tags("desktop");
test("the menu of a row is chosen from by the keyboard", async () => {
    await mountActingBoard();
    queryOne(menuOf(0)).focus();
    await animationFrame();
    expect(menuOf(0)).toBeFocused();
    await press("Enter");
    await waitFor(".o-dropdown-item");
    expect(queryAllTexts(".o-dropdown-item")).toEqual([
        "Done",
        "Confirm",
        "Later: Tomorrow",
        "Later: On a date",
        "Open",
    ]);
    await press("ArrowDown");
    await animationFrame();
    await press("Enter");
    await animationFrame();
    expect.verifySteps([[71, "done", {}]]);
});

test.tags("desktop");
test("the menu of a row is left by the keyboard", async () => {
    await mountActingBoard();
    queryOne(menuOf(0)).focus();
    await animationFrame();
    await press("Enter");
    await waitFor(".o-dropdown-item");
    await press("Escape");
    await animationFrame();
    expect(".o-dropdown-item").toHaveCount(0);
    expect(menuOf(0)).toBeFocused();
});

test("the menu of a row has everything, and each choice", async () => {
    await mountActingBoard();
    await choose(0, "Later: Tomorrow");
    expect.verifySteps([[71, "later", { to: "tomorrow" }]]);
    await openMenu(1);
    expect(queryAllTexts(".o-dropdown-item")).toEqual(["Open"]);
});

test.tags("mobile");
test("a finger finds the menu at the end of each row, and no small buttons", async () => {
    await mountActingBoard();
    expect(".o_sales_card_row_menu").toHaveCount(2);
    expect(".o_sales_card_row_menu:first").toBeVisible();
    await manuallyDispatchProgrammaticEvent(queryOne(".o_sales_card_row:first"), "contextmenu", {
        pointerType: "touch",
    });
    await waitFor(".o-dropdown-item:contains(Later: Tomorrow)");
    expect(".o-dropdown-item").toHaveCount(5);
});

test("what was done is taken back for ten seconds, by the button and by the keyboard", async () => {
    let isWatched = false;
    onRpc("sales.card", "web_search_read", () => {
        isWatched && expect.step("read");
    });
    onRpc("sales.card", "undo_row_action", ({ args }) => {
        expect.step(args);
        return { message: "As it was", type: "info" };
    });
    await mountActingBoard();
    const done = async () => {
        await choose(0, "Done");
        expect.verifySteps([[71, "done", {}]]);
    };
    await done();
    isWatched = true;
    await click(".o_sales_card_undo button:contains(Undo)");
    await animationFrame();
    expect.verifySteps([["token"], "read"]);
    expect(".o_sales_card_row:first").toBeFocused();
    isWatched = false;
    expect(".o_sales_card_undo").toHaveCount(0);
    await done();
    await press(["ctrl", "z"]);
    await animationFrame();
    expect.verifySteps([["token"]]);
    await press(["ctrl", "z"]);
    await animationFrame();
    expect.verifySteps([]);
    await done();
    await advanceTime(9000);
    expect(".o_sales_card_undo").toHaveCount(1);
    await advanceTime(2000);
    await animationFrame();
    expect(".o_sales_card_undo").toHaveCount(0);
    await press(["ctrl", "z"]);
    await animationFrame();
    expect.verifySteps([]);
});

test("what cannot be undone asks before", async () => {
    await mountActingBoard({ message: "Confirmed", type: "success", undo: false });
    const answer = async (button) => {
        await choose(0, "Confirm");
        expect(".modal-body").toHaveText("Really?");
        await click(`.modal-footer ${button}`);
        await animationFrame();
    };
    await answer(".btn-secondary");
    expect.verifySteps([]);
    await answer(".btn-primary");
    expect.verifySteps([[71, "confirm", {}]]);
    expect(".o_sales_card_undo").toHaveCount(0);
});

test("a form that is opened says on the card what came of it", async () => {
    let onClose;
    mockService("action", {
        doAction(action, options) {
            expect.step(action.res_model);
            onClose = options.onClose;
        },
    });
    onRpc("sales.card", "web_search_read", () => {
        expect.step("read");
    });
    await mountActingBoard({ type: "ir.actions.act_window", res_model: "sales.card.step" });
    await choose(0, "Later: On a date");
    expect.verifySteps(["read", [71, "later", {}], "sales.card.step"]);
    await onClose({ message: "Put off", type: "success", undo: "token" });
    await animationFrame();
    expect.verifySteps(["read"]);
    expect(".o_sales_card_undo").toHaveCount(1);
});
