/**
 * What in the schema is ours and what is somebody else's. Only ours is ever altered, filled or dropped, and it is not
 * dropped while something of somebody else's depends on it.
 */
import type { Client } from "pg";
import { TindahanError } from "../../orders/errors.ts";
import { type Column, MARK, OWN_OBJECTS, type OwnObject } from "./objects.ts";
import { SCHEMA } from "./session.ts";

/** Something that stands under one of our names. */
export interface Found {
  readonly name: string;
  /** `pg_class.relkind`, or `t` for a type that is no row of a table. */
  readonly kind: string;
  readonly comment: string | null;
  readonly columns: readonly Column[] | null;
  readonly hasKey: boolean;
  /** Of an index: the table's name. */
  readonly table: string | null;
  readonly owner: string;
  /** Whether this session may do what its owner may. */
  readonly isOwner: boolean;
}

/**
 * Demands that whatever has one of our names in the schema was made by us, and is as we made it.
 *
 * @returns what is there
 * @throws BAD_CALL in one line that names the first stranger; nothing was changed
 */
export async function requireOwnObjects(client: Client): Promise<readonly Found[]> {
  const found = await findObjects(client);
  const place = await placeOf(client);
  for (const object of found) {
    const problem = strangeness(object) ?? columnFault(object);
    if (problem !== undefined) throw occupied(place, object, problem);
  }
  return found;
}

/**
 * Demands that all that is ours can be dropped without taking anything of others along.
 *
 * @returns what there is to drop
 * @throws BAD_CALL or ACCESS_DENIED in one line that names what is in the way; nothing was changed
 */
export async function requireDroppable(client: Client): Promise<readonly Found[]> {
  const found = await findObjects(client);
  const place = await placeOf(client);
  for (const object of found) {
    const problem = strangeness(object);
    if (problem !== undefined) throw occupied(place, object, problem);
    const extra = extraColumns(object);
    if (extra.length > 0) throw inTheWay(place, `column ${extra[0]}`, object.name);
    if (!object.isOwner) {
      throw new TindahanError(
        "ACCESS_DENIED",
        `${KINDS[object.kind]} ${
          place.of(object.name)
        } belongs to the role '${object.owner}', so it cannot be dropped`,
        "log in as that role, or choose another schema with TINDAHAN_SCHEMA",
      );
    }
  }
  const [dependent] = await findDependents(client, found);
  if (dependent !== undefined) throw inTheWay(place, dependent.name, dependent.on);
  return found;
}

const KINDS: Readonly<Record<string, string>> = {
  r: "the table",
  p: "the partitioned table",
  f: "the foreign table",
  v: "the view",
  m: "the materialized view",
  i: "the index",
  I: "the partitioned index",
  S: "the sequence",
  c: "the composite type",
  t: "the type",
};

/** Why an object is not ours, or `undefined` where it is. */
export function strangeness(found: Found): string | undefined {
  const own = ownOf(found.name);
  const what = KINDS[found.kind] ?? "the object";
  if (own === undefined || found.kind !== own.kind) return `${what} was not made by this project`;
  if (own.kind === "i") {
    return found.table === own.table ? undefined : `${what} is one on ${found.table}, not on ${own.table}`;
  }
  if (found.comment?.endsWith(MARK)) return undefined;
  const isFormer = own.earlierComments.includes(found.comment ?? "") && columnFault(found) === undefined &&
    extraColumns(found).length === 0;
  return isFormer ? undefined : `${what} was not made by this project`;
}

/** What keeps a table of ours from being used: a column or the key. Columns that somebody added do not. */
export function columnFault(found: Found): string | undefined {
  const types = new Map(found.columns ?? []);
  for (const [name, type] of ownOf(found.name)?.columns ?? []) {
    const there = types.get(name);
    if (there === undefined) return `the table has no column ${name} any more`;
    if (there !== type) return `the table's column ${name} is of type ${there}, not ${type}`;
  }
  return ownOf(found.name)?.hasKey && !found.hasKey ? "the table has no primary key any more" : undefined;
}

/** Columns that somebody added to a table of ours. */
function extraColumns({ name, kind, columns }: Found): string[] {
  const own = ownOf(name);
  if (kind !== "r" || own === undefined) return [];
  const ours = new Set(own.columns.map(([column]) => column));
  return (columns ?? []).map(([column]) => column).filter((column) => !ours.has(column));
}

function ownOf(name: string): OwnObject | undefined {
  return OWN_OBJECTS.find((own) => own.name === name);
}

const PLACES = OWN_OBJECTS.map(({ name }) => name);

