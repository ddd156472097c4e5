/** An expected failure is a value: every problem found, in words made for whoever must repair it. */
export type Result<T> = { ok: true; value: T } | { ok: false; problems: string[] };
