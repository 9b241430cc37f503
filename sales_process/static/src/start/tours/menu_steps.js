/**
 * Steps that lead to an entry of the app's menu: on a desktop by way of its section, on a phone in
 * the sidebar.
 *
 * @param {string} entry xmlid of the entry
 * @param {string} content what the bubble at the entry says
 * @param {{section?: string, before?: string}} [options] xmlid of the section that the entry is in,
 *      and what the bubble says at whatever has to be opened before
 */
export function openMenu(entry, content, { section, before } = {}) {
    const at = (xmlid) => `[data-menu-xmlid="${xmlid}"]`;
    const opening = { content: before || content, tooltipPosition: "bottom", run: "click" };
    const steps = [
        { ...opening, isActive: ["mobile"], trigger: ".o_main_navbar .o_menu_toggle" },
        {
            isActive: ["mobile"],
            trigger: `.o_burger_menu_content ${at(entry)}`,
            content,
            run: "click",
        },
    ];
    if (section) {
        steps.push({
            ...opening,
            isActive: ["desktop"],
            trigger: `.o_menu_sections ${at(section)}`,
        });
    }
    steps.push({
        isActive: ["desktop"],
        trigger: section ? `.o-dropdown--menu ${at(entry)}` : `.o_menu_sections ${at(entry)}`,
        content,
        tooltipPosition: section ? "right" : "bottom",
        run: "click",
    });
    return steps;
}
