/** What follows from something that never changes (a field, an entity, a condition of a document) is worked out once. */

/** @param make works it out of the key; the answer lives as long as the key does */
export function oncePer<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let found = known.get(key);
    if (!found) known.set(key, (found = { value: make(key) }));
    return found.value;
  };
}
