import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { CardBoardController } from "@sales_process/cards/card_board/card_board";

/** Leads whoever sets up the sales process to the guided start, until it is finished or closed. */
export class StartBanner extends Component {
    static template = "sales_process.StartBanner";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ isClosed: false });
    }

    async open() {
        const action = await this.orm.call("sales.process.start", "action_open", []);
        return this.action.doAction(action);
    }

    async close() {
        this.state.isClosed = true;
        await this.orm.call("sales.process.start", "action_close_banner", []);
    }
}

CardBoardController.components = { ...CardBoardController.components, StartBanner };
