/** The dashboard: six tabs, and filters that apply to all of them. */
import { orders } from "./datasets.ts";
import { stableId } from "./ids.ts";
import { type Cell, type Row, type Tab } from "./model.ts";
import { customer } from "./tabs/customer.ts";
import { item } from "./tabs/item.ts";
import { location } from "./tabs/location.ts";
import { order } from "./tabs/order.ts";
import { paymentAndDelivery } from "./tabs/payment_and_delivery.ts";
import { revenueAndProfit } from "./tabs/revenue_and_profit.ts";

export const TABS: readonly Tab[] = [
  revenueAndProfit,
  order,
  customer,
  location,
  item,
  paymentAndDelivery,
];

export const DASHBOARD_TITLE = "Retail Sales Dashboard";
/** Last part of its address. */
export const DASHBOARD_SLUG = "sales";

/** Seconds between two refreshes. */
const REFRESH_SECONDS = 30;

/** Colours of Superset's palette, each with one meaning on all tabs. */
const COLOURS = {
  "Revenue": "#1FA8C9",
  "Profit": "#5AC189",
  "Cost of goods": "#FF7F44",
  "Busiest sale days": "#E04355",
  "Orders": "#6CA6DC",
  "Units sold": "#3CCCCB",
  "Average order value": "#454E7C",
};

type Component = {
  readonly id: string;
  readonly type: string;
  readonly children: readonly string[];
  readonly parents: readonly string[];
  readonly meta: Readonly<Record<string, unknown>>;
};

/** Superset's description of the dashboard, for its file in the bundle. */
export function dashboardFile(): Record<string, unknown> {
  const components = [...tabsComponents("TABS-main", TABS, ["ROOT_ID"])];
  return {
    version: "1.0.0",
    uuid: stableId("dashboard", DASHBOARD_SLUG),
    dashboard_title: DASHBOARD_TITLE,
    slug: DASHBOARD_SLUG,
    description: null,
    css: "",
    published: true,
    is_managed_externally: true,
    position: {
      DASHBOARD_VERSION_KEY: "v2",
      ROOT_ID: { id: "ROOT_ID", type: "ROOT", children: ["TABS-main"] },
      GRID_ID: { id: "GRID_ID", type: "GRID", children: [], parents: ["ROOT_ID"] },
      HEADER_ID: { id: "HEADER_ID", type: "HEADER", meta: { text: DASHBOARD_TITLE } },
      ...Object.fromEntries(components.map((component) => [component.id, component])),
    },
    metadata: {
      refresh_frequency: REFRESH_SECONDS,
      label_colors: COLOURS,
      // A colour scheme for the whole dashboard would override that of the maps.
      color_scheme: "",
      cross_filters_enabled: true,
      expanded_slices: {},
      timed_refresh_immune_slices: [],
      default_filters: "{}",
      filter_bar_orientation: "HORIZONTAL",
      global_chart_configuration: { scope: EVERYWHERE, chartsInScope: [] },
      chart_configuration: {},
      native_filter_configuration: FILTERS,
    },
  };
}

function tabsComponents(id: string, tabs: readonly Tab[], parents: readonly string[]): Component[] {
  const inside = [...parents, id];
  const tabIds = tabs.map((_, index) => `${id.replace("TABS", "TAB")}-${index + 1}`);
  return [
    { id, type: "TABS", children: tabIds, parents, meta: {} },
    ...tabs.flatMap((tab, index) => tabComponents(tabIds[index]!, tab, inside)),
  ];
}

function tabComponents(id: string, { title, rows, tabs }: Tab, parents: readonly string[]): Component[] {
  const inside = [...parents, id];
  const rowIds = rows.map((_, index) => `ROW-${id}-${index + 1}`);
  const inner = tabs ? [`TABS-${id}`] : [];
  return [
    { id, type: "TAB", children: [...rowIds, ...inner], parents, meta: { text: title } },
    ...rows.flatMap((row, index) => rowComponents(rowIds[index]!, row, inside)),
    ...(tabs ? tabsComponents(`TABS-${id}`, tabs, inside) : []),
  ];
}

function rowComponents(id: string, row: Row, parents: readonly string[]): Component[] {
  const cells = row.map((cell, index) => cellComponent(`${id}-${index + 1}`, cell, [...parents, id]));
  const children = cells.map((cell) => cell.id);
  return [
    { id, type: "ROW", children, parents, meta: { background: "BACKGROUND_TRANSPARENT" } },
    ...cells,
  ];
}

function cellComponent(
  place: string,
  { content, width, height }: Cell,
  parents: readonly string[],
): Component {
  if (content.kind === "text") {
    const id = `MARKDOWN-${place}`;
    return { id, type: "MARKDOWN", children: [], parents, meta: { code: content.markdown, width, height } };
  }
  const meta = {
    // The import replaces it by the chart's id, which it finds by the uuid.
    chartId: 0,
    uuid: stableId("chart", content.key),
    sliceName: content.title,
    width,
    height,
  };
  return { id: `CHART-${content.key}`, type: "CHART", children: [], parents, meta };
}

const EVERYWHERE = { rootPath: ["ROOT_ID"], excluded: [] };

const FILTERS = [
  filter("time", "Time range", "filter_time", {}),
  selection("province", "Province"),
  selection("payment_method", "Payment method"),
  selection("customer_id", "Customer ID"),
];

function selection(column: keyof typeof orders.columns, name: string): unknown {
  return filter(column, name, "filter_select", {
    datasetUuid: stableId("dataset", orders.name),
    column: { name: column },
  });
}

function filter(key: string, name: string, filterType: string, target: Record<string, unknown>): unknown {
  return {
    id: `NATIVE_FILTER-${key}`,
    type: "NATIVE_FILTER",
    name,
    filterType,
    targets: [target],
    scope: EVERYWHERE,
    cascadeParentIds: [],
    description: "",
    defaultDataMask: { extraFormData: {}, filterState: {} },
    controlValues: {
      enableEmptyFilter: false,
      defaultToFirstItem: false,
      multiSelect: true,
      searchAllOptions: true,
      inverseSelection: false,
    },
  };
}
