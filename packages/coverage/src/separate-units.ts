import type { Unit } from './report';

/** Collects units of which several may share a place: each stays one, as the tool counts it. */
export class SeparateUnits {
  readonly byKey = new Map<string, Unit>();
  private readonly copies = new Map<string, number>();

  add(place: string, unit: Unit): void {
    if (!this.byKey.has(place)) {
      this.byKey.set(place, unit);
      return;
    }
    const copy = (this.copies.get(place) ?? 0) + 1;
    this.copies.set(place, copy);
    this.byKey.set(`${place}#${copy}`, unit);
  }
}
