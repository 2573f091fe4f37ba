/** The words of a text, which are separated by commas or line ends. */
export function wordList(text: string): string[] {
  return text.split(/[,\n]/).map((word) => word.trim()).filter((word) => word !== "");
}
