import assert from "node:assert/strict";
import { javaEnvironment, mavenEnvironment, parseJavaVersion, withoutNotes } from "./java.ts";

const OUTPUTS: readonly [string, number | undefined][] = [
  ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment (build 17.0.15+6)\n', 17],
  ['openjdk version "25" 2025-09-16\n', 25],
  ['openjdk version "26-ea" 2026-03-17\n', 26],
  ['java version "1.8.0_402"\nJava(TM) SE Runtime Environment (build 1.8.0_402-b08)\n', 8],
  ['Picked up JAVA_TOOL_OPTIONS: -Dx=1\nopenjdk version "11.0.2" 2019-01-15\n', 11],
  ["The operation couldn't be completed. Unable to locate a Java Runtime.\n", undefined],
];

Deno.test("parseJavaVersion() reads the major version of old and new Javas", () => {
  for (const [output, major] of OUTPUTS) assert.equal(parseJavaVersion(output)?.major, major, output);
});

Deno.test("parseJavaVersion() keeps the version as it was written, for the message to the user", () => {
  assert.equal(parseJavaVersion('java version "1.8.0_402"')?.text, "1.8.0_402");
});

Deno.test("withoutNotes() leaves out the options that Java repeats, which may look like a version", () => {
  const output = 'Picked up JAVA_TOOL_OPTIONS: -Dx=version "1.8"\nNOTE: Picked up JDK_JAVA_OPTIONS: -Dy\n' +
    'openjdk version "17.0.15" 2025-04-15\n';
  assert.equal(withoutNotes(output), 'openjdk version "17.0.15" 2025-04-15\n');
});

Deno.test("javaEnvironment() is English in UTF-8, also where the user's options say otherwise", () => {
  const env = new Map([["LC_ALL", "tr_TR.UTF-8"], ["_JAVA_OPTIONS", "-Xss1m -Duser.language=tr"]]);
  assert.equal(javaEnvironment(env)["LC_ALL"], "C.UTF-8");
  assert.equal(
    javaEnvironment(env)["_JAVA_OPTIONS"],
    "-Xss1m -Duser.language=tr -Duser.language=en -Duser.country=US",
  );
  assert.equal(javaEnvironment(new Map())["_JAVA_OPTIONS"], undefined);
});

Deno.test("mavenEnvironment() keeps the user's options for Maven", () => {
  const env = new Map([["MAVEN_OPTS", "-Xmx1g"]]);
  assert.equal(mavenEnvironment(env)["MAVEN_OPTS"], "-Xmx1g -Duser.language=en -Duser.country=US");
  assert.equal(mavenEnvironment(new Map())["LC_ALL"], "C.UTF-8");
});
