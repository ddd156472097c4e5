const STANDINGS = ['agree', 'both refuse', 'undecided', 'disagree', 'unasked'];

/** Counts the comparisons of each kind of input. It holds only where every kind was really compared. */
export class Tally {
  #rows = new Map();

  /** @param {readonly string[]} kinds what has to be compared */
  constructor(kinds) {
    for (const kind of kinds) {
      this.#rows.set(kind, {
        inputs: 0,
        services: 0,
        facts: 0,
        standings: new Map(STANDINGS.map((standing) => [standing, 0])),
        reasons: new Map(),
      });
    }
  }

  /** @param compared of `compareReadings` */
  add(kind, { standing, services, facts, reasons }) {
    const row = this.#rows.get(kind);
    row.inputs += 1;
    row.services += services;
    row.facts += facts;
    row.standings.set(standing, row.standings.get(standing) + 1);
    if (standing === 'undecided')
      for (const reason of reasons) row.reasons.set(reason, (row.reasons.get(reason) ?? 0) + 1);
  }

  /** Why the comparison proves nothing or fails; empty when it holds. */
  faults() {
    return [...this.#rows].flatMap(([kind, { standings, facts }]) => {
      const disagreements = standings.get('disagree');
      if (disagreements > 0) return [`${kind}: ${disagreements} disagree`];
      return facts === 0 ? [`${kind}: nothing was compared`] : [];
    });
  }

  /** The table, and under it why inputs are undecided. */
  lines() {
    const head = ['', 'inputs', ...STANDINGS, 'services', 'facts equal'];
    const body = [...this.#rows].map(([kind, { inputs, standings, services, facts }]) =>
      [kind, inputs, ...standings.values(), services, facts].map(String),
    );
    const reasons = [...this.#rows].flatMap(([kind, row]) =>
      [...row.reasons].sort().map(([reason, count]) => `${kind}, undecided: ${count} × ${reason}`),
    );
    return [...[head, ...body].map((cells) => `| ${cells.join(' | ')} |`), ...reasons];
  }
}
