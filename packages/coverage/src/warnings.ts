import type { ReadWarning } from './report';

const KEPT = 50;

/** Collects a report's warnings; a hostile report cannot make it keep more than a few. */
export class Warnings {
  private readonly kept: ReadWarning[] = [];
  private dropped = 0;

  add(warning: ReadWarning): void {
    if (this.kept.length < KEPT) this.kept.push(warning);
    else this.dropped += 1;
  }

  list(): readonly ReadWarning[] {
    if (this.dropped === 0) return this.kept;
    return [...this.kept, { kind: 'incomplete', message: `${this.dropped} more warnings` }];
  }
}
