/** Provinces: where the revenue, the customers, the orders and the items go. */
import { COUNT, countryMap, PESOS, table, WHOLE_PESOS } from "../charts.ts";
import { provinces } from "../datasets.ts";
import { row, type Tab, text } from "../model.ts";

const revenue = countryMap({
  key: "map_revenue",
  title: "Revenue by province",
  dataset: provinces,
  by: "map_code",
  metric: "revenue",
  number: PESOS,
  colours: "superset_seq_1",
});
const customers = countryMap({
  key: "map_customers",
  title: "Customers by province",
  dataset: provinces,
  by: "map_code",
  metric: "customers",
  number: COUNT,
  colours: "superset_seq_1",
});
const orderCount = countryMap({
  key: "map_orders",
  title: "Orders by province",
  dataset: provinces,
  by: "map_code",
  metric: "orders",
  number: COUNT,
  colours: "superset_seq_1",
});
const itemCount = countryMap({
  key: "map_items",
  title: "Items by province",
  dataset: provinces,
  by: "map_code",
  metric: "units",
  number: COUNT,
  colours: "superset_seq_1",
});

const all = table({
  key: "provinces",
  title: "All provinces",
  dataset: provinces,
  columns: ["province"],
  metrics: ["revenue", "profit", "customers", "orders", "units"],
  headings: { province: "Province" },
  numbers: { revenue: WHOLE_PESOS, profit: WHOLE_PESOS, customers: COUNT, orders: COUNT, units: COUNT },
  limit: 100,
  pageLength: 20,
});

const note = text(
  "The maps are older than four provinces, which are counted where they were before: Dinagat Islands with " +
    "Surigao del Norte, Davao Occidental with Davao del Sur, the two Maguindanaos as one. The table has them all.",
);

export const location: Tab = {
  title: "By Location",
  rows: [
    row(72, [revenue, 3], [customers, 3], [orderCount, 3], [itemCount, 3]),
    row(8, [note, 12]),
    row(84, [all, 12]),
  ],
};
