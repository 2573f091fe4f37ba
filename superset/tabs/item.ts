/** Items: revenue and units of each SKU, and SKUs that are bought together. */
import { chord } from "../charts/chord.ts";
import { heatmap } from "../charts/heatmap.ts";
import { mixed } from "../charts/mixed.ts";
import { COUNT, PESOS, WHOLE_PESOS } from "../charts/numbers.ts";
import { table } from "../charts/table.ts";
import { items, pairs } from "../datasets.ts";
import { row, type Tab, text } from "../model.ts";

const money = mixed({
  key: "items_money",
  title: "Revenue, cost of goods (below zero) and profit (line) of each SKU",
  dataset: items,
  x: { column: "sku", title: "SKU" },
  a: { metrics: ["revenue", "negative_cost"], style: "bar", stacked: true, number: PESOS },
  b: { metrics: ["profit"], style: "line", number: PESOS },
});
const sold = mixed({
  key: "items_sold",
  title: "Units sold (bars, left axis) and orders (line, right axis) of each SKU",
  dataset: items,
  x: { column: "sku", title: "SKU" },
  a: { metrics: ["units"], style: "bar", number: COUNT },
  b: { metrics: ["orders"], style: "line", number: COUNT, right: true },
});
const mostProfitable = table({
  key: "items_profitable",
  title: "Ten most profitable items",
  dataset: items,
  where: ["is_most_profitable"],
  columns: { item: "Item" },
  metrics: { profit: WHOLE_PESOS, revenue: WHOLE_PESOS, units: COUNT },
});
const mostBought = table({
  key: "items_bought",
  title: "Ten most bought items",
  dataset: items,
  where: ["is_most_bought"],
  columns: { item: "Item" },
  metrics: { units: COUNT, orders: COUNT, revenue: WHOLE_PESOS },
});

const basket = text(`### Market basket

SKUs that are bought together. Two SKUs are **partners** when an order holds both. The best partner of a SKU is the one
that shares the most orders with it. The circle connects each SKU with its best partner, and with the SKUs whose best
partner it is. The table counts their orders. The second tab shows all pairs.`);
const partners = chord({
  key: "partners_chord",
  title: "Each SKU's most frequent partner",
  dataset: pairs,
  // Both directions: an arc is as wide as the links to its SKU, and many SKUs are no other SKU's best partner.
  where: ["is_best_of_either"],
  from: "sku",
  to: "partner",
  metric: "orders",
});
const partnerTable = table({
  key: "partners",
  title: "Best partners",
  dataset: pairs,
  where: ["is_best"],
  columns: { sku: "SKU", partner: "Best partner" },
  metrics: { orders: COUNT },
  pageLength: 25,
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
    // The circle needs this height so that the narrowest arcs have room for their numbers.
    { title: "Best partners", rows: [row(14, [basket, 12]), row(124, [partners, 8], [partnerTable, 4])] },
    { title: "All pairs", rows: [row(110, [allPairs, 12])] },
  ],
};
