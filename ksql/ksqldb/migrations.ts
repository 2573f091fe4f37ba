/** The project's ksqlDB statements, in the order in which they are applied. */
import { type KsqlStatement, statementsOf } from "./statements.ts";
import orderStreams from "./migrations/V000001__order_streams.sql" with { type: "text" };
import customerInfo from "./migrations/V000002__customer_info.sql" with { type: "text" };
import orderInfo from "./migrations/V000003__order_info.sql" with { type: "text" };
import itemInfo from "./migrations/V000004__item_info.sql" with { type: "text" };

/** File names, as `ksql-migrations` expects them, with their texts. */
export const MIGRATIONS: readonly (readonly [file: string, sql: string])[] = [
  ["V000001__order_streams.sql", orderStreams],
  ["V000002__customer_info.sql", customerInfo],
  ["V000003__order_info.sql", orderInfo],
  ["V000004__item_info.sql", itemInfo],
];

/** Every statement of every migration. */
export const STATEMENTS: readonly KsqlStatement[] = MIGRATIONS.flatMap(([file, sql]) =>
  statementsOf(file, sql)
);
