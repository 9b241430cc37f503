import { onMounted, onWillStart, status, useEffect, useState, useSubEnv } from "@odoo/owl";
import { hasTouch } from "@web/core/browser/feature_detection";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { getFieldsSpec } from "@web/model/relational_model/utils";
import { CardOffer } from "@sales_process/cards/card_offer/card_offer";
import { EVERYTHING, useLive } from "@sales_process/cards/live/live";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** What stands around the cards, by context: remembered until the page is loaded again. */
export const viewInfoService = {
    start: () => new Map(),
};

registry.category("services").add("sales_process.view_info", viewInfoService);

/** Cards narrower than this (in rem) are hard to read; that is how many fit. */
const MIN_CARD_WIDTH = 22;
const GAP = 1;

/**
 * How many columns the cards stand in: of those that fit, the most that leave the fewest places
 * empty. Half of what fits is the least, so that no card grows too wide.
 */
export function countColumns(width, cards) {
    const fitting = Math.max(1, Math.floor((width + GAP) / (MIN_CARD_WIDTH + GAP)));
    if (cards <= fitting) {
        return Math.max(1, cards);
    }
    let [best, least] = [fitting, Infinity];
    for (let columns = fitting; columns > fitting / 2; columns--) {
        const empty = (columns - (cards % columns)) % columns;
        if (empty < least) {
            [best, least] = [columns, empty];
        }
    }
    return best;
}

/** Cards of which some can be read again while the others stay as they are. */
export class CardBoardModel extends RelationalModel {
    /** One request for all of them; a card that is gone meanwhile stays until the view is loaded. */
    reloadCards(records) {
        return this.mutex.exec(async () => {
            const { activeFields, fields, evalContext, resModel, context } = records[0];
            const values = await this.orm.silent.webRead(
                resModel,
                records.map((record) => record.resId),
                { context, specification: getFieldsSpec(activeFields, fields, evalContext) }
            );
            const valuesById = new Map(values.map((value) => [value.id, value]));
            for (const record of records) {
                valuesById.has(record.resId) && record._applyValues(valuesById.get(record.resId));
            }
        });
    }
}

