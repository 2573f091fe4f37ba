import assert from "node:assert/strict";
import { databaseAt } from "../lib/settings/database_address.ts";
import { strFromU8, unzipSync } from "fflate";
import { archive, type Bundle, bundle } from "./bundle.ts";
import { MASKED, readerUri } from "./reader_role.ts";

const URI = readerUri(databaseAt("postgres://owner:sesame@db.example:6543/shop?sslmode=require"), MASKED);
const assets = bundle(URI, "wh", "assets");

interface ChartFile {
  readonly uuid: string;
  readonly dataset_uuid: string;
  readonly slice_name: string;
}
interface Component {
  readonly id: string;
  readonly type: string;
  readonly children?: readonly string[];
  readonly parents?: readonly string[];
  readonly meta?: { readonly uuid?: string; readonly width?: number };
}

/** What the files of a folder say. */
function filesIn<File>(folder: string, files: Bundle = assets): File[] {
  return [...files].filter(([path]) => path.startsWith(`${folder}/`)).map(([, text]) => JSON.parse(text));
}

function position(): Readonly<Record<string, Component>> {
  const [dashboard] = filesIn<{ position: Record<string, Component | string> }>("dashboards");
  const components = Object.entries(dashboard?.position ?? {}).filter(([, part]) => typeof part === "object");
  return Object.fromEntries(components) as Record<string, Component>;
}

Deno.test("bundle() gives every object an id of its own", () => {
  const ids = [...assets.values()].map((text) => JSON.parse(text).uuid).filter((id) => id !== undefined);
  assert.equal(ids.length, assets.size - 1);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("bundle() has the dataset of every chart, and no dataset that none draws from", () => {
  const datasets = filesIn<{ uuid: string }>("datasets").map(({ uuid }) => uuid);
  const used = filesIn<ChartFile>("charts").map((chart) => chart.dataset_uuid);
  assert.deepEqual(new Set(used), new Set(datasets));
});

Deno.test("bundle() puts every chart on the dashboard exactly once", () => {
  const placed = Object.values(position()).filter(({ type }) => type === "CHART")
    .map(({ meta }) => meta?.uuid ?? "");
  const charts = filesIn<ChartFile>("charts").map(({ uuid }) => uuid);
  assert.deepEqual(placed.toSorted(), charts.toSorted());
});

Deno.test("bundle() nests the dashboard's components without a gap", () => {
  const components = position();
  for (const [id, component] of Object.entries(components)) {
    assert.equal(component.id, id);
    for (const child of component.children ?? []) {
      assert.deepEqual(components[child]?.parents, [...component.parents ?? [], id], child);
    }
  }
  const children = Object.values(components).flatMap((component) => component.children ?? []);
  assert.equal(new Set(children).size, children.length);
  const roots = ["ROOT_ID", "GRID_ID", "HEADER_ID"];
  assert.deepEqual(new Set([...children, ...roots]), new Set(Object.keys(components)));
});

Deno.test("bundle() fills the twelve widths of every row", () => {
  const components = position();
  for (const { id, type, children = [] } of Object.values(components)) {
    if (type !== "ROW") continue;
    assert.equal(children.reduce((sum, child) => sum + (components[child]?.meta?.width ?? 0), 0), 12, id);
  }
});

Deno.test("bundle() differs between the two ways of import in its metadata alone", () => {
  const different = [...bundle(URI, "wh", "Dashboard")].filter(([path, text]) => assets.get(path) !== text);
  assert.deepEqual(different.map(([path]) => path), ["metadata.yaml"]);
});

Deno.test("archive() holds the bundle and no password", () => {
  const files = unzipSync(archive(assets));
  assert.deepEqual(
    Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)]),
    [...assets].map(([path, text]) => [`tindahan/${path}`, text]),
  );
  const [database] = filesIn<{ sqlalchemy_uri: string; password?: string }>("databases");
  assert.equal(
    database?.sqlalchemy_uri,
    "postgresql+psycopg2://tindahan_dashboard:XXXXXXXXXX@db.example:6543/shop?sslmode=require",
  );
  assert.equal(database?.password, undefined);
  for (const text of assets.values()) assert.doesNotMatch(text, /sesame/);
});

Deno.test("archive() gives the same bytes at any time", () => {
  const bytes = archive(assets);
  assert.deepEqual(bytes, archive(bundle(URI, "wh", "assets")));
  // Time and date of the first entry, as ZIP writes them: midnight, 1 January 2026.
  assert.deepEqual([...bytes.slice(10, 14)], [0, 0, 0b001_00001, (2026 - 1980) << 1]);
});
