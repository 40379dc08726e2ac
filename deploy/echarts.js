// What the charts (app/static/js/charts.js) use of ECharts; setup_frontend.py makes one module of it.
import {BarChart, FunnelChart, LineChart, PieChart} from "echarts/charts";
import {AriaComponent, GridComponent, LegendComponent, TooltipComponent} from "echarts/components";
import {init, registerLocale, use} from "echarts/core";
import {LabelLayout} from "echarts/features";
import chinese from "echarts/i18n/langZH-obj.js";
import {SVGRenderer} from "echarts/renderers";

const CHARTS = [BarChart, FunnelChart, LineChart, PieChart];
const PARTS = [AriaComponent, GridComponent, LegendComponent, TooltipComponent];

use([...CHARTS, ...PARTS, LabelLayout, SVGRenderer]);
registerLocale("ZH", chinese);

export {init};
