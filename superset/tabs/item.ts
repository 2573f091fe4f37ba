/** Items: what each SKU brings and sells, and what is bought together. */
import { chord, COUNT, heatmap, mixed, PESOS, table, WHOLE_PESOS } from "../charts.ts";
import { bestPartners, items, pairs } from "../datasets.ts";
import { row, type Tab, text } from "../model.ts";

const money = mixed({
  key: "items_money",
  title: "Revenue, cost of goods and profit of each SKU",
  dataset: items,
  x: { column: "sku" },
  xTitle: "SKU",
  a: { metrics: ["revenue", "negative_cost"], style: "bar", stacked: true, number: PESOS, title: "" },
  b: { metrics: ["profit"], style: "line", number: PESOS, title: "" },
});
const sold = mixed({
  key: "items_sold",
  title: "Units sold and orders of each SKU",
  dataset: items,
  x: { column: "sku" },
  xTitle: "SKU",
  a: { metrics: ["units"], style: "bar", number: COUNT, title: "Units sold" },
  b: { metrics: ["orders"], style: "line", number: COUNT, title: "Orders", right: true },
});
const mostProfitable = table({
  key: "items_profitable",
  title: "Ten most profitable items",
  dataset: items,
  columns: ["item"],
  metrics: ["profit", "revenue", "units"],
  headings: { item: "Item" },
  numbers: { profit: WHOLE_PESOS, revenue: WHOLE_PESOS, units: COUNT },
  limit: 10,
});
const mostBought = table({
  key: "items_bought",
  title: "Ten most bought items",
  dataset: items,
  columns: ["item"],
  metrics: ["units", "orders", "revenue"],
  headings: { item: "Item" },
  numbers: { units: COUNT, orders: COUNT, revenue: WHOLE_PESOS },
  limit: 10,
});

const basket = text(`### Market basket

What is bought together. Two SKUs are **partners** when they stand in one order; the best partner of a SKU is the one
that shares most orders with it.

The circle joins each SKU with its best partner, the table counts their orders, and the second tab shows all pairs.`);
const partners = chord({
  key: "partners_chord",
  title: "Each SKU's most frequent partner",
  dataset: bestPartners,
  from: "item",
  to: "partner",
  metric: "orders",
});
const partnerTable = table({
  key: "partners",
  title: "Best partners",
  dataset: bestPartners,
  columns: ["item", "partner"],
  metrics: ["orders"],
  headings: { item: "Item", partner: "Best partner" },
  numbers: { orders: COUNT },
  limit: 100,
  pageLength: 20,
});
const allPairs = heatmap({
  key: "pairs",
  title: "Orders with both SKUs",
  dataset: pairs,
  x: "sku",
  y: "partner",
  metric: "orders",
});

export const item: Tab = {
  title: "By Item",
  rows: [
    row(46, [money, 12]),
    row(46, [sold, 12]),
    row(50, [mostProfitable, 6], [mostBought, 6]),
  ],
  tabs: [
    { title: "Best partners", rows: [row(84, [basket, 2], [partners, 6], [partnerTable, 4])] },
    { title: "All pairs", rows: [row(110, [allPairs, 12])] },
  ],
};
