/**
 * Arrow columns from buffers that are built here, about seven times as fast as Arrow's own builders.
 *
 * Each function takes a getter of a row's value, and returns a column whose `make` builds the data of many rows.
 */
import {
  Bool,
  type Data,
  type DataType,
  Decimal,
  Dictionary,
  Field,
  type Float,
  Float32,
  type Int,
  Int16,
  Int32,
  Int64,
  List,
  makeData,
  Struct,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import type { LocalDateTime } from "../../orders/order.ts";
import { secondsOf } from "../../orders/local_time.ts";

/** A column: its type, and how its data is made from rows. */
export interface Column<Row> {
  readonly type: DataType;
  readonly make: (rows: readonly Row[]) => Data;
}

type Get<Row, Value> = (row: Row) => Value | null;

const ENCODER = new TextEncoder();
const WORD = 2 ** 32;

/** One bit for each row that has a value, and the number of rows that have none. */
function validityOf<Row>(rows: readonly Row[], get: Get<Row, unknown>) {
  let nullCount = 0;
  const nullBitmap = new Uint8Array(Math.ceil(rows.length / 8));
  for (let n = 0; n < rows.length; n++) {
    if (get(rows[n]!) === null) nullCount++;
    else nullBitmap[n >> 3]! |= 1 << (n & 7);
  }
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap };
}

/** UTF-8 text. */
export function text<Row>(get: Get<Row, string>): Column<Row> {
  const type = new Utf8();
  return {
    type,
    make(rows) {
      const valueOffsets = new Int32Array(rows.length + 1);
      let bytes = new Uint8Array(rows.length * 24 + 64), end = 0;
      for (let n = 0; n < rows.length; n++) {
        const value = get(rows[n]!) ?? "";
        // A UTF-16 code unit takes at most three bytes of UTF-8.
        if (end + value.length * 3 > bytes.length) {
          const grown = new Uint8Array(bytes.length * 2 + value.length * 3);
          grown.set(bytes);
          bytes = grown;
        }
        end += ENCODER.encodeInto(value, bytes.subarray(end)).written;
        valueOffsets[n + 1] = end;
      }
      const data = bytes.subarray(0, end);
      return makeData({ type, length: rows.length, ...validityOf(rows, get), valueOffsets, data });
    },
  };
}

/** Text with few different values, as a dictionary: each value is stored once, rows hold its number. */
export function choice<Row>(get: Get<Row, string>, values: readonly string[]): Column<Row> {
  const type = new Dictionary(new Utf8(), new Int32());
  const numbers = new Map(values.map((value, number) => [value, number]));
  const dictionary = vectorFromArray([...values], new Utf8());
  return {
    type,
    make(rows) {
      const data = new Int32Array(rows.length);
      for (let n = 0; n < rows.length; n++) {
        const value = get(rows[n]!);
        if (value === null) continue;
        const number = numbers.get(value);
        if (number === undefined) throw new Error(`'${value}' is none of ${values.join(", ")}`);
        data[n] = number;
      }
      return makeData({ type, length: rows.length, ...validityOf(rows, get), data, dictionary });
    },
  };
}

/** Whole numbers of 16 bits. */
export function int16<Row>(get: Get<Row, number>): Column<Row> {
  return whole(new Int16(), get, (rows, value) => Int16Array.from(rows, value));
}

/** Whole numbers of 32 bits. */
export function int32<Row>(get: Get<Row, number>): Column<Row> {
  return whole(new Int32(), get, (rows, value) => Int32Array.from(rows, value));
}

/** Whole numbers of 64 bits, within the range that a number holds exactly. */
export function int64<Row>(get: Get<Row, number>): Column<Row> {
  return whole(new Int64(), get, wide);
}

/** Numbers of single precision. */
export function float32<Row>(get: Get<Row, number>): Column<Row> {
  const type = new Float32();
  return {
    type,
    make(rows) {
      const data = Float32Array.from(rows, (row) => get(row) ?? 0);
      return makeData<Float>({ type, length: rows.length, ...validityOf(rows, get), data });
    },
  };
}

