/** Avro types as the rows need them: amounts are whole centavos in memory, decimals on the wire. */
import { Buffer } from "node:buffer";
import { Type, types } from "avsc";
import { decimalBytes, unscaledValue } from "../../orders/decimal.ts";
import { type AvroRecord, ROW_SCHEMAS } from "../../orders/row_schemas.ts";
import { ROW_TOPICS, type RowTopic } from "../../orders/topics.ts";

/** avsc asks for a class. It sees the unscaled value, so a decimal of another scale is another type. */
class Decimal extends types.LogicalType {
  readonly #scale: unknown;

  constructor(...[schema, options]: ConstructorParameters<typeof types.LogicalType>) {
    super(schema, options);
    this.#scale = (schema as { readonly scale?: unknown }).scale;
  }

  protected override _fromValue(bytes: Uint8Array): number {
    const value = unscaledValue(bytes);
    if (value === undefined) throw new Error(`a decimal of ${bytes.length} bytes`);
    return value;
  }

  protected override _toValue(value: unknown): Buffer | undefined {
    if (!Number.isSafeInteger(value)) return undefined;
    const bytes = decimalBytes(value as number);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  protected override _resolve(writer: Type): ((value: unknown) => unknown) | undefined {
    return writer instanceof Decimal && writer.#scale === this.#scale ? (value) => value : undefined;
  }
}

/** The type of a schema's text. @throws when the text is no Avro schema */
export function avroType(schema: string): Type {
  return Type.forSchema(JSON.parse(schema), { logicalTypes: { decimal: Decimal } });
}

const typeOf = (schema: AvroRecord) => avroType(JSON.stringify(schema));

/** The type of each row topic's value. */
export const ROW_TYPES = Object.fromEntries(
  ROW_TOPICS.map((topic) => [topic, typeOf(ROW_SCHEMAS[topic])]),
) as Readonly<Record<RowTopic, Type>>;
