/** Encryption and passwords between the project and a real broker. */
import assert from "node:assert/strict";
import { withAdmin } from "../../kafka/client/admin.ts";
import { withKafka } from "../../kafka/client/client.ts";
import { withClientProperties } from "../../lib/settings/client_properties.ts";
import { type KafkaAddress, kafkaAddress } from "../../lib/settings/kafka_address.ts";
import { TindahanError } from "../../orders/errors.ts";
import { makeCertificates } from "./certificates.ts";
import { freePortBase } from "./free_ports.ts";
import { runTask } from "./pipeline_process.ts";
import { PASSWORD, startSecuredKafka, USER } from "./secured_kafka.ts";

const MECHANISMS = ["plain", "scram-sha-256", "scram-sha-512"] as const;

Deno.test("a real broker with TLS and SASL", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "tindahan-security-" });
  try {
    const certificates = await makeCertificates(folder);
    const { ca, strangersCa } = certificates;
    const kafka = await startSecuredKafka(folder, freePortBase(), certificates);
    try {
      const login = (mechanism: typeof MECHANISMS[number], password = PASSWORD) =>
        ({ mechanism, username: USER, password }) as const;

      await t.step("is reached over TLS when the certificate's authority is named", async () => {
        assert.deepEqual(await topicsOf({ brokers: [kafka.tls], ssl: true, caFile: ca }), []);
      });

      for (const mechanism of MECHANISMS) {
        await t.step(`lets a user in by ${mechanism}, with and without encryption`, async () => {
          const sasl = login(mechanism);
          assert.deepEqual(await topicsOf({ brokers: [kafka.login], ssl: true, caFile: ca, sasl }), []);
          assert.deepEqual(await topicsOf({ brokers: [kafka.openLogin], ssl: false, sasl }), []);
        });
        await t.step(`refuses a wrong password by ${mechanism}`, async () => {
          const sasl = login(mechanism, "wrong-password");
          await refused(
            { brokers: [kafka.login], ssl: true, caFile: ca, sasl },
            "ACCESS_DENIED",
            /refused the user name 'shop' or its password/,
          );
        });
      }

      await t.step("is not trusted when no known authority signed its certificate", async () => {
        const reason = /no encrypted connection.*certificate/i;
        await refused({ brokers: [kafka.tls], ssl: true }, "ACCESS_DENIED", reason);
        await refused({ brokers: [kafka.tls], ssl: true, caFile: strangersCa }, "ACCESS_DENIED", reason);
      });

      await t.step("is not trusted once its certificate's time is over", async () => {
        await refused(
          { brokers: [kafka.expired], ssl: true, caFile: ca },
          "ACCESS_DENIED",
          /no encrypted connection.*(expired|certificate)/i,
        );
      });

      await t.step("is not reached without encryption where it asks for it", async () => {
        await refused({ brokers: [kafka.tls], ssl: false }, "UNREACHABLE", new RegExp(kafka.tls));
      });

      await t.step("serves the shop by a client.properties file alone", async () => {
        const file = `${folder}/client.properties`;
        await Deno.writeTextFile(file, clientProperties(kafka.login, ca, PASSWORD));
        const args = ["--to", "kafka", "--orders", "300", "--no-live", "--config", file];
        const { code, printed } = await runTask("generate", args, { KAFKA_SASL_USERNAME: "somebody-else" });
        assert.equal(code, 0, printed);
        const address = kafkaAddress(withClientProperties(Deno.env, file));
        assert.ok(address);
        assert.ok((await topicsOf(address)).includes("unpaid_orders"));
      });

      await t.step("turns a wrong password in the file into one line and exit code 1", async () => {
        const file = `${folder}/wrong.properties`;
        await Deno.writeTextFile(file, clientProperties(kafka.login, ca, "wrong-password"));
        const { code, printed } = await runTask("generate", ["--to", "kafka", "--config", file], {});
        assert.equal(code, 1);
        assert.match(printed, /^error Kafka at .* refused the user name 'shop'.*\[ACCESS_DENIED\]\n$/);
        assert.ok(!printed.includes("wrong-password"), printed);
      });
    } finally {
      await kafka.stop();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function clientProperties(broker: string, ca: string, password: string): string {
  return `bootstrap.servers=${broker}
security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
  username="${USER}" password="${password}";
ssl.truststore.type=PEM
ssl.truststore.location=${ca}
`;
}

async function topicsOf(address: KafkaAddress): Promise<string[]> {
  return await withKafka(address, "test", (kafka) => withAdmin(kafka, (admin) => admin.listTopics()));
}

async function refused(address: KafkaAddress, code: TindahanError["code"], message: RegExp): Promise<void> {
  await assert.rejects(topicsOf(address), (error) => {
    assert.ok(error instanceof TindahanError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.ok(!error.message.includes("\n"), "one line");
    assert.ok(
      ![PASSWORD, "wrong-password"].some((password) => error.message.includes(password)),
      "no password",
    );
    return true;
  });
}
