import { builtInChecks } from '../checks';
import type { PluginOptions } from '../config/plugin-options';
import type { ProjectFacts } from '../workspace/workspace-facts';
import { type CustomCheck, type RegistryProblem, readCustomChecks } from './custom-checks';
import type { CheckDefinition, KnownChecks } from './define-check';

/** A check of the plugin itself, with its code. */
export interface BuiltInCheck {
  readonly definition: CheckDefinition<never>;
  readonly modulePath: undefined;
}

/** A check and where it came from: the plugin itself, or a module of the workspace. */
export type RegisteredCheck = BuiltInCheck | CustomCheck;

export interface Registry {
  readonly checks: readonly RegisteredCheck[];
  readonly problems: readonly RegistryProblem[];
}

/**
 * The built-in checks and the user-written ones of a workspace. A module that cannot be loaded, exports no check
 * or takes an id that is in use is a problem, never a throw.
 *
 * @param projects those that user-written checks are to be placed on; none where nobody asks for leaves.
 */
export async function loadRegistry(
  workspaceRoot: string,
  options: PluginOptions,
  projects: readonly ProjectFacts[] = [],
): Promise<Registry> {
  const checks: RegisteredCheck[] = builtInChecks.map((definition) => ({
    definition,
    modulePath: undefined,
  }));
  const problems: RegistryProblem[] = [];
  for (const reading of await readCustomChecks(workspaceRoot, options, projects)) {
    if (reading.kind === 'problem') {
      problems.push(reading.problem);
      continue;
    }
    const { modulePath, definition } = reading.check;
    if (checks.some((check) => check.definition.id === definition.id)) {
      problems.push({
        file: modulePath,
        message: `the check id "${definition.id}" is already taken`,
        fix: 'give the check an id of its own',
      });
    } else {
      checks.push(reading.check);
    }
  }
  return { checks, problems };
}

/** What checks that read the graph are told of the registry: plain data. */
export function knownChecks({ checks, problems }: Registry): KnownChecks {
  return { ids: checks.map(({ definition }) => definition.id).sort(), problems };
}
