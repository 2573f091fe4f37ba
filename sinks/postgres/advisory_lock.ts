/** One caller after the other: whoever changes the tables of a schema holds its lock. */
import type { Client } from "pg";
import { isConflict } from "./database_errors.ts";
import { SCHEMA } from "./session.ts";

/**
 * First key of the lock, any number; the second is a hash of the schema's name. PostgreSQL's advisory locks belong to one
 * database, and end with their transaction: `SELECT * FROM pg_locks WHERE locktype = 'advisory' AND classid = 7463248`.
 */
const LOCK = 7_463_248;

/** So often is a transaction begun that others' locks keep from its end. Each time takes them a second to find out. */
const TRIES = 10;

/**
 * Runs work in one transaction, while nobody else runs such work on the same schema. Work begins anew, from its start, when
 * its transaction lost a deadlock or a conflict.
 *
 * @throws what work throws; all that it did is undone then
 */
export async function withAdvisoryLock<Result>(client: Client, work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1;; tries++) {
    try {
      return await transaction(client, work);
    } catch (error) {
      if (tries === TRIES || !isConflict(error)) throw error;
    }
  }
}

async function transaction<Result>(client: Client, work: () => Promise<Result>): Promise<Result> {
  await client.query("BEGIN");
  try {
    await client.query(`SELECT pg_advisory_xact_lock($1, hashtext(${SCHEMA}))`, [LOCK]);
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // The first error counts, also where the connection is gone.
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}
