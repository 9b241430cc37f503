import { beforeEach, expect, test } from "@odoo/hoot";
import { click, hover, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { waitForChannels } from "@bus/../tests/bus_test_helpers";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    getService,
    MockServer,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { EVERYTHING, GATHERING, MESSAGE, REST, RETRY } from "@sales_process/cards/live/live";

const ARCH = `
    <kanban class="o_sales_card_board" js_class="sales_card_board" can_open="0" create="0">
        <field name="error"/>
        <templates>
            <t t-name="card">
                <field name="name"/>
                <span class="o_sales_card_count"><field name="record_count"/></span>
                <field name="preview" widget="sales_card_rows" options="{'clickable': True}"/>
            </t>
        </templates>
    </kanban>`;

const COLUMNS = [{ name: "name", string: "Name", type: "char" }];

class SalesCard extends models.Model {
    _name = "sales.card";

    name = fields.Char();
    model = fields.Char();
    record_count = fields.Integer();
    preview = fields.Json();
    preview_columns = fields.Json();
    row_actions = fields.Json();
    can_edit = fields.Boolean();
    error = fields.Char();
    empty_help = fields.Char();
}

defineModels({ ...mailModels, SalesCard });

let count;

beforeEach(() => {
    mockDate("2026-05-13 10:00:00");
    count = 2;
    SalesCard._records = [
        { id: 1, name: "Prospects", model: "mail.activity" },
        { id: 2, name: "Quotations", model: "sale.order" },
        { id: 3, name: "Tasks", model: "mail.activity" },
    ].map((card) => ({
        ...card,
        record_count: 1,
        preview_columns: COLUMNS,
        preview: [{ id: 70 + card.id, name: "Acme", why: "", actions: ["open", "lost"] }],
        row_actions: [
            { name: "open", label: "Open", icon: "fa-external-link", is_menu_only: true },
            { name: "lost", label: "Lost", icon: "fa-thumbs-o-down" },
        ],
    }));
    onRpc("sales.card", "get_view_info", () => ({
        card_user: { id: 7, name: "Sam Seller" },
        is_own: true,
        create_options: [],
        channels: ["sales_process.view:7"],
    }));
    onRpc("sales.card", "web_read", ({ args, parent }) => {
        expect.step(args[0]);
        return parent().map((card) => ({ ...card, record_count: count }));
    });
});

async function mountBoard() {
    await mountView({ type: "kanban", resModel: "sales.card", arch: ARCH });
    await waitForChannels(["sales_process.view:7"]);
    await advanceTime(0);
}

async function tell(...models) {
    MockServer.env["bus.bus"]._sendone("sales_process.view:7", MESSAGE, { models });
    await advanceTime(0);
}

async function pass(milliseconds) {
    await advanceTime(milliseconds);
    await animationFrame();
}

test("what has changed is read again by itself: the cards concerned, in one request", async () => {
    await mountBoard();
    await tell("mail.activity");
    await pass(GATHERING);
    expect.verifySteps([[1, 3]]);
    expect(queryAllTexts(".o_sales_card_count")).toEqual(["2", "1", "2"]);
    await tell("res.partner");
    await pass(GATHERING + REST);
    expect.verifySteps([]);
});

test("a burst of changes makes few readings", async () => {
    await mountBoard();
    const burst = async () => {
        for (let place = 0; place < 100; place++) {
            MockServer.env["bus.bus"]._sendone("sales_process.view:7", MESSAGE, {
                models: ["sale.order"],
            });
        }
        await advanceTime(0);
    };
    await burst();
    await pass(GATHERING);
    expect.verifySteps([[2]]);
    await burst();
    await pass(GATHERING);
    expect.verifySteps([]);
    await pass(REST);
    expect.verifySteps([[2]]);
});

test.tags("desktop");
test("nothing moves under the mouse: the card says that it has changed, and waits", async () => {
    await mountBoard();
    await hover(".o_kanban_record:first .o_sales_card_row");
    await animationFrame();
    await tell("mail.activity");
    await pass(GATHERING);
    expect.verifySteps([[3]]);
    expect(".o_kanban_record:first .o_sales_card_held").toHaveCount(1);
    expect(queryAllTexts(".o_sales_card_count")).toEqual(["1", "1", "2"]);
    await pass(RETRY);
    expect.verifySteps([]);
    await hover(".o_control_panel");
    await pass(RETRY);
    expect.verifySteps([[1]]);
    expect(".o_sales_card_held").toHaveCount(0);
});

test("while the menu of a row is open its card waits", async () => {
    await mountBoard();
    await hover(".o_kanban_record:first .o_sales_card_row");
    await animationFrame();
    await click(".o_kanban_record:first .o_sales_card_row_menu");
    await waitFor(".o-dropdown-item");
    await tell("mail.activity");
    await pass(GATHERING);
    expect.verifySteps([[3]]);
    expect(".o-dropdown-item").toHaveCount(2);
});

test("a lost connection is said, and what was missed is read", async () => {
    await mountBoard();
    getService("bus.monitoring_service").isConnectionLost = true;
    await animationFrame();
    expect(".o_sales_live_lost").toHaveCount(1);
    getService("bus.monitoring_service").isConnectionLost = false;
    getService("bus_service").trigger("BUS:RECONNECT");
    await pass(GATHERING);
    expect(".o_sales_live_lost").toHaveCount(0);
    expect.verifySteps([[1, 2, 3]]);
    expect(EVERYTHING).toBe("*");
});
