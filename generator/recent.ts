/** A memory of bounded size for what is costly to make and asked for again. */

/**
 * Wraps a function of a number so that results asked for recently are kept, at most twice `size` of them: when the
 * younger generation is full it becomes the older one, and what nobody asked for since is dropped.
 */
export function rememberRecent<Key extends number, Value>(
  make: (key: Key) => Value,
  size: number,
): (key: Key) => Value {
  let young = new Map<Key, Value>();
  let old = new Map<Key, Value>();
  return (key) => {
    let value = young.get(key);
    if (value !== undefined) return value;
    value = old.get(key) ?? make(key);
    if (young.size >= size) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
    return value;
  };
}
