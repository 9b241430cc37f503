import { Component, onWillStart, useChildSubEnv, useEffect, useRef, useState } from "@odoo/owl";
import { router } from "@web/core/browser/router";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useLive } from "@sales_process/cards/live/live";
import { CentreFilters } from "./filters/filters";

/** The components of the tabs, by the names that the server gives them (`_get_tabs`). */
const TABS = registry.category("sales_process.centre_tabs");

export class Centre extends Component {
    static template = "sales_process.Centre";
    static components = { CentreFilters, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.keepLast = new KeepLast();
        this.live = useLive({
            getChannels: () => this.options.channels || [],
            read: (models) => this.readStale(models),
        });
        const restored = this.props.state || {};
        this.state = useState({
            tab: restored.tab || this.props.action.params?.tab || router.current.tab,
            filters: restored.filters || {},
            data: null,
            dataTab: null,
            isLoading: false,
        });
        useSetupAction({
            getLocalState: () => ({ tab: this.state.tab, filters: { ...this.state.filters } }),
        });
        const centre = this;
        useChildSubEnv({
            centre: {
                open: (drill, name) => this.openRecords(drill, name),
                run: (method, args, model) => this.run(method, args, model),
                doAction: (action, options) => this.action.doAction(action, options),
                setFilters: (filters) => this.setFilters(filters),
                reload: () => this.load(),
                get currencyId() {
                    return centre.options.currency_id;
                },
                get options() {
                    return centre.options;
                },
                get filters() {
                    return centre.serverFilters;
                },
                get previous() {
                    return centre.state.data.previous;
                },
            },
        });
        this.tabList = useRef("tabs");
        useEffect(
            () => {
                const list = this.tabList.el;
                const tab = list.querySelector("[aria-selected=true]");
                list.scrollLeft = tab.offsetLeft - (list.clientWidth - tab.clientWidth) / 2;
            },
            () => [this.state.tab]
        );
        onWillStart(async () => {
            this.options = await this.orm.call("sales.centre", "get_options", []);
            this.tabs = this.options.tabs.filter((tab) => TABS.contains(tab.name));
            this.state.tab = this.getTab(this.state.tab).name;
            const { periods } = this.options;
            const asked = periods.find((period) => period.key === router.current.period);
            const { date_from, date_to } =
                asked || periods.find((period) => period.key === "month");
            this.defaultDates = { date_from, date_to };
            if (!this.state.filters.date_from) {
                Object.assign(this.state.filters, {
                    ...this.defaultDates,
                    team_id: false,
                    user_id: false,
                    isCustom: false,
                    isChosen: Boolean(asked),
                });
            }
            await this.load();
        });
    }

    getTab(name) {
        return this.tabs.find((tab) => tab.name === name) || this.tabs[0];
    }

    get currentTab() {
        return this.getTab(this.state.dataTab);
    }

    get currentComponent() {
        return TABS.get(this.currentTab.name);
    }

    get serverFilters() {
        const { date_from, date_to, team_id, user_id } = this.state.filters;
        return { date_from, date_to, team_id, user_id };
    }

    /** As long as nobody has chosen a period, a tab that knows a better one than this month
        chooses it. */
    getFiltersOf(tab) {
        if (this.state.filters.isChosen) {
            return this.serverFilters;
        }
        const dates = tab.has_own_period ? { date_from: false, date_to: false } : this.defaultDates;
        return { ...this.serverFilters, ...dates };
    }

    /** Only the last of several quick choices is shown. */
    async load() {
        const tab = this.getTab(this.state.tab);
        this.state.isLoading = true;
        try {
            const filters = this.getFiltersOf(tab);
            const data = await this.keepLast.add(
                this.orm.silent.call("sales.centre", tab.method, [filters])
            );
            Object.assign(this.state, { data, dataTab: tab.name, isLoading: false });
            if (!this.state.filters.isChosen) {
                const { date_from, date_to } = filters.date_from ? filters : data;
                Object.assign(this.state.filters, { date_from, date_to });
            }
        } catch (error) {
            this.state.isLoading = false;
            throw error;
        }
    }

    /** Figures change in place; not while something is chosen or filled in. */
    async readStale(models) {
        if (this.ui.activeElement !== document || this.state.isLoading) {
            return models;
        }
        await this.load();
    }

    selectTab(name) {
        if (name === this.state.tab) {
            return;
        }
        this.state.tab = name;
        this.props.updateActionState?.({ tab: name });
        return this.load();
    }

    /** As in any list of tabs, the arrows go from one to the next. */
    onTabKeydown(ev) {
        const { tabs } = this;
        const index = tabs.findIndex((tab) => tab.name === this.state.tab);
        const step = { ArrowRight: 1, ArrowLeft: -1 }[ev.key];
        const next = { Home: 0, End: tabs.length - 1 }[ev.key];
        if (step === undefined && next === undefined) {
            return;
        }
        ev.preventDefault();
        const place = next ?? (index + step + tabs.length) % tabs.length;
        ev.currentTarget.querySelectorAll("[role=tab]")[place].focus();
        this.selectTab(tabs[place].name);
    }

    setFilters(changes) {
        const before = JSON.stringify(this.serverFilters);
        Object.assign(this.state.filters, changes);
        if (changes.date_from || changes.date_to) {
            this.state.filters.isChosen = true;
        }
        if (JSON.stringify(this.serverFilters) !== before) {
            return this.load();
        }
    }

    openRecords(drill, name) {
        const { model, domain, context } = drill;
        const { views, search_view_id } = this.options.views[model] || {};
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: name || this.currentTab.label,
            res_model: model,
            views: views || [
                [false, "list"],
                [false, "pivot"],
                [false, "graph"],
            ],
            search_view_id: search_view_id || undefined,
            domain,
            context: { active_test: false, ...context },
        });
    }

    /** Call the server for something that changes data, and show what it changed. */
    async run(method, args, model = "sales.centre") {
        const action = await this.orm.call(model, method, args);
        if (action && action.type) {
            await this.action.doAction(action, { onClose: () => this.load() });
            if (action.type === "ir.actions.client") {
                await this.load();
            }
        } else {
            await this.load();
        }
    }
}

registry.category("lazy_components").add("sales_process.Centre", Centre);
