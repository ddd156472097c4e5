/** Marks a branch the type system rules out; forgetting a case becomes a compile error. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
