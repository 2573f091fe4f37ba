/** All files below a folder, as paths relative to it with `/` between their parts, in order of their names. */
export async function filesIn(folder: string): Promise<string[]> {
  return (await below(folder, "")).sort();
}

async function below(root: string, folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${root}/${folder}`)) {
    if (isDirectory) files.push(...await below(root, `${folder}${name}/`));
    else files.push(`${folder}${name}`);
  }
  return files;
}
