import type { Json } from '../../check/define-check';
import type { Command, Outcome } from '../command';
import { examine } from '../doctor/examine';
import { renderDiagnosis } from '../doctor/render-diagnosis';

/** What the plugin sees of the workspace and of the machine. */
export const doctor: Command = {
  name: 'doctor',
  summary:
    'Examine the workspace and the machine: versions, toolchains, what is inferred and why, what is wrong',
  operands: { usage: '', min: 0, max: 0 },
  options: {},
  exitCodes: [
    'no problem was found',
    'there is something to put right, and it says what',
    'this is no workspace, or a configuration file of it is malformed',
  ],
  example: 'nx-invariants doctor',
  needsWorkspace: true,

  async run(_invocation, { workspaceRoot = '', env, style }): Promise<Outcome> {
    const diagnosis = await examine(workspaceRoot, env);
    return {
      kind: 'result',
      exitCode: diagnosis.isMalformed ? 2 : diagnosis.problems.length === 0 ? 0 : 1,
      text: renderDiagnosis(diagnosis, style),
      json: diagnosis as unknown as Json,
    };
  },
};
