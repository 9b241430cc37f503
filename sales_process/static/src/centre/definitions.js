import { _t } from "@web/core/l10n/translation";

/** What each figure means, in words. Shown one click away from the figure. */
export const DEFINITIONS = {
    events: _t(
        "Contacts and visits count on the day on which they were held, in the seller's time zone; prospects on the day on which they were registered. Planned ones, and those where nobody was reached, are counted apart. The arrow compares with the period right before, as long as this one."
    ),
    event_sellers: _t(
        "What each seller held. An event belongs to the seller who held it, whoever has the customer now."
    ),
    rhythm: _t(
        "Customers who want to hear from us every so many days, by their salesperson today. In rhythm: the last contact or visit, by anybody, was not longer ago than that."
    ),
    outcomes: _t("How the events that were done went. Only held ones count toward targets."),
    targets: _t(
        "Pace: the share of the target that is due by tonight, by the seller's working days; days off and public holidays are none, a morning or an afternoon off is half a day. Projection: where the actual will be at the period's end at the speed so far. A period that is only partly within a target's validity counts in part. The weighted pipeline is a level: it is due all the time, and not projected."
    ),
    team_targets: _t(
        "A team's target either splits equally among its sellers, where one has no target of their own in the period, or it is the sum of its sellers' targets. The label says which."
    ),
    pipeline: _t(
        "Opportunities that are open now. Weighted: expected revenue times the weight of the opportunity, a percentage that its stage proposes. Amounts are in your company's currency at today's rate. The arrow compares with the forecast that was frozen last before the period began."
    ),
    changes: _t(
        "Opportunities opened, won and lost in the period, with their expected revenue. An opportunity opens when it is made, or made of a lead."
    ),
    funnel: _t(
        "Opportunities that first entered a stage in the period; each counts once in a stage, however often it came back. Touched: was in the stage, whichever way. Through all: was in every earlier stage of its pipeline, too. Moved on: left it for a later stage and did not come back. Lost and open opportunities are included. Days: all stays together, until today where it is still there; half are at or under the median, nine of ten at or under the 90th percentile."
    ),
    calibration: _t(
        "Weight: the percentage of the contract value that counts in the forecast. Predicted: the average that Odoo predicts for the open opportunities of the stage. Observed: of the opportunities that were ever in the stage and are decided, how many were won, whatever the period. A stage is marked where its weight lies outside the 95 % confidence interval of what was observed (Wilson), given at least 5 decided ones."
    ),
    win_rate: _t("Won in percent of won and lost, of the opportunities closed in the period."),
    average_deal_size: _t(
        "Mean expected revenue of the opportunities won in the period; with orders, their untaxed total."
    ),
    cycle_days: _t(
        "Median days from opening to winning, of the opportunities opened in the period. Open ones count as open for as long as they have lasted, lost ones until they were lost (Kaplan–Meier). “More than”: fewer than half are won so far."
    ),
    ask_to_decision_days: _t(
        "Median days from asking the customer (the first quotation sent) to the decision, either way, of the opportunities asked in the period. Asks that are still open count as open for as long as they have lasted (Kaplan–Meier). “More than”: fewer than half have decided so far."
    ),
    adoption: _t(
        "Moves from stage to stage that are backed by evidence: a held event or a document of the opportunity within seven days before, or on the same day. Moves made by documents and goals are backed by themselves; entering the first stage is no move."
    ),
    cuts: _t(
        "The same measures for each part. In brackets: the sample that the figure is based on. Judge small samples with care."
    ),
    attribution: _t(
        "Leads: leads and opportunities registered in the period, by where they came from; won of these: how many of them are won by now, and their rate. Won in the period, and its revenue: confirmed orders, untaxed, by the date of the order, and opportunities won without an order, whenever they were registered. So there may be more won in the period than leads."
    ),
    forecast: _t(
        "Forecast: what was won before the frozen day plus the weighted revenue, frozen on that day, of opportunities then expected to close in the period. Outlook: won so far plus the weighted revenue of what is open now and still expected to close in the period. Won: confirmed orders and opportunities won without one. Quota: the targets for won revenue, for the share of their days that lies in the period."
    ),
    weeks: _t(
        "Each bar is a day on which the forecast was frozen: won until then, and the weighted rest that was expected. A good forecast stays level while the rest turns into won."
    ),
    slipped: _t(
        "Opportunities of the frozen forecast that were neither won nor lost in the period: still open with a day that has passed or was put off beyond the period, or closed after it."
    ),
    judged: _t(
        "Whole months that are over. Accuracy: 1 − |forecast − actual| ÷ the greater of the two; several months are judged by their sums of absolute errors, so that errors do not cancel out. Bias: (forecast − actual) ÷ actual; above zero is too hopeful."
    ),
    history: _t(
        "Of a period that is not over: what earlier periods say of its end. Up to twelve periods of the same length, none of more than three years ago, are seen on the same day of each, from what was known then. Three ways are tried: the median of what came in the rest of earlier periods, brought to the season where two years are known; what the weighted pipeline brought; what was won from each stage, and from elsewhere. The one that would have been closest in earlier periods is shown, and its errors there make the range: one of ten ended under it, one of ten over it. Hit rate: how many of the earlier periods would have ended in their range. Salespersons: won by then and the weighted revenue that was expected in the period."
    ),
    growth: _t(
        "A customer is new with the first order or opportunity that was won with it, whichever of its contacts it was; it counts for who won it. Likely: what came in the rest of earlier periods, as of the forecast. Growing or shrinking: the median of the slopes between any two earlier periods."
    ),
    coaching: _t(
        "Of the opportunities that first entered the stage in the period, the share that moved on, next to the best quarter of the sellers in this stage. Samples under 5 are not shown, and nobody is compared where nobody else has a sample. The gap's worth: the opportunities that would have moved on at the best quarter's rate, times the share of those that is won in the end, times the average deal."
    ),
};
