/** The whole pipeline on servers that ask for encryption and passwords, named by a client.properties file. */
import assert from "node:assert/strict";
import type { Admin } from "kafkajs";
import { withAdmin } from "../../kafka/client/admin.ts";
import { withKafka } from "../../kafka/client/client.ts";
import { startStack } from "../../stack/stack.ts";
import { accessList } from "./access_list.ts";
import { makeCertificates } from "./certificates.ts";
import { freePortBase } from "./free_ports.ts";
import { runTask } from "./pipeline_process.ts";
import { CLERK, PASSWORD, startSecuredKafka } from "./secured_kafka.ts";
import { startSecuredRegistry } from "./secured_registry.ts";

const REGISTRY_USER = "reader";
const REGISTRY_PASSWORD = "of:schemas";
const WORLD = ["--no-live", "--orders", "300"];

Deno.test("a pipeline on secured servers", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "tindahan-security-" });
  // PostgreSQL runs as another account when root starts it.
  await Deno.chmod(folder, 0o755);
  const certificates = await makeCertificates(folder);
  const { ca, good } = certificates;
  const kafka = await startSecuredKafka(folder, freePortBase(), certificates);
  const place = { TINDAHAN_DATA: `${folder}/data`, TINDAHAN_PORT: String(freePortBase()) };
  const stack = await startStack({
    env: new Map([
      ...["PATH", "HOME"].map((name) => [name, Deno.env.get(name) ?? ""] as const),
      ...Object.entries(place),
    ]),
    needs: new Set(["registry", "postgres"]),
    keep: false,
    onProgress: () => {},
  });
  const registry = startSecuredRegistry(
    stack.environment["SCHEMA_REGISTRY_URL"]!,
    good,
    REGISTRY_USER,
    REGISTRY_PASSWORD,
  );
  try {
    // The rights that the documentation names, and no more.
    const acl = accessList(CLERK);
    assert.ok(acl.length > 50, "the page grants rights");
    await withKafka(
      { brokers: [kafka.inside], ssl: false },
      "test",
      (client) => withAdmin(client, (admin) => (admin as unknown as Admin).createAcls({ acl })),
    );
    const file = `${folder}/client.properties`;
    const properties = `bootstrap.servers=${kafka.login}
security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.username=${CLERK}
sasl.password=${PASSWORD}
ssl.ca.location=${ca}
schema.registry.url=${registry.url}
schema.registry.ssl.ca.location=${ca}
basic.auth.credentials.source=USER_INFO
basic.auth.user.info=${REGISTRY_USER}:${REGISTRY_PASSWORD}
`;
    await Deno.writeTextFile(file, properties);
    const env = {
      ...place,
      ...Object.fromEntries(
        ["KAFKA_BROKERS", "SCHEMA_REGISTRY_URL", "CONNECT_URL", "PGHOST"].map((name) => [name, ""]),
      ),
      DATABASE_URL: stack.environment["DATABASE_URL"]!,
    };

    await t.step("stores every row through the Connect worker that it starts", async () => {
      const { code, printed } = await runTask(
        "pipeline",
        [...WORLD, "--sink", "connect", "--config", file],
        env,
      );
      assert.equal(code, 0, printed);
      assert.match(printed, /Kafka Connect is ready/);
      assert.match(printed, /^done in .*: 300 orders/m);
      for (const secret of [PASSWORD, REGISTRY_PASSWORD]) assert.ok(!printed.includes(secret), printed);
      assert.ok(registry.admitted() > 0);
    });

    for (const task of ["reconcile", "export"]) {
      await t.step(`is proved by ${task} from the same file`, async () => {
        const { code, printed } = await runTask(task, ["--out", `${folder}/export`, "--config", file], env);
        assert.equal(code, 0, printed);
        assert.match(printed, /^agreement: 300 orders are the same/m);
      });
    }

    await t.step("gives way to another world, which the direct sink stores", async () => {
      const args = ["--fresh", ...WORLD, "--seed", "2", "--sink", "direct", "--config", file];
      const { code, printed } = await runTask("pipeline", args, env);
      assert.equal(code, 0, printed);
    });

    await t.step(
      "ends with one line for a wrong password of the registry, and for one without its authority",
      async () => {
        const changed = async (from: string, to: string) => {
          await Deno.writeTextFile(`${folder}/wrong.properties`, properties.replace(from, to));
          const args = [
            "--to",
            "kafka",
            "--no-live",
            "--orders",
            "10",
            "--config",
            `${folder}/wrong.properties`,
          ];
          const { code, printed } = await runTask("generate", args, env);
          assert.equal(code, 1, printed);
          return printed;
        };
        const wrong = await changed(REGISTRY_PASSWORD, "wrong-password");
        assert.match(
          wrong,
          /^error the schema registry at .* refused the user name 'reader'.*\[ACCESS_DENIED\]\n$/,
        );
        assert.ok(!wrong.includes("wrong-password"), wrong);
        const stranger = await changed(`schema.registry.ssl.ca.location=${ca}`, "");
        assert.match(
          stranger,
          /^error no encrypted connection to the schema registry .*\[ACCESS_DENIED\]\n$/,
        );
      },
    );
  } finally {
    await registry.stop();
    await stack.stop();
    await kafka.stop();
    await Deno.remove(folder, { recursive: true });
  }
});
