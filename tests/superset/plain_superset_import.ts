/** The bundle in a Superset that is not the project's own, by both ways into it. Run by tests/superset/run.ts. */
import assert from "node:assert/strict";
import { required, withLocalServers } from "../../lib/settings/addresses.ts";
import { databaseAddress } from "../../lib/settings/database_address.ts";
import { archive, type Bundle, bundle, DATABASE_FILE } from "../../superset/bundle.ts";
import { askCharts } from "../../superset/check.ts";
import { TABS } from "../../superset/dashboard.ts";
import { stableId } from "../../superset/ids.ts";
import { chartsOf } from "../../superset/model.ts";
import { placeOf } from "../../superset/place.ts";
import { MASKED, readerUri } from "../../superset/reader_role.ts";
import { membersOf } from "../../lib/http/answer.ts";
import { openRestApi, refusal } from "../../superset/rest_api.ts";
import { secretsOf } from "../../superset/secrets.ts";
import { logIn } from "../../superset/session.ts";
import { freePortBase } from "../integration/free_ports.ts";
import { runTask } from "../integration/pipeline_process.ts";
import { startPlainSuperset } from "./plain_superset.ts";

const CHARTS = TABS.flatMap(chartsOf);
const database = required(databaseAddress(withLocalServers(Deno.env)), "PostgreSQL", "DATABASE_URL");
const { readerPassword } = await secretsOf(Deno.env, placeOf(Deno.env));
const PASSWORDS = JSON.stringify({ [DATABASE_FILE]: readerPassword });

/** Runs `deno task superset` as its user would. @returns what it told */
async function superset(env: Record<string, string>, ...args: string[]): Promise<string> {
  const { code, printed } = await runTask("superset", args, env);
  assert.equal(code, 0, printed);
  return printed;
}

Deno.test("a plain Superset takes the dashboard by both ways of import and draws every chart", async (test) => {
  const plain = await startPlainSuperset(freePortBase());
  try {
    const api = await openRestApi(plain, { username: "admin", password: plain.password });
    const chartCount = async () => membersOf((await api.get("/api/v1/chart/")).body)["count"];
    await test.step("by its own page, which asks for the password of the database", async () => {
      const form = new FormData();
      form.append("formData", new Blob([await bundleFile()]), "dashboard.zip");
      const refused = await api.post("/api/v1/dashboard/import/", form);
      assert.match(refusal(refused), /Must provide a password for the database/);
      form.append("passwords", PASSWORDS);
      const taken = await api.post("/api/v1/dashboard/import/", form);
      assert.ok(taken.ok, refusal(taken));
      assert.equal(await chartCount(), CHARTS.length);
      const session = await logIn(plain, { administrator: "admin", password: plain.password });
      const answers = await askCharts(session, CHARTS);
      const problems = answers.filter(({ problem }) => problem).map((
        { chart, problem },
      ) => [chart.key, problem]);
      assert.deepEqual(problems, []);
    });

    await test.step("by 'deno task superset import', which also drops a chart that left the bundle", async () => {
      const form = new FormData();
      form.append("bundle", new Blob([archive(otherBundle())]), "other.zip");
      form.append("passwords", PASSWORDS);
      const taken = await api.post("/api/v1/assets/import/", form);
      assert.ok(taken.ok, refusal(taken));
      assert.equal(await chartCount(), CHARTS.length + 1);

      const env = { SUPERSET_ADMIN_PASSWORD: plain.password };
      const told = await superset(env, "import", "--url", plain.url);
      assert.match(told, new RegExp(`imported ${CHARTS.length} charts, dropped 1 `));
      assert.equal(await chartCount(), CHARTS.length);
    });
  } finally {
    await plain.stop();
  }
});

/** What `deno task superset bundle` writes over the tables of this test. */
async function bundleFile(): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await Deno.makeTempDir();
  try {
    await superset({ DATABASE_URL: database.url }, "bundle", `${folder}/dashboard.zip`);
    return await Deno.readFile(`${folder}/dashboard.zip`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A bundle of another time, in which one chart had another id. */
function otherBundle(): Bundle {
  const id = stableId("chart", CHARTS[0]?.key ?? ""), otherId = stableId("chart", "left_long_ago");
  const files = bundle(readerUri(database, MASKED), database.schema, "assets");
  return new Map([...files].map(([path, text]) => [path, text.replaceAll(id, otherId)]));
}