/** Booleans, one bit each. */
export function bool<Row>(get: Get<Row, boolean>): Column<Row> {
  const type = new Bool();
  return {
    type,
    make(rows) {
      const data = new Uint8Array(Math.ceil(rows.length / 8));
      for (let n = 0; n < rows.length; n++) {
        if (get(rows[n]!)) data[n >> 3]! |= 1 << (n & 7);
      }
      return makeData({ type, length: rows.length, ...validityOf(rows, get), data });
    },
  };
}

/** Clock readings in the Philippines, without a time zone, microseconds on the wire. */
export function timestamp<Row>(get: Get<Row, LocalDateTime>): Column<Row> {
  const type = new TimestampMicrosecond();
  const micros = (row: Row) => {
    const date = get(row);
    return date === null ? 0 : secondsOf(date) * 1e6;
  };
  return {
    type,
    make: (rows) =>
      makeData({ type, length: rows.length, ...validityOf(rows, get), data: wide(rows, micros) }),
  };
}

/** Amounts as decimal(12,2). @param get centavos, a safe integer */
export function money<Row>(get: (row: Row) => number): Column<Row> {
  const type = new Decimal(2, 12, 128);
  return {
    type,
    make(rows) {
      const data = new Uint32Array(rows.length * 4);
      for (let n = 0; n < rows.length; n++) {
        const centavos = get(rows[n]!);
        const high = Math.floor(centavos / WORD);
        data[n * 4] = centavos - high * WORD;
        data[n * 4 + 1] = high;
        if (centavos < 0) data.fill(0xffff_ffff, n * 4 + 2, n * 4 + 4);
      }
      return makeData({ type, length: rows.length, nullCount: 0, data });
    },
  };
}

/** A struct of columns. */
export function struct<Row, Inner>(
  get: (row: Row) => Inner,
  columns: Readonly<Record<string, Column<Inner>>>,
): Column<Row> {
  const type = new Struct(fieldsOf(columns));
  return {
    type,
    make(rows) {
      const inner = rows.map(get);
      const children = Object.values(columns).map(({ make }) => make(inner));
      return makeData({ type, length: rows.length, nullCount: 0, children });
    },
  };
}

/** A list of structs in each row. */
export function listOf<Row, Inner>(
  get: (row: Row) => readonly Inner[],
  columns: Readonly<Record<string, Column<Inner>>>,
): Column<Row> {
  const inner = struct<Inner, Inner>((element) => element, columns);
  const type = new List(new Field("element", inner.type, false));
  return {
    type,
    make(rows) {
      const valueOffsets = new Int32Array(rows.length + 1);
      const elements: Inner[] = [];
      for (let n = 0; n < rows.length; n++) {
        for (const element of get(rows[n]!)) elements.push(element);
        valueOffsets[n + 1] = elements.length;
      }
      return makeData({ type, length: rows.length, nullCount: 0, valueOffsets, child: inner.make(elements) });
    },
  };
}

/** The fields of named columns. All are nullable, so that finished and failed orders have one schema. */
export function fieldsOf<Row>(columns: Readonly<Record<string, Column<Row>>>): Field[] {
  return Object.entries(columns).map(([name, { type }]) => new Field(name, type, true));
}

/** Numbers, with 0 in place of null. @param pack makes the typed array of the type */
function whole<Row, Type extends Int>(
  type: Type,
  get: Get<Row, number>,
  pack: (rows: readonly Row[], value: (row: Row) => number) => Type["TArray"],
): Column<Row> {
  return {
    type,
    make(rows) {
      const data = pack(rows, (row) => get(row) ?? 0);
      return makeData<Int>({ type, length: rows.length, ...validityOf(rows, get), data });
    },
  };
}

/** Whole numbers as 64-bit two's complement, in two words: a BigInt for each would cost more than everything else. */
function wide<Row>(rows: readonly Row[], get: (row: Row) => number): BigInt64Array {
  const words = new Int32Array(rows.length * 2);
  for (let n = 0; n < rows.length; n++) {
    const value = get(rows[n]!);
    const high = Math.floor(value / WORD);
    words[n * 2] = value - high * WORD;
    words[n * 2 + 1] = high;
  }
  return new BigInt64Array(words.buffer);
}
