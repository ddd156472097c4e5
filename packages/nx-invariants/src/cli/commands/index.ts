import type { Command } from '../command';
import { compat } from './compat';
import { context } from './context';
import { coverage } from './coverage';
import { doctor } from './doctor';
import { explain } from './explain';
import { report } from './report';
import { topology } from './topology';
import { victory } from './victory';

/** Every command, in the order of the overview. */
export const commands: readonly Command[] = [
  report,
  explain,
  doctor,
  compat,
  context,
  coverage,
  topology,
  victory,
];
