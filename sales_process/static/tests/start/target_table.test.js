import { beforeEach, expect, test } from "@odoo/hoot";
import { manuallyDispatchProgrammaticEvent, queryAllTexts, queryAllValues, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    getService,
    makeMockEnv,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { NoTarget, parsePaste, splitAmount } from "@sales_process/start/target_table/paste";

const SELLERS = Array.from({ length: 60 }, (_item, n) => ({ id: n + 1, name: `Seller ${n + 1}` }));
const COLUMNS = [
    { key: "2025-01", label: "Jan 2025" },
    { key: "2025-02", label: "Feb 2025" },
];

defineModels(mailModels);

function makeTable(filters) {
    return {
        filters: { mode: "months", metric: "events_1", year: 2025, team_id: false, ...filters },
        columns: COLUMNS.map((column) => ({ ...column, is_monetary: false })),
        sellers: SELLERS,
        values: Object.fromEntries(SELLERS.map(({ id }) => [id, id === 1 ? { "2025-01": 20 } : {}])),
        team_values: {},
        metrics: [{ key: "events_1", label: "Customer visit" }],
        teams: [{ id: 4, name: "Machinery" }],
        currency_id: 1,
    };
}

beforeEach(() => {
    onRpc("sales.target.table", "get_table", ({ args }) => makeTable(args[0]));
});

async function openTable() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "sales_process.target_table" });
    await animationFrame();
}

const cell = (seller, column) => `tr[data-seller="${seller}"] input[data-column="${column}"]`;

async function paste(selector, text) {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    await manuallyDispatchProgrammaticEvent(queryOne(selector), "paste", { clipboardData });
    await animationFrame();
}

test("what is typed is summed at once and saved at once", async () => {
    onRpc("sales.target.table", "save", ({ args }) => {
        expect.step(args[1]);
        return args[1].length;
    });
    await openTable();
    expect(".o_target_save").not.toBeEnabled();
    await contains(cell(2, "2025-01")).edit("1,015", { confirm: "blur" });
    expect(queryAllTexts(".o_target_sum")).toEqual(["1,035", ""]);
    await contains(".o_target_save").click();
    expect.verifySteps([[{ user_id: 2, column: "2025-01", value: 1015, before: 0 }]]);
});

test("what is no number is told with its cell, and changes nothing", async () => {
    await openTable();
    await contains(cell(1, "2025-01")).edit("many", { confirm: "blur" });
    expect(".o_notification_content").toHaveText(/Seller 1, Jan 2025: “many” is no target/);
    expect(cell(1, "2025-01")).toHaveValue("20");
    expect(".o_target_save").not.toBeEnabled();
});

test("a block is pasted across the page, or not at all", async () => {
    await openTable();
    await paste(cell(49, "2025-01"), "1\t2\r\n3\t4\r\n5\t6\r\n");
    expect(queryAllValues(`tr[data-seller="50"] input`)).toEqual(["3", "4"]);
    expect(queryAllTexts(".o_target_sum")).toEqual(["29", "12"], { message: "the next page, too" });
    await paste(cell(1, "2025-01"), "7\nabc");
    expect(".o_notification_content").toHaveText(/Seller 2, Jan 2025: “abc” is no target/);
    expect(cell(1, "2025-01")).toHaveValue("20");
});

test("a paste that does not fit says so", async () => {
    await makeMockEnv(); // messages are translated
    const refused = (text, words) => {
        let message = "";
        try {
            parsePaste(text, SELLERS.slice(58), COLUMNS);
        } catch (error) {
            expect(error).toBeInstanceOf(NoTarget);
            message = error.message;
        }
        expect(message).toMatch(words);
    };
    refused("1\n".repeat(10000), /10000 rows were copied, but from Seller 59 on there are 2/);
    refused("1\t2\t3", /3 columns were copied, but from “Jan 2025” on there are 2/);
    refused("1\t-2", /Seller 59, Feb 2025: “-2” is no target/);
});

test("fifty sellers are on a page", async () => {
    await openTable();
    expect("tbody tr").toHaveCount(50);
    await contains(".o_pager_next").click();
    expect("tbody tr").toHaveCount(10);
});

test("filled with the same for all, with last year's and more, with the team's in parts", async () => {
    onRpc("sales.target.table", "get_last_year", () =>
        Object.fromEntries(SELLERS.map(({ id }) => [id, id < 3 ? { "2025-01": 10 * id } : {}]))
    );
    await openTable();
    const fill = async (kind, number) => {
        await contains(".o_target_fill_kind").select(kind);
        await contains(".o_target_fill_number").edit(number, { confirm: "blur" });
        await contains(".o_target_fill_column").select("2025-01");
        await contains(".o_target_fill_button").click();
        await animationFrame();
    };
    await fill("same", "5");
    expect(queryAllTexts(".o_target_sum")).toEqual(["300", ""]);
    await fill("last_year", "10");
    expect(cell(1, "2025-01")).toHaveValue("11");
    expect(cell(2, "2025-01")).toHaveValue("22");
    expect(cell(3, "2025-01")).toHaveValue("5", { message: "nothing to go by" });
    await fill("split", "100");
    expect(cell(1, "2025-01")).toHaveValue("33");
    expect(cell(2, "2025-01")).toHaveValue("67");
    expect(queryAllTexts(".o_target_sum")).toEqual(["100", ""]);
});

test("parts add up", () => {
    expect(splitAmount(10, [0, 0, 0])).toEqual([4, 3, 3]);
    expect(splitAmount(100, [1, 1, 1, 0])).toEqual([34, 33, 33, 0]);
    expect(splitAmount(7, [])).toEqual([]);
});
