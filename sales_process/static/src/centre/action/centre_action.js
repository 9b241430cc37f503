import { Component, xml } from "@odoo/owl";
import { LazyComponent } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** The Manager's Centre: its code is loaded when somebody opens it. */
export class CentreAction extends Component {
    static template = xml`<LazyComponent bundle="bundle" Component="'sales_process.Centre'" props="props"/>`;
    static components = { LazyComponent };
    static props = { ...standardActionServiceProps };

    get bundle() {
        return cookie.get("color_scheme") === "dark"
            ? "web.assets_backend_lazy_dark"
            : "web.assets_backend_lazy";
    }
}

registry.category("actions").add("sales_process.centre", CentreAction);
