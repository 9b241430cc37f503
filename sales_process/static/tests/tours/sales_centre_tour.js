import { registry } from "@web/core/registry";

/** Opens a tab, then the records behind one of its figures, and comes back to the same tab. */
function visit(tab, figure) {
    return [
        {
            content: `Open the tab ${tab}`,
            trigger: `.o_sales_centre [role=tab][name=${tab}]`,
            run: "click",
        },
        {
            content: `Open the records behind a figure of ${tab}`,
            trigger: `.o_centre_panel[data-tab=${tab}]:not(.o_centre_loading) ${figure}`,
            run: "click",
        },
        {
            content: "Odoo's own list lists them",
            trigger: ".o_list_view .o_data_row",
        },
        {
            content: "Back to the centre",
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "The tab is still the same",
            trigger: `.o_centre_panel[data-tab=${tab}]`,
        },
    ];
}

/** Chooses a day in a native field, as its calendar does. */
function choose(name, day) {
    return {
        content: `The period's ${name} is ${day}`,
        trigger: `.o_centre_days input[name=${name}]`,
        run() {
            this.anchor.value = day;
            this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
        },
    };
}

registry.category("web_tour.tours").add("sales_process_centre", {
    steps: () => [
        {
            content: "Any period, told by its days",
            trigger: ".o_centre_filters select[name=period]",
            run: "select custom",
        },
        choose("date_from", "2025-03-01"),
        choose("date_to", "2025-03-31"),
        {
            content: "Its figures are there",
            trigger: ".o_centre_range:contains(March 2025)",
        },
        {
            content: "What a figure means is one click away",
            trigger: ".o_centre_panel[data-tab=events] .o_centre_what",
            run: "click",
        },
        { content: "In words", trigger: ".o_centre_meaning" },
        ...visit("events", ".o_centre_table button.o_centre_figure"),
        ...visit("targets", ".o_centre_target button.o_centre_figure"),
        ...visit("pipeline", ".o_centre_table button.o_centre_figure"),
        ...visit("funnel", ".o_centre_table button.o_centre_figure"),
        ...visit("measures", "[data-measure=win_rate] button.o_centre_figure"),
        ...visit("forecast", ".o_centre_tiles button.o_centre_figure"),
        ...visit("coaching", ".o_centre_target button.o_centre_figure"),
        {
            content: "Another period",
            trigger: ".o_centre_filters select[name=period]",
            run: "select year",
        },
        {
            content: "The tab follows",
            trigger: ".o_centre_panel[data-tab=coaching]:not(.o_centre_loading)",
        },
    ],
});
