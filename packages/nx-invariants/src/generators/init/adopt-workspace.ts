import type { Tree } from '@nx/devkit';
import { catalogueFile } from '../../config/catalogue';
import { isRecord } from '../../config/record';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { addCatalogueRows } from '../tree/catalogue-rows';
import { readJsonOf, writeNewJson } from '../tree/json-edits';
import { inferOnTree, type TreeInference } from '../tree/leaves-on-tree';
import { modulesFolder, schemaPath } from '../tree/schema-path';
import type { Account } from './account';
import { surveyFloors } from './measured-floors';
import { registerPlugin, registerSync } from './register-plugin';
import { surveyWorkspace } from './survey-workspace';

type Step = Partial<Account>;

/**
 * Prepares a workspace for the plugin: its entry in nx.json, a root project, coverage-config.json,
 * invariants.json and the ignore rule for reports. A file that exists is left as it is, except that nx.json
 * gains the entry (and one for `nx sync`) and .gitignore the rule; so a second run does nothing.
 *
 * @throws Error that names file, line and remedy where a JSON file it must merge into cannot be parsed.
 */
export function adoptWorkspace(tree: Tree): Account {
  const survey = surveyWorkspace(tree);
  const steps: Step[] = [
    { found: survey.found, left: survey.notes },
    registerPlugin(tree, survey.options),
    registerSync(tree, survey.options.contracts),
    ignoreReports(tree),
    makeRootProject(tree),
  ];
  const inference = inferOnTree(tree);
  steps.push(writeFloors(tree, inference), writeCatalogue(tree), nextSteps(inference));
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

/** Workspace-wide checks sit on the root project; without a file of its own its name follows package.json's. */
function makeRootProject(tree: Tree): Step {
  if (tree.exists('project.json')) return { left: ['project.json: there is one, the root is a project'] };
  const rootPackage = readJsonOf(tree, 'package.json');
  if (isRecord(rootPackage) && isRecord(rootPackage.nx)) {
    return { left: ['project.json: not needed, package.json makes the root a project'] };
  }
  const { projects } = inferOnTree(tree);
  const root = projects.find((project) => project.root === '.');
  const wanted = root?.isService ? manifestName(root.manifests) : 'workspace';
  const taken = projects.some((project) => project.root !== '.' && project.name === wanted);
  const name = taken ? `${wanted}-root` : wanted;
  writeNewJson(tree, 'project.json', {
    $schema: `./${modulesFolder(tree)}/nx/schemas/project-schema.json`,
    name,
    ...(root?.isService ? { projectType: 'application' } : {}),
  });
  return { done: [`project.json: the root project "${name}", on which workspace-wide checks sit`] };
}

function manifestName(manifests: { readonly [file: string]: { readonly name?: string } }): string {
  return Object.values(manifests).find(({ name }) => name !== undefined)?.name ?? 'workspace';
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
        ? `${coverageConfigFile}: floors for ${count(measured.length, 'project')}`
        : `${coverageConfigFile}: without floors so far`,
      ...measured.map(
        ({ project, entry, report, percent }) =>
          `${coverageConfigFile}: ${project} at ${entry.min} %, since ${report} measures ${percent}`,
      ),
    ],
    left: unmeasured.map(
      ({ project, tool, reason }) =>
        `no coverage floor for ${project}: ${reason}, and a number without a measurement would be invented. ` +
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
      `${catalogueFile}: ${count(ids.length, 'invariant')} on ${count(projects, 'project')}; give them your own ids and words`,
    ],
  };
}

function nextSteps({ projects }: TreeInference): Step {
  const unversioned = projects
    .filter((project) => project.isService && !project.fileNames.includes('VERSION'))
    .map(({ root }) => root);
  return {
    next: [
      ...(unversioned.length > 0
        ? [
            `write a VERSION file, one line such as 0.1.0, in ${unversioned.join(', ')}: service-version is red without`,
          ]
        : []),
      'nx run-many -t invariants',
    ],
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
