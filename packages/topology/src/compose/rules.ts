/**
 * Rules that hold at certain paths of a Compose model, as a trie: a walk over the model steps through the
 * trie beside it. `*` stands for any key, `[]` for any list entry.
 */
export interface Rules<Rule> {
  readonly rule: Rule | undefined;
  readonly below: ReadonlyMap<string, Rules<Rule>>;
}

interface MutableRules<Rule> {
  rule: Rule | undefined;
  below: Map<string, MutableRules<Rule>>;
}

/** Builds rules from dotted paths such as `services.*.ports`. */
export function rulesAt<Rule>(table: Readonly<Record<string, Rule>>): Rules<Rule> {
  const root: MutableRules<Rule> = { rule: undefined, below: new Map() };
  for (const [path, rule] of Object.entries(table)) {
    let node = root;
    for (const step of path.split('.')) {
      const next: MutableRules<Rule> = node.below.get(step) ?? { rule: undefined, below: new Map() };
      node.below.set(step, next);
      node = next;
    }
    node.rule = rule;
  }
  return root;
}

export function step<Rule>(rules: Rules<Rule> | undefined, key: string): Rules<Rule> | undefined {
  return rules?.below.get(key) ?? rules?.below.get('*');
}
