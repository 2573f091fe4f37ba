/** Encryption and passwords between the project and a real PostgreSQL. */
import { databaseAt } from "../../lib/settings/database_address.ts";
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { TindahanError } from "../../orders/errors.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { startStack } from "../../stack/stack.ts";
import { type Certificate, makeCertificates } from "./certificates.ts";
import { freePortBase } from "./free_ports.ts";

Deno.test("a real PostgreSQL with TLS", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "tindahan-security-" });
  // PostgreSQL runs as another account when root starts it.
  await Deno.chmod(folder, 0o755);
  const { ca, strangersCa, good, expired } = await makeCertificates(folder);
  const settings = new Map(["PATH", "HOME"].map((name) => [name, Deno.env.get(name) ?? ""]));
  settings.set("TINDAHAN_DATA", `${folder}/data`).set("TINDAHAN_PORT", String(freePortBase()));
  const stack = await startStack({
    env: settings,
    needs: new Set(["postgres"]),
    keep: false,
    onProgress: () => {},
  });
  try {
    const plain = stack.environment["DATABASE_URL"]!;
    const url = (parameters: Record<string, string>, changes: { password?: string } = {}) => {
      const changed = Object.assign(new URL(plain), changes);
      for (const [name, value] of Object.entries(parameters)) changed.searchParams.set(name, value);
      return changed.href;
    };

    await t.step("without TLS it is refused where TLS is required, and served where it is not", async () => {
      await refused(url({ sslmode: "require" }), /no encrypted connection.*SSL/);
      assert.equal(await isEncrypted(plain), false);
    });

    await t.step("is served encrypted by sslmode=require, verify-ca and verify-full", async () => {
      await present(plain, good);
      for (const sslmode of ["require", "verify-ca", "verify-full"]) {
        assert.equal(await isEncrypted(url({ sslmode, sslrootcert: ca })), true, sslmode);
      }
      assert.equal(await isEncrypted(url({ sslmode: "require" })), true);
    });

    await t.step("is not trusted when no known authority signed its certificate", async () => {
      const reason = /no encrypted connection.*certificate/i;
      await refused(url({ sslmode: "verify-full", sslrootcert: strangersCa }), reason);
      await refused(url({ sslmode: "verify-full" }), reason);
    });

    await t.step("is not trusted once its certificate's time is over", async () => {
      await present(plain, expired);
      await refused(
        url({ sslmode: "verify-full", sslrootcert: ca }),
        /no encrypted connection.*(certificate|expired)/i,
      );
    });

    await t.step("refuses a wrong password in one line that does not hold it", async () => {
      await present(plain, good);
      await refused(
        url({ sslmode: "verify-full", sslrootcert: ca }, { password: "wrong-password" }),
        /refused the user 'tindahan' or its password/,
      );
    });

    await t.step("follows allow and prefer, with encryption and without", async () => {
      assert.equal(await isEncrypted(url({ sslmode: "prefer" })), true);
      assert.equal(await isEncrypted(url({ sslmode: "allow" })), false);
    });

    await t.step("names encryption where the server lets in encrypted connections alone", async () => {
      const unsaid = plain.replace(/\?.*/, "");
      await letIn(plain, "hostssl all all 127.0.0.1/32 scram-sha-256");
      await refused(unsaid, /refuses the connection without encryption/, /sslmode=require/);
      assert.equal(await isEncrypted(url({ sslmode: "require" })), true);
      assert.equal(await isEncrypted(url({ sslmode: "allow" })), true);
      await refused(
        url({ sslmode: "require" }, { password: "wrong-password" }),
        /'tindahan' or its password/,
      );
      const nobody = unsaid.replace(/:[^:@]*@/, "@");
      await refused(`${nobody}?sslmode=require`, /its password, for none is given/, /PGPASSWORD/);
    });
  } finally {
    await stack.stop();
    await Deno.remove(folder, { recursive: true });
  }
});

/** Replaces the server's access list, and waits until new connections are met with it. @param url stops working */
async function letIn(url: string, line: string): Promise<void> {
  const [row] = await query(url, "SHOW hba_file");
  await Deno.writeTextFile(String(row?.["hba_file"]), `${line}\n`);
  await query(url, "SELECT pg_reload_conf()");
  const deadline = Date.now() + 30_000;
  while (await query(url, "SELECT").then(() => true, () => false)) {
    assert.ok(Date.now() < deadline, "the server takes its new access list");
    await delay(50);
  }
}

/** Gives the server a certificate, and waits until new connections are met with it. */
async function present(url: string, { key, certificate }: Certificate): Promise<void> {
  const [row] = await query(url, "SHOW data_directory");
  const files = String(row?.["data_directory"]);
  const { uid, gid } = await Deno.stat(files);
  // A reload takes files of the same name for new ones.
  const name = crypto.randomUUID();
  for (const [source, kind] of [[key, "key"], [certificate, "pem"]] as const) {
    const target = `${files}/${name}.${kind}`;
    await Deno.writeTextFile(target, await Deno.readTextFile(source), { mode: 0o600 });
    await Deno.chown(target, uid, gid);
  }
  for (const setting of [`ssl_key_file = '${name}.key'`, `ssl_cert_file = '${name}.pem'`, "ssl = on"]) {
    await query(url, `ALTER SYSTEM SET ${setting}`);
  }
  await query(url, "SELECT pg_reload_conf()");
  const deadline = Date.now() + 30_000;
  for (;;) {
    const [shown] = await query(
      url,
      "SELECT current_setting('ssl') || current_setting('ssl_cert_file') AS now",
    );
    if (shown?.["now"] === `on${name}.pem`) return;
    assert.ok(Date.now() < deadline, "the server takes its new certificate");
    await delay(50);
  }
}

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function isEncrypted(url: string): Promise<boolean> {
  return await withDatabase(databaseAt(url), "test", async (client) => {
    const { rows } = await client.query<{ ssl: boolean }>(
      "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
    );
    return rows[0]!.ssl;
  });
}

async function refused(url: string, message: RegExp, remedy = /./): Promise<void> {
  await assert.rejects(isEncrypted(url), (error) => {
    assert.ok(error instanceof TindahanError, String(error));
    assert.equal(error.code, "ACCESS_DENIED", error.message);
    assert.match(error.message, message);
    assert.match(error.remedy, remedy);
    assert.ok(!error.message.includes("\n"), "one line");
    assert.ok(!error.message.includes("wrong-password"), "no password");
    return true;
  });
}
