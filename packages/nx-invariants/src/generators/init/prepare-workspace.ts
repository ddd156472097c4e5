import type { Tree } from '@nx/devkit';
import { namesToolchain } from '../../checks/lockfiles/toolchain';
import { catalogueFile } from '../../config/catalogue';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { counted } from '../../report/counted';
import { versionFile } from '../../workspace/manifest-files';
import type { Account } from '../account';
import { addCatalogueRows } from '../tree/catalogue-rows';
import { writeNewJson } from '../tree/json-edits';
import { inferOnTree, type TreeInference } from '../tree/leaves-on-tree';
import { nxCommand, schemaPath } from '../tree/nx-installation';
import { surveyFloors } from './measured-floors';
import { registerPlugin, registerSync } from './register-plugin';
import { surveyWorkspace } from './survey-workspace';

type Step = Partial<Account>;

/**
 * Prepares a workspace for the plugin: its entry in nx.json, coverage-config.json, invariants.json, the ignore rule for
 * reports, and the version of Node where nothing names one. A file that exists is left as it is, except that nx.json gains the entry (and those for `nx sync`)
 * and .gitignore the rule; so a second run does nothing. No project.json is written: workspace-wide checks sit on the
 * root, which the plugin makes a project; with a file of its own there Nx would make targets of all scripts of its
 * package.json, and `nx run-many -t test` would run a script that runs `nx run-many -t test`.
 *
 * @throws Error that names file, line and remedy where a JSON file it must merge into cannot be parsed.
 */
export function prepareWorkspace(tree: Tree): Account {
  const survey = surveyWorkspace(tree);
  const steps: Step[] = [
    { found: survey.found, left: survey.notes },
    registerPlugin(tree, survey.options),
    survey.options.contracts === undefined ? {} : registerSync(tree, 'sync-contract-copies'),
    ignoreReports(tree),
    pinNode(tree),
  ];
  const inference = inferOnTree(tree);
  if (inference.projects.some(({ isService }) => isService)) steps.push(registerSync(tree, 'sync-versions'));
  steps.push(writeFloors(tree, inference), writeCatalogue(tree), nextSteps(tree, inference));
  const all = (key: keyof Account) => steps.flatMap((step) => step[key] ?? []);
  return { found: all('found'), done: all('done'), left: all('left'), next: all('next') };
}

function ignoreReports(tree: Tree): Step {
  const { facts } = inferOnTree(tree);
  if (facts.sources.ignores('.invariants/workspace/configuration.json')) return {};
  const text = tree.read('.gitignore', 'utf-8') ?? '';
  tree.write('.gitignore', `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}.invariants/\n`);
  return { done: ['.gitignore: .invariants/, where checks leave their reports'] };
}

/** An npm workspace in which nothing says which Node it needs would be red from the first day. */
function pinNode(tree: Tree): Step {
  const read = (file: string) => (tree.exists(file) ? (tree.read(file, 'utf-8') ?? undefined) : undefined);
  if (!tree.exists('package.json') || namesToolchain('typescript', '.', read)) return {};
  const [major] = process.versions.node.split('.');
  tree.write('.nvmrc', `${major}\n`);
  return { done: [`.nvmrc: Node ${major}, which runs this, since nothing named one`] };
}

function writeFloors(tree: Tree, { facts, projects }: TreeInference): Step {
  if (tree.exists(coverageConfigFile))
    return { left: [`${coverageConfigFile}: it exists and keeps its floors`] };
  const { measured, unmeasured } = surveyFloors(facts, projects);
  writeNewJson(tree, coverageConfigFile, {
    $schema: schemaPath(tree, 'coverage-config'),
    thresholds: Object.fromEntries(measured.map(({ project, entry }) => [project, entry])),
    ratchet: { enabled: true, mode: 'warn' },
  });
  return {
    done: [
      measured.length > 0
        ? `${coverageConfigFile}: floors for ${counted(measured.length, 'project')}`
        : `${coverageConfigFile}: without floors so far`,
      ...measured.map(
        ({ project, entry, report, percent }) =>
          `${coverageConfigFile}: ${project} at ${entry.min} %, since ${report} measures ${percent}`,
      ),
    ],
    left: unmeasured.map(
      ({ project, tool, reason }) =>
        `no coverage floor for ${project}: ${reason}. ` +
        `Decide one and add "${project}": { "min": …, "tool": "${tool}" } to ${coverageConfigFile}`,
    ),
  };
}

function writeCatalogue(tree: Tree): Step {
  if (tree.exists(catalogueFile)) return { left: [`${catalogueFile}: it exists and keeps its rows`] };
  const { placed } = inferOnTree(tree);
  const ids = addCatalogueRows(tree, placed);
  const projects = new Set(placed.map(({ project }) => project)).size;
  return {
    done: [
      `${catalogueFile}: ${counted(ids.length, 'invariant')} on ${counted(projects, 'project')}; give them your own ids and words`,
    ],
  };
}

function nextSteps(tree: Tree, { projects }: TreeInference): Step {
  const unversioned = projects
    .filter((project) => project.isService && !project.fileNames.includes(versionFile))
    .map(({ root }) => root);
  return {
    next: [
      ...(unversioned.length > 0
        ? [
            `write a VERSION file, one line such as 0.1.0, in ${unversioned.join(', ')}: service-version is red without`,
          ]
        : []),
      `${nxCommand(tree)} run-many -t invariants`,
    ],
  };
}
