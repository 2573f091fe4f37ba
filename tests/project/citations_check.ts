/** Every comment that cites a section of a page cites one that exists. Needs to read the sources and the pages. */
import assert from "node:assert/strict";
import { sectionsOf, textOf } from "../pages.ts";
import { sourceFiles } from "../source_files.ts";

/** Where something cites a page: its path, and a heading in quotes where it names one. */
function citationsIn(text: string): { page: string; heading: string | undefined }[] {
  // A comment may break the line anywhere.
  const flat = text.replaceAll(/\n\s*(?:\*|\/\/|--|#)?\s*/g, " ");
  return [...flat.matchAll(/\b(docs\/[\w-]+\.md)(?:, "([^"]+)")?/g)]
    .map(([, page, heading]) => ({ page: page!, heading }));
}

Deno.test("every page and section that a source file cites exists", () => {
  const missing = sourceFiles(/\.(?:ts|sql|py|sh|yaml)$/).flatMap((path) =>
    citationsIn(textOf(path)).flatMap(({ page, heading }) => {
      if (!exists(page)) return [`${path} cites ${page}`];
      return heading === undefined || sectionsOf(page).has(heading)
        ? []
        : [`${path} cites ${page}, "${heading}"`];
    })
  );
  assert.deepEqual(missing, []);
});

Deno.test("the sources cite the order model by its page", () => {
  const vague = sourceFiles(/\.ts$/).filter((path) => /Source:\s+(?!docs\/)/.test(textOf(path)));
  assert.deepEqual(vague, []);
  const cited = sourceFiles(/\.ts$/).flatMap((path) => citationsIn(textOf(path)))
    .filter(({ page, heading }) => page === "docs/order-model.md" && heading !== undefined);
  assert.ok(cited.length >= 10, `only ${cited.length} comments cite a section`);
});

Deno.test("every relative link of a page leads to a file, and to a heading where it names one", () => {
  const broken = sourceFiles(/\.md$/).flatMap((path) =>
    [...textOf(path).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].flatMap(
      ([link, target, anchor]) => {
        const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
        const file = target === "" ? path : new URL(`x:/${folder}${target}`).pathname.slice(1);
        if (!exists(file)) return [`${path}: ${link}`];
        const anchors = anchor === undefined ? [] : [...sectionsOf(file).keys()].map(anchorOf);
        return anchor === undefined || anchors.includes(anchor) ? [] : [`${path}: ${link}`];
      },
    )
  );
  assert.deepEqual(broken, []);
});

/** The anchor of a heading, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\w\- ]/g, "").replaceAll(" ", "-");
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(new URL(`../../${path}`, import.meta.url)).isFile;
  } catch {
    return false;
  }
}
