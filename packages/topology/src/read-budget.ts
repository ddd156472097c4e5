import type { Diagnostics } from './result';
import { LONGEST_FILE } from './yaml/parse';
import type { Location } from './yaml/tree';

const MOST_READS = 1000;
const MOST_CHARACTERS = 4 * LONGEST_FILE;

/** Files that refer to files, each read anew, must not multiply without end: this bounds their sum. */
export class ReadBudget {
  private reads = 0;
  private characters = 0;

  constructor(private readonly diagnostics: Diagnostics) {}

  /** Counts one reading; false, with a failure at the place that asks for it, once the budget is spent. */
  admits(text: string, askedAt: Location): boolean {
    this.reads++;
    this.characters += Math.min(text.length, LONGEST_FILE);
    if (this.reads <= MOST_READS && this.characters <= MOST_CHARACTERS) return true;
    this.diagnostics.fail(
      'too-many-nodes',
      askedAt,
      `Files refer to files until more than ${MOST_READS} files or ${MOST_CHARACTERS} characters are read.`,
      'Refer to fewer files.',
    );
    return false;
  }
}
