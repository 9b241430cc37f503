import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

const PAGES = "/sales_process/static/help";
/** The sellers' book is there in these languages, everything else in English. */
const TRANSLATED = ["fi", "pl"];

/** @returns {string} the books, in the user's language where the sellers' is there in it */
export function getHelpUrl(language = user.lang) {
    const short = language.split(/[-_]/)[0];
    return TRANSLATED.includes(short) ? `${PAGES}/${short}/sellers.html` : `${PAGES}/index.html`;
}

function helpItem() {
    return {
        type: "item",
        id: "sales_process_help",
        description: _t("Help with the sales process"),
        href: getHelpUrl(),
        callback: () => browser.open(getHelpUrl(), "_blank"),
        sequence: 15,
    };
}

registry.category("user_menuitems").add("sales_process_help", helpItem);
