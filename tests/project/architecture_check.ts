/** Holds the code to the picture in docs/architecture.md: imports only run downward. Needs to read the sources. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { sourceFiles, sourceText, TYPESCRIPT } from "../source_files.ts";

const ROOT = new URL("../../", import.meta.url);
/** From the top down; a room may import itself and what stands in a later row, never its neighbours. */
const LAYERS = [
  ["main.ts", "tasks"],
  ["pipeline", "reconcile"],
  ["generator", "processors", "ksql", "sinks", "superset", "stack"],
  ["kafka"],
  ["lib"],
  ["orders"],
];
const FREE = ["tests", "bench"];

const layerOf = (room: string) => LAYERS.findIndex((rooms) => rooms.includes(room));
const roomOf = (path: string) => path.split("/")[0]!;

function importsOf(path: string): string[] {
  const text = sourceText(path);
  const targets = text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"|new URL\(\s*"(\.[^"]+\.ts)"/g);
  return [...targets].map((match) => {
    const target = new URL((match[1] ?? match[2])!, new URL(path, ROOT));
    return fileURLToPath(target).slice(fileURLToPath(ROOT).length);
  });
}

Deno.test("every source file lies in a room of the architecture", () => {
  const homeless = sourceFiles(TYPESCRIPT).filter((path) =>
    layerOf(roomOf(path)) < 0 && !FREE.includes(roomOf(path))
  );
  assert.deepEqual(homeless, []);
});

Deno.test("imports run downward, and services never import each other", () => {
  const upward = sourceFiles(TYPESCRIPT)
    .filter((path) => !FREE.includes(roomOf(path)) && !path.endsWith("_test.ts"))
    .flatMap((path) => importsOf(path).map((target) => [path, target] as const))
    // The tasks of deno.json say with which permissions a service starts.
    .filter(([, target]) => target !== "deno.json")
    .filter(([path, target]) => {
      const from = roomOf(path), to = roomOf(target);
      return from !== to && layerOf(to) <= layerOf(from) && !(layerOf(from) === 0 && layerOf(to) === 0);
    });
  assert.deepEqual(upward, []);
});

Deno.test("orders/ does no I/O and imports nothing of the project", () => {
  for (const path of sourceFiles(TYPESCRIPT, "orders").filter((path) => !path.endsWith("_test.ts"))) {
    const text = sourceText(path);
    assert.doesNotMatch(text, /\bDeno\.|\bfetch\(|Math\.random|Date\.now|new Date\(\)|randomUUID/, path);
    assert.deepEqual(importsOf(path).filter((target) => roomOf(target) !== "orders"), [], path);
  }
});

Deno.test("no draw of the world comes from outside its seed", () => {
  for (const path of ["generator", "processors", "ksql"].flatMap((room) => sourceFiles(TYPESCRIPT, room))) {
    if (path.endsWith("_test.ts")) continue;
    assert.doesNotMatch(sourceText(path), /Math\.random|randomUUID/, path);
  }
});

Deno.test("no room above kafka/ knows the library behind it", () => {
  const above = sourceFiles(TYPESCRIPT).filter((path) => layerOf(roomOf(path)) < layerOf("kafka"))
    .filter((path) => !FREE.includes(roomOf(path)))
    .filter((path) => /(?:from|import)\s*\(?\s*"kafkajs/.test(sourceText(path)));
  assert.deepEqual(above, []);
});
