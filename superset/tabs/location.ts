/** Provinces: revenue, customers, orders and items of each. */
import { countryMap } from "../charts/country_map.ts";
import { COUNT, PESOS, WHOLE_PESOS } from "../charts/numbers.ts";
import { table } from "../charts/table.ts";
import { provinces } from "../datasets.ts";
import { row, type Tab, text } from "../model.ts";

const revenue = countryMap({
  key: "map_revenue",
  title: "Revenue by province",
  dataset: provinces,
  by: "map_code",
  metric: "revenue",
  number: PESOS,
});
const customers = countryMap({
  key: "map_customers",
  title: "Customers by province",
  dataset: provinces,
  by: "map_code",
  metric: "customers",
  number: COUNT,
});
const orderCount = countryMap({
  key: "map_orders",
  title: "Orders by province",
  dataset: provinces,
  by: "map_code",
  metric: "orders",
  number: COUNT,
});
const itemCount = countryMap({
  key: "map_items",
  title: "Items by province",
  dataset: provinces,
  by: "map_code",
  metric: "units",
  number: COUNT,
});

const all = table({
  key: "provinces",
  title: "All provinces",
  dataset: provinces,
  columns: { province: "Province" },
  metrics: { revenue: WHOLE_PESOS, profit: WHOLE_PESOS, customers: COUNT, orders: COUNT, units: COUNT },
  pageLength: 15,
});

const note = text(
  "The maps are older than four provinces. They show Dinagat Islands as part of Surigao del Norte, Davao Occidental " +
    "as part of Davao del Sur, and the two Maguindanao provinces as one. The table lists all provinces.",
);

export const location: Tab = {
  title: "By Location",
  rows: [
    row(72, [revenue, 3], [customers, 3], [orderCount, 3], [itemCount, 3]),
    row(8, [note, 12]),
    row(84, [all, 12]),
  ],
};
