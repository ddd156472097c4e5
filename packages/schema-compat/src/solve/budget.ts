/** Work allowed to one question. Steps make the answer the same everywhere; the time limit is only a safety net. */
export type BudgetLimits = { maxSteps: number; timeLimitMs: number };

export class Budget {
  private steps = 0;
  private over = false;
  private readonly deadline: number;

  constructor(private readonly limits: BudgetLimits) {
    this.deadline = performance.now() + limits.timeLimitMs;
  }

  /** Takes `cost` steps; false once the budget is used up, and from then on. */
  spend(cost = 1): boolean {
    const before = this.steps;
    this.steps += cost;
    if (this.steps > this.limits.maxSteps) this.over = true;
    else if (before >>> 7 !== this.steps >>> 7 && performance.now() > this.deadline) this.over = true;
    return !this.over;
  }

  get exhausted(): boolean {
    return this.over;
  }
}