export class CardBoardController extends KanbanController {
    static template = "sales_process.CardBoard";
    static components = { ...KanbanController.components, Dropdown, DropdownItem, RecordSelector };

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.menus = useService("menu");
        this.dialogs = useService("dialog");
        this.ui = useService("ui");
        this.infos = useService("sales_process.view_info");
        this.view = useState({ info: this.infos.get(this.infoKey) || null });
        // for the rows, which are drawn anew whenever the cards are read
        this.held = useState(new Set()); // cards that have changed and must not move now
        useSubEnv({
            salesCardBoard: { focus: null, reload: () => this.reloadCards(), held: this.held },
        });
        this.usePointer();
        this.useKeys();
        this.live = useLive({
            getChannels: () => this.info.channels || [],
            read: (models) => this.readStale(models),
        });
        onWillStart(() => this.view.info || this.loadInfo());
        onMounted(() => this.showMenus());
    }

    /** Which card the mouse points at; a finger points at none. */
    usePointer() {
        this.pointed = null;
        const onOver = (ev) => {
            const isMouse = ev.pointerType !== "touch" && !hasTouch();
            this.pointed = isMouse ? ev.target.closest(".o_kanban_record") : null;
        };
        const onLeave = () => (this.pointed = null);
        useEffect(
            (el) => {
                el.addEventListener("pointerover", onOver);
                el.addEventListener("pointerleave", onLeave);
                return () => {
                    el.removeEventListener("pointerover", onOver);
                    el.removeEventListener("pointerleave", onLeave);
                };
            },
            () => [this.rootRef.el]
        );
    }

    /** Keys of the view; Odoo shows them while Alt is held. */
    useKeys() {
        const options = { bypassEditableProtection: true, allowRepeat: true };
        const find = (selector) => () => this.rootRef.el?.querySelector(selector);
        useHotkey("alt+g", () => this.createByKey("event"), {
            bypassEditableProtection: true,
            withOverlay: find(".o_sales_card_create"),
        });
        useHotkey("alt+r", () => this.getNextRow()?.focus(), {
            ...options,
            withOverlay: () => this.getNextRow(),
        });
        useHotkey("alt+k", () => this.getNextCard()?.focus(), {
            ...options,
            withOverlay: () => this.getNextCard()?.closest(".o_kanban_record").querySelector("a"),
        });
    }

    createByKey(key) {
        const option = this.info.create_options.find((other) => other.key === key);
        return option && this.createNew(option);
    }

    /** The row after the one with the focus; after the last one the first. */
    getNextRow() {
        const rows = [...this.rootRef.el.querySelectorAll(".o_sales_card_row")];
        const line = document.activeElement.closest(".o_sales_card_line");
        const place = rows.findIndex((row) => line?.contains(row));
        return rows[(place + 1) % rows.length];
    }

    /** Where one arrives on the next card: its first row, or its title where it has none. */
    getNextCard() {
        const cards = [...this.rootRef.el.querySelectorAll(".o_kanban_record:not(.o_kanban_ghost)")];
        const place = cards.findIndex((card) => card.contains(document.activeElement));
        const card = cards[(place + 1) % cards.length];
        return card?.querySelector(".o_sales_card_row") || card?.querySelector("a, button");
    }

    /** The view of a seller has no entry in the menu, so a link to it opens without an app. */
    showMenus() {
        if (!this.menus.getCurrentApp()) {
            const own = this.menus.getAll().find((menu) => menu.actionPath === "sellers-view");
            own && this.menus.setCurrentMenu(own.appID);
        }
    }

    get info() {
        return this.view.info;
    }

    /** What the search box looks for in the rows of all cards. */
    get searchedTexts() {
        return this.model.root?.context.card_search || [];
    }

    get foundCount() {
        const counts = this.model.root.records.map(({ data }) => data.record_count || 0);
        return counts.reduce((sum, count) => sum + count, 0);
    }

    get hiddenFilter() {
        return Object.values(this.env.searchModel.searchItems).find(
            (item) => item.name === "show_hidden"
        );
    }

    get hiddenAreShown() {
        const item = this.hiddenFilter;
        return Boolean(
            item && this.env.searchModel.query.some(({ searchItemId }) => searchItemId === item.id)
        );
    }

    call(method, args = []) {
        return this.orm.call("sales.card", method, args, { context: this.props.context });
    }

    get infoKey() {
        return JSON.stringify(this.props.context);
    }

    async loadInfo() {
        this.view.info = await this.call("get_view_info");
        this.infos.set(this.infoKey, this.view.info);
    }

    /**
     * Read the cards of these models again. Those under the mouse, or whose menu is open, wait, and
     * all of them while something is being filled in.
     *
     * @param {Set<string>} keys models, and cards that have waited
     * @returns {Promise<Set<string>>} keys of the cards that wait
     */
    async readStale(keys) {
        const getKey = (record) => `#${record.resId}`;
        const isStale = (record) =>
            [EVERYTHING, record.data.model, getKey(record)].some((key) => keys.has(key));
        const stale = this.model.root.records.filter(isStale);
        const isBusy = this.ui.activeElement !== document || this.model.useSampleModel;
        const held = stale.filter((record) => isBusy || this.isInUse(record));
        this.held.clear();
        held.forEach((record) => this.held.add(record.resId));
        const records = stale.filter((record) => !held.includes(record));
        if (records.length) {
            await this.readInPlace(records);
        }
        return new Set(held.map(getKey));
    }

    getCardElement(record) {
        return this.rootRef.el?.querySelector(`.o_kanban_record[data-id="${record.id}"]`);
    }

    /** Whether the mouse points at a card, or a menu of it is open. */
    isInUse(record) {
        const el = this.getCardElement(record);
        return Boolean(el && (el === this.pointed || el.querySelector(`[aria-expanded="true"]`)));
    }

    /** What is under the mouse stays there, whatever grows or shrinks above it. */
    async readInPlace(records) {
        const anchor = this.model.root.records
            .filter((record) => this.isInUse(record))
            .map((record) => this.getCardElement(record))[0];
        const before = anchor?.getBoundingClientRect().top;
        await this.model.reloadCards(records);
        if (anchor && status(this) === "mounted") {
            await new Promise((resolve) => requestAnimationFrame(resolve));
            // the card may have been drawn anew, or the view left, meanwhile
            const content = anchor.closest(".o_content, .o_renderer");
            if (content) {
                content.scrollTop += anchor.getBoundingClientRect().top - before;
            }
        }
    }

    /** Read the cards again, if they are still on the screen. */
    async reloadCards() {
        if (status(this) !== "destroyed") {
            await this.model.load();
        }
    }

    async reload() {
        await Promise.all([this.model.load(), this.loadInfo()]);
    }

    /** @override */
    async afterExecuteActionButton() {
        await super.afterExecuteActionButton(...arguments);
        if (status(this) !== "destroyed") {
            await this.loadInfo();
        }
    }

    async createNew(option) {
        const action = await this.call("action_create_new", [option.key]);
        await this.actionService.doAction(action, { onClose: () => this.reload() });
    }

    async openViewOf(userId) {
        if (!userId || userId === this.info.card_user.id) {
            return;
        }
        const action = await this.orm.call("sales.card", "action_open_view_of", [userId]);
        await this.actionService.doAction(action, { stackPosition: "replaceCurrentAction" });
    }

    openOwnView() {
        return this.actionService.doAction("sales_process.sales_card_action_view", {
            stackPosition: "replaceCurrentAction",
        });
    }

    /** What else there is, with what it would show; the view is read again when some were added. */
    addCards() {
        let isChanged = false;
        this.dialogs.add(
            CardOffer,
            { context: this.props.context, onAdded: () => (isChanged = true) },
            { onClose: () => isChanged && this.reload() }
        );
    }

    toggleHidden() {
        this.env.searchModel.toggleSearchItem(this.hiddenFilter.id);
    }

    async toggleStartPage() {
        await this.call("action_toggle_start_page");
        await this.loadInfo();
    }

    async resetOrder() {
        await this.call("action_reset_order");
        await this.reload();
    }

    openMyCards() {
        return this.actionService.doAction("sales_process.sales_card_action_my");
    }

    openAllCards() {
        return this.actionService.doAction("sales_process.sales_card_action");
    }
}

