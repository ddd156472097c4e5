import { type ConfigProblem as CoverageProblem, parseCoverageConfig } from '@nx-invariants/coverage';
import { optionErrors } from '../../check/check-options';
import { catalogueFile, readCatalogue } from '../../config/catalogue';
import type { ConfigProblem, ConfigResult } from '../../config/validate';
import { readWaivers, waiversFile } from '../../config/waivers';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import type { Inference } from '../../plugin/infer';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';
import type { Problem } from './diagnosis';

/** What is malformed in the plugin's four configuration files: nobody can tell then what was meant. */
export function configurationProblems({ options, registry, workspace }: Inference): Problem[] {
  const read = (file: string) => workspace.text(file);
  return [
    ...options.problems.map((problem) =>
      asProblem(problem, 'mend the option; the defaults stand in for all of them until then'),
    ),
    ...checkOptionProblems({ options, registry }),
    ...coverageProblems(workspace),
    ...problemsOf(readCatalogue(read(catalogueFile)), 'mend the row'),
    ...problemsOf(readWaivers(read(waiversFile)), 'mend the waiver'),
  ];
}

/** Options of single checks, which their leaves refuse as well. */
function checkOptionProblems({ options, registry }: Pick<Inference, 'options' | 'registry'>): Problem[] {
  const known = registry.checks.map(({ definition }) => definition.id).sort();
  return Object.entries(options.options.checks).flatMap(([id, given]) => {
    const { file, line } = options.locate(['checks', id]);
    const place = { file, line };
    const check = registry.checks.find(({ definition }) => definition.id === id);
    if (check === undefined) {
      const message = `there are options for the check "${id}", but there is no such check`;
      return [
        { ...place, message, fix: `correct the id (one of ${known.join(', ')}), or remove its options` },
      ];
    }
    return (given === false ? [] : optionErrors(check.definition, given)).map((error) => ({
      ...place,
      message: `the options of the check ${id} are wrong: ${error}`,
      fix: 'mend the option: the check fails until then',
    }));
  });
}

function coverageProblems(workspace: WorkspaceFacts): Problem[] {
  const text = workspace.text(coverageConfigFile);
  const parsed = text === undefined ? undefined : parseCoverageConfig(text);
  if (parsed === undefined || parsed.ok) return [];
  return parsed.failure.map(({ line, message, fix }: CoverageProblem) => ({
    file: coverageConfigFile,
    line,
    message,
    fix,
  }));
}

function problemsOf(result: ConfigResult<unknown>, fix: string): Problem[] {
  return result.kind === 'invalid' ? result.problems.map((problem) => asProblem(problem, fix)) : [];
}

function asProblem({ file, line, message, fix }: ConfigProblem, otherwise: string): Problem {
  return { file, line, message, fix: fix ?? otherwise };
}
