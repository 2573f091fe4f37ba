/** A task that needs servers and then waits for ever: the tests end it in ways that a task cannot foresee. */
import { startStack } from "../../stack/stack.ts";
import { SERVERS } from "../../stack/servers.ts";

const needs = new Set(SERVERS.filter((server) => Deno.args.includes(server)));
await startStack({ env: Deno.env, needs, keep: false, onProgress: () => {} });
console.log("ready");
await new Promise(() => setInterval(() => {}, 1000));