export class CardBoardRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        // a kanban takes Enter and Space for its records; here they are for rows and buttons
        const leaveToLinks = (ev) => {
            if (["Enter", " "].includes(ev.key) && ev.target.closest("a, button")) {
                ev.stopPropagation();
            }
        };
        useEffect(
            (el) => {
                el.addEventListener("keydown", leaveToLinks);
                return () => el.removeEventListener("keydown", leaveToLinks);
            },
            () => [this.rootRef.el]
        );
        useEffect(
            (el) => {
                const observer = new ResizeObserver(() => this.setColumns());
                observer.observe(el);
                return () => observer.disconnect();
            },
            () => [this.rootRef.el]
        );
        useEffect(() => this.setColumns());
    }

    /** Fill the screen with columns of cards, without gaps between or after them. */
    setColumns() {
        const { el } = this.rootRef;
        const style = getComputedStyle(el);
        const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
        const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
        const columns = countColumns((el.clientWidth - padding) / rem, this.shownCards);
        el.style.setProperty("--sales-card-columns", `repeat(${columns}, minmax(0, 1fr))`);
    }

    /** While rows are searched, cards without one step aside. */
    get shownCards() {
        const { records, context } = this.props.list;
        return context.card_search
            ? records.filter(({ data }) => data.record_count || data.error).length
            : records.length;
    }

    /** @override Only the seller moves the cards of the own view. */
    get canResequenceRecords() {
        return super.canResequenceRecords && !this.props.list.context.card_user_id;
    }
}

export const cardBoardView = {
    ...kanbanView,
    Controller: CardBoardController,
    Model: CardBoardModel,
    Renderer: CardBoardRenderer,
    buttonTemplate: "sales_process.CardBoard.Buttons",
};

registry.category("views").add("sales_card_board", cardBoardView);
