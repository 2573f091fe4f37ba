/** The rights that docs/confluent-cloud.md tells a user to grant, as a broker's access control list. */
import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from "kafkajs";

const RESOURCES: Readonly<Record<string, AclResourceTypes>> = {
  "topic": AclResourceTypes.TOPIC,
  "consumer-group": AclResourceTypes.GROUP,
  "transactional-id": AclResourceTypes.TRANSACTIONAL_ID,
};
const OPERATIONS: Readonly<Record<string, AclOperationTypes>> = {
  create: AclOperationTypes.CREATE,
  delete: AclOperationTypes.DELETE,
  describe: AclOperationTypes.DESCRIBE,
  "describe-configs": AclOperationTypes.DESCRIBE_CONFIGS,
  read: AclOperationTypes.READ,
  write: AclOperationTypes.WRITE,
};

/** Reads the page's lines `allow <operations> --<resource> <name> [--prefix]`. */
export function accessList(user: string): AclEntry[] {
  const page = Deno.readTextFileSync(new URL("../../docs/confluent-cloud.md", import.meta.url));
  return [...page.matchAll(/^allow ([\w,-]+) --([a-z-]+) (\S+)( --prefix)?$/gm)]
    .flatMap(([, operations = "", resource = "", resourceName = "", prefix]) =>
      operations.split(",").map((operation) => ({
        resourceType: known(RESOURCES, resource),
        resourceName,
        resourcePatternType: prefix === undefined
          ? ResourcePatternTypes.LITERAL
          : ResourcePatternTypes.PREFIXED,
        principal: `User:${user}`,
        host: "*",
        operation: known(OPERATIONS, operation),
        permissionType: AclPermissionTypes.ALLOW,
      }))
    );
}

function known<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new Error(`docs/confluent-cloud.md grants an unknown '${name}'`);
  return value;
}
