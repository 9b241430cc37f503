/* global Chart */
import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor, hexToRGBA } from "@web/core/colors/colors";
import { formatFigure } from "../format";

const scheme = cookie.get("color_scheme");
const LABEL_COLOR = getCustomColor(scheme, "#374151", "#E4E4E4");
const GRID_COLOR = getCustomColor(scheme, "rgba(0,0,0,.08)", "rgba(255,255,255,.12)");

/** Bars and lines over time, drawn by the Chart.js that Odoo ships. */
export class CentreChart extends Component {
    static template = "sales_process.CentreChart";
    static props = {
        labels: Array,
        // {label, values, type?: "line", stack?: string, isDashed?, isPale?}; pale: what belongs to
        // the series before, and is not sure
        series: Array,
        kind: { type: String, optional: true },
        label: String,
        onClick: { type: Function, optional: true },
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [JSON.stringify([this.props.labels, this.props.series])]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        const { kind, labels, series, onClick } = this.props;
        const format = (value) => formatFigure(value, kind, this.env.centre.currencyId);
        this.chart = new Chart(this.canvas.el, {
            type: "bar",
            data: {
                labels,
                datasets: series.map((item, index) => {
                    const place = item.isPale ? index - 1 : index;
                    const color = getColor(place, scheme, Math.max(series.length, 6));
                    const isLine = item.type === "line";
                    return {
                        label: item.label,
                        data: item.values,
                        type: item.type || "bar",
                        // bars add up, lines each stand for themselves
                        stack: isLine ? `line ${index}` : item.stack || "all",
                        order: isLine ? 0 : 1,
                        backgroundColor:
                            isLine || item.isPale ? hexToRGBA(color, item.isPale ? 0.4 : 0.2) : color,
                        borderColor: color,
                        borderWidth: isLine ? 2 : 0,
                        borderDash: item.isDashed ? [6, 4] : undefined,
                        pointRadius: isLine ? 0 : undefined,
                        borderRadius: 2,
                        maxBarThickness: 42,
                    };
                }),
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                onClick: (ev, elements) => elements.length && onClick?.(elements[0].index),
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: { color: LABEL_COLOR, boxWidth: 12, usePointStyle: false },
                    },
                    tooltip: {
                        callbacks: {
                            label: (item) => `${item.dataset.label}: ${format(item.parsed.y)}`,
                        },
                    },
                },
                scales: {
                    x: {
                        stacked: true,
                        grid: { display: false },
                        ticks: { color: LABEL_COLOR, maxRotation: 0, autoSkipPadding: 12 },
                    },
                    y: {
                        stacked: true,
                        beginAtZero: true,
                        grid: { color: GRID_COLOR },
                        border: { display: false },
                        ticks: {
                            color: LABEL_COLOR,
                            maxTicksLimit: 6,
                            precision: kind === "amount" ? undefined : 0,
                            callback: format,
                        },
                    },
                },
            },
        });
    }
}
