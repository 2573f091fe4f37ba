/** What this project makes in its schema, read from the SQL files that make it. Pure. */
import tables from "./sql/001_tables.sql" with { type: "text" };
import indexes from "./sql/002_indexes.sql" with { type: "text" };
import sinkOffsets from "./sql/005_sink_offsets.sql" with { type: "text" };
import sales from "./sql/006_sales.sql" with { type: "text" };

/**
 * Ends the comment of everything that we made. A comment goes where its object goes, also through a dump and its restore,
 * and no other object can have it by chance.
 */
export const MARK = "Made by Tindahan.";

/** Name and type, as `format_type` writes it. */
export type Column = readonly [name: string, type: string];

export interface OwnObject {
  readonly name: string;
  /** As `pg_class.relkind` has it: table, view, materialized view or index. */
  readonly kind: "r" | "v" | "m" | "i";
  /** Of a table. */
  readonly columns: readonly Column[];
  /** Whether it is a table with a primary key. */
  readonly hasKey: boolean;
  /** Comments that earlier versions gave it, before there was a mark. */
  readonly earlierComments: readonly string[];
  /** Of an index: its table. */
  readonly table?: string;
}

const SQL = [tables, indexes, sinkOffsets, sales].join("\n");

/** Worlds of earlier versions have these; the present one only drops them. */
const FORMER: readonly OwnObject[] = [
  ["order_sales", "Delivered orders with customer, cost and profit, as of the last refresh."],
  ["item_sales", "Items of delivered orders with cost and profit, as of the last refresh."],
  ["item_pairs", "Each two SKUs of a delivered order, the smaller number first."],
].map(([name, comment]) => ({
  name: name!,
  kind: "m",
  columns: [],
  hasKey: false,
  earlierComments: [comment!],
}));

/** Comments that an object had once, beside its present one without the mark. */
const FORMER_COMMENTS: Readonly<Record<string, string>> = {
  order_facts: "Delivered orders whose rows are all stored, for dashboards.",
};

/** All tables, the view and the indexes, and what earlier versions made. */
export const OWN_OBJECTS: readonly OwnObject[] = [
  ...[...SQL.matchAll(/^CREATE TABLE IF NOT EXISTS (\w+) \((?:LIKE (\w+)|([^;]*?)\n\);)/gm)]
    .map(([, name, twin, body]) =>
      objectOf("r", name!, columnsOf(twin === undefined ? body! : bodyOf(twin)))
    ),
  ...[...SQL.matchAll(/^CREATE OR REPLACE VIEW (\w+)/gm)].map(([, name]) => objectOf("v", name!, [])),
  ...[...SQL.matchAll(/^CREATE INDEX IF NOT EXISTS (\w+) ON (\w+)/gm)]
    .map(([, name, table]): OwnObject => ({
      name: name!,
      kind: "i",
      columns: [],
      hasKey: false,
      earlierComments: [],
      table: table!,
    })),
  ...FORMER,
];

function objectOf(kind: "r" | "v", name: string, columns: readonly Column[]): OwnObject {
  const [definition = ""] = new RegExp(`^CREATE TABLE IF NOT EXISTS ${name} [^;]*;`, "m").exec(SQL) ?? [];
  const hasKey = definition.includes("PRIMARY KEY");
  const [, comment = ""] =
    new RegExp(`^COMMENT ON (?:TABLE|VIEW) ${name} IS '(.*) ${MARK}';$`, "m").exec(SQL) ?? [];
  const former = FORMER_COMMENTS[name];
  return {
    name,
    kind,
    columns,
    hasKey,
    earlierComments: former === undefined ? [comment] : [comment, former],
  };
}

function bodyOf(table: string): string {
  return new RegExp(`^CREATE TABLE IF NOT EXISTS ${table} \\(([^;]*?)\n\\);`, "m").exec(SQL)![1]!;
}

/** The columns of a CREATE TABLE; each has a line. */
function columnsOf(body: string): Column[] {
  return body.split("\n").flatMap((line): Column[] => {
    const [, name, type] = /^ {2}([a-z_]+) +([a-z]+(?:\(\d+,\d+\))?)/.exec(line) ?? [];
    return name === undefined ? [] : [[name, type === "timestamp" ? "timestamp without time zone" : type!]];
  });
}
