/** The ksqlDB statements of the migration files: split, with line numbers and names. Pure. */
import { TindahanError } from "../../orders/errors.ts";

/** Properties of SET statements, which apply to the statements after them up to the end of the file. */
export type StreamsProperties = Readonly<Record<string, string>>;

export interface KsqlStatement {
  /** Name of the migration file. */
  readonly file: string;
  /** Line of the statement's first word, from 1. */
  readonly line: number;
  /** Without comments, with its semicolon. */
  readonly text: string;
  /** Whether it creates a stream, or adds a query to one. */
  readonly kind: "create" | "insert";
  /** The stream that it creates or writes to, as ksqlDB lists it: upper case. */
  readonly stream: string;
  /** The stream that it reads, if it starts a query. */
  readonly source: string | undefined;
  readonly properties: StreamsProperties;
}

interface Piece {
  readonly line: number;
  readonly text: string;
}

const SET = /^SET\s+'([^']+)'\s*=\s*'([^']*)'\s*;$/i;
const CREATE = /^CREATE\s+STREAM\s+(\w+)\b/i;
const INSERT = /^INSERT\s+INTO\s+(\w+)\b/i;
const FROM = /\bFROM\s+(\w+)\b/i;

/**
 * The statements of one migration file, in order.
 *
 * @throws BAD_DATA with file and line for a statement without an end, or of a kind that the migrations do not use
 */
export function statementsOf(file: string, sql: string): KsqlStatement[] {
  let properties: StreamsProperties = {};
  const statements: KsqlStatement[] = [];
  for (const { line, text } of split(file, sql)) {
    const [, name, value] = SET.exec(text) ?? [];
    if (name !== undefined && value !== undefined) {
      properties = { ...properties, [name]: value };
      continue;
    }
    const kind = CREATE.test(text) ? "create" : "insert";
    const stream = (CREATE.exec(text) ?? INSERT.exec(text))?.[1];
    if (stream === undefined) throw unreadable(file, line, "is neither SET, CREATE STREAM nor INSERT INTO");
    const source = FROM.exec(text)?.[1]?.toUpperCase();
    statements.push({ file, line, text, kind, stream: stream.toUpperCase(), source, properties });
  }
  return statements;
}

/** Splits at semicolons outside of quotes and comments, and leaves comments out, as Confluent's ksql-migrations does. */
function split(file: string, sql: string): Piece[] {
  const tokens = /--[^\n]*|\/\*[\s\S]*?\*\/|'[^']*'|`[^`]*`|;|[^;'`\-/]+|[\s\S]/g;
  const pieces: Piece[] = [];
  let text = "", line = 1, start = 1;
  for (const [token] of sql.matchAll(tokens)) {
    const isComment = token.startsWith("--") || token.startsWith("/*");
    if (token === "'" || token === "`") throw unreadable(file, line, `has a ${token} that is never closed`);
    if (!isComment) {
      if (text === "") start = line + leadingLines(token);
      text = (text + token).trimStart();
    }
    line += token.split("\n").length - 1;
    if (token !== ";") continue;
    pieces.push({ line: start, text });
    text = "";
  }
  if (text !== "") throw unreadable(file, start, "has no semicolon at its end");
  return pieces;
}

function leadingLines(token: string): number {
  return token.slice(0, token.length - token.trimStart().length).split("\n").length - 1;
}

function unreadable(file: string, line: number, problem: string): TindahanError {
  return new TindahanError(
    "BAD_DATA",
    `the statement at ${file}:${line} ${problem}`,
    `correct ksql/ksqldb/migrations/${file}`,
  );
}
