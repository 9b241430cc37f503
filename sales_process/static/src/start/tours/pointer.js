import { patch } from "@web/core/utils/patch";
import { TourPointer } from "@web_tour/js/tour_pointer/tour_pointer";

/**
 * Odoo asks whether a bubble points below a dialog at the moment at which the dialog opens, when it
 * still points at what was clicked: bubbles inside would not be seen. So it is asked each time.
 */
patch(TourPointer.prototype, {
    get isVisible() {
        const { anchor, isVisible } = this.props.pointerState;
        if (anchor?.ownerDocument !== document) {
            return super.isVisible; // inside a frame
        }
        return isVisible && this.env.services.ui.activeElement.contains(anchor);
    },
});
