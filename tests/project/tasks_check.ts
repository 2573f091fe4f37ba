/** Holds deno.json, `--help` and the documentation together. Reads the sources and runs each task with `--help`. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TASKS = Object.entries(config.tasks);

/** The module that a task runs. */
function moduleOf(command: string): string {
  const path = command.split(/\s+/).at(-1)!;
  assert.match(path, /^[\w/.-]+\.ts$/, command);
  return path;
}

async function deno(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

/** The arguments of each command line among the examples of a help text. */
function exampleArguments(text: string): { readonly task: string; readonly args: string[] }[] {
  const lines = text.slice(text.indexOf("\nExamples:\n")).split("\n");
  return lines.flatMap((line) => {
    // Two columns are parted by two spaces; behind a pipe or a redirection another program reads.
    const command = /^ {2}(?:[A-Z_]+=\S+ )*deno task (\S+)(.*?)(?: {2}| [|>]|$)/.exec(line);
    const [, task, rest] = command ?? [];
    return task === undefined ? [] : [{ task, args: rest!.split(" ").filter((word) => word !== "") }];
  });
}

Deno.test("every task has a description of one line", () => {
  for (const [name, { description }] of TASKS) assert.match(description, /^[^\n]{10,100}[^.\n]$/, name);
});

for (const [name, { command }] of TASKS) {
  Deno.test(`deno task ${name} --help shows examples, and its program takes each of them`, async () => {
    const { code, text } = await deno("task", "--quiet", name, "--help");
    assert.equal(code, 0, text);
    assert.match(text, new RegExp(`^Usage: deno task ${name} `));
    const examples = exampleArguments(text);
    assert.ok(examples.length > 0, text);
    assert.deepEqual(examples.filter(({ task }) => task !== name), []);
    const lines = JSON.stringify(examples.map(({ args }) => [moduleOf(command), args]));
    const parsed = await deno("run", "-A", "--quiet", "tests/dry_parse.ts", lines);
    assert.equal(parsed.code, 0, `${lines}\n${parsed.text}`);
  });
}

Deno.test("--version of a task names the project's version", async () => {
  const { text } = await deno("task", "--quiet", "stack", "--version");
  assert.equal(text, `tindahan ${config.version}\n`);
});

Deno.test("the documentation names only tasks that exist", () => {
  const pages = ["README.md", "CONTRIBUTING.md", ...filesOf("docs").filter((path) => path.endsWith(".md"))];
  const names = new Set(TASKS.map(([name]) => name));
  for (const page of pages) {
    const text = Deno.readTextFileSync(`${ROOT}${page}`);
    const named = [...text.matchAll(/\bdeno task (?:--\w+ )*([a-z][\w:-]*)/g)].map(([, name]) => name!);
    assert.deepEqual(named.filter((name) => !names.has(name)), [], page);
  }
});

Deno.test("messages and comments name only tasks that exist", () => {
  const names = new Set(TASKS.map(([name]) => name));
  const files = ["main.ts", ...SOURCE_FOLDERS.flatMap(filesOf)].filter((path) =>
    /\.(ts|py|sql|yaml)$/.test(path)
  );
  for (const path of files) {
    const text = Deno.readTextFileSync(`${ROOT}${path}`);
    const named = [...text.matchAll(/['`]deno task ([a-z][\w:-]*)/g)].map(([, name]) => name!);
    // Tests of the command line itself call their task x.
    assert.deepEqual(named.filter((name) => !names.has(name) && name !== "x"), [], path);
  }
});

const SOURCE_FOLDERS = [
  "tasks",
  "pipeline",
  "reconcile",
  "generator",
  "processors",
  "ksql",
  "sinks",
  "superset",
  "stack",
  "kafka",
  "lib",
  "orders",
];

function filesOf(folder: string): string[] {
  return [...Deno.readDirSync(`${ROOT}${folder}`)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesOf(`${folder}/${name}`) : [`${folder}/${name}`]
  );
}