/** What stands in the schema under our names, in the order of `OWN_OBJECTS`. */
async function findObjects(client: Client): Promise<Found[]> {
  const { rows } = await client.query<Found>(
    `SELECT
       c.relname AS name,
       c.relkind::text AS kind,
       obj_description(c.oid, 'pg_class') AS comment,
       (SELECT json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
        FROM pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
       EXISTS (SELECT FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype = 'p') AS "hasKey",
       (SELECT t.relname FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid WHERE i.indexrelid = c.oid)
         AS table,
       pg_get_userbyid(c.relowner) AS owner,
       pg_has_role(c.relowner, 'USAGE') AS "isOwner"
     FROM pg_class AS c
     JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ${SCHEMA}
     WHERE c.relname = ANY ($1::text[])
     UNION ALL
     SELECT t.typname, 't', NULL, NULL, false, NULL, pg_get_userbyid(t.typowner), pg_has_role(t.typowner, 'USAGE')
     FROM pg_type AS t
     JOIN pg_namespace AS n ON n.oid = t.typnamespace AND n.nspname = ${SCHEMA}
     WHERE t.typname = ANY ($1::text[]) AND t.typrelid = 0`,
    [PLACES],
  );
  return rows.toSorted((a, b) => PLACES.indexOf(a.name) - PLACES.indexOf(b.name));
}

interface Dependent {
  /** What it is, as PostgreSQL describes it. */
  readonly name: string;
  /** The object of ours that it depends on. */
  readonly on: string;
}

/**
 * What others made that depends on our tables: views, foreign keys, triggers, policies, indexes, publications, columns of a row's type.
 * Some of it would forbid a drop, and some of it would go with the table without a word.
 */
async function findDependents(client: Client, found: readonly Found[]): Promise<readonly Dependent[]> {
  const { rows } = await client.query<Dependent>(
    `WITH own AS (
       SELECT c.oid, c.relname, c.reltype
       FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ${SCHEMA}
       WHERE c.relname = ANY ($1)
     ),
     dependents AS (
       SELECT DISTINCT d.classid, d.objid, d.objsubid, own.relname
       FROM pg_depend AS d
       JOIN own ON d.refclassid = 'pg_class'::regclass AND d.refobjid = own.oid
         OR d.refclassid = 'pg_type'::regclass
           AND d.refobjid IN (own.reltype, (SELECT t.typarray FROM pg_type AS t WHERE t.oid = own.reltype))
       -- Its own parts: row type, array type, TOAST table.
       WHERE d.deptype <> 'i'
     )
     SELECT
       CASE WHEN view.oid IS NULL THEN pg_describe_object(d.classid, d.objid, d.objsubid)
       ELSE pg_describe_object('pg_class'::regclass, view.oid, 0) END AS name,
       d.relname AS on
     FROM dependents AS d
     LEFT JOIN pg_rewrite AS rule ON d.classid = 'pg_rewrite'::regclass AND rule.oid = d.objid
     LEFT JOIN pg_class AS view ON view.oid = rule.ev_class AND rule.rulename = '_RETURN'
     LEFT JOIN pg_constraint AS key ON d.classid = 'pg_constraint'::regclass AND key.oid = d.objid
     WHERE coalesce(view.oid, CASE WHEN d.classid = 'pg_class'::regclass THEN d.objid END, 0)
         NOT IN (SELECT oid FROM own)
       -- Rules about our rows that hold nothing of their own, and the relations among our tables.
       AND NOT coalesce(key.contype IN ('p', 'n', 'c') AND key.conrelid IN (SELECT oid FROM own), false)
       AND NOT coalesce(
         key.contype = 'f' AND key.conrelid IN (SELECT oid FROM own) AND key.confrelid IN (SELECT oid FROM own), false)
       AND NOT (d.classid = 'pg_attrdef'::regclass)
     ORDER BY 2, 1`,
    [found.map(({ name }) => name)],
  );
  return rows;
}

interface Place {
  readonly database: string;
  of(name: string): string;
}

async function placeOf(client: Client): Promise<Place> {
  const { rows: [row] } = await client.query<{ database: string; schema: string }>(
    `SELECT current_database() AS database, ${SCHEMA} AS schema`,
  );
  const { database, schema } = row!;
  return { database, of: (name) => `${schema}.${name}` };
}

const ELSEWHERE = "choose another schema with TINDAHAN_SCHEMA, or another database with DATABASE_URL";

function occupied(place: Place, { name }: Found, problem: string): TindahanError {
  return new TindahanError(
    "BAD_CALL",
    `the database '${place.database}' has ${place.of(name)} already: ${problem}; nothing was changed`,
    ELSEWHERE,
  );
}

function inTheWay(place: Place, what: string, name: string): TindahanError {
  return new TindahanError(
    "BAD_CALL",
    `the database '${place.database}' has the ${what}, which this project did not make and which depends on ` +
      `${place.of(name)}; nothing was changed`,
    `drop it first, or ${ELSEWHERE}`,
  );
}
