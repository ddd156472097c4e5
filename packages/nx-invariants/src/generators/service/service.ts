import { join } from 'node:path';
import {
  formatFiles,
  type GeneratorCallback,
  generateFiles,
  logger,
  offsetFromRoot,
  type Tree,
} from '@nx/devkit';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { joinPath } from '../../workspace/paths';
import { prepareWorkspace } from '../init/prepare-workspace';
import { isRegistered, registerService } from '../init/register-plugin';
import { addCatalogueRows } from '../tree/catalogue-rows';
import { setInJson, writeNewJson } from '../tree/json-edits';
import { inferOnTree } from '../tree/leaves-on-tree';
import { modulesFolder, schemaPath } from '../tree/nx-installation';
import { leaveCargoWorkspace } from './cargo-workspace';
import { addComposeEntries } from './compose-entry';
import { copyContracts, neededVersions } from './contracts';
import { goVersionFor, joinGoWorkspace, modulePathFor } from './go-workspace';
import { installationOf } from './install';
import { addKubernetesEntry } from './kubernetes-entry';
import { floors, languageNames, runCommands, setups, sourceFolders } from './languages';
import { joinNodeWorkspace, packageNameOf } from './node-workspace';
import { planService, type ServiceOptions, type ServicePlan } from './service-plan';

/** `nx generate nx-invariants:service`: a service that upholds the invariants from its first commit. */
export default async function service(tree: Tree, options: ServiceOptions): Promise<GeneratorCallback> {
  if (!isRegistered(tree)) prepareWorkspace(tree);
  const inference = inferOnTree(tree);
  const plan = planService(tree, options, inference);

  writeSources(tree, plan);
  registerService(tree, inference.facts.options.services, plan.root);
  const packagesFolder = joinLanguageWorkspace(tree, plan);
  const deployed = [
    ...addComposeEntries(tree, inference.facts, plan),
    ...addKubernetesEntry(tree, inference, plan),
  ];
  addFloor(tree, plan);
  const placed = inferOnTree(tree).placed.filter(({ project }) => project === plan.name);
  const rows = addCatalogueRows(tree, placed);

  if (!options.skipFormat) {
    await formatFiles(tree);
    // A copy that a formatter has touched is no copy any more.
    vendorContracts(tree, plan);
  }
  logger.info(`\n${plan.name}: port ${plan.port}, ${rows.join(', ')} in invariants.json`);
  logger.info(
    deployed.length > 0
      ? `deployed by ${deployed.join(', ')}`
      : 'no Compose file and no Kubernetes manifests found to add it to',
  );
  logger.info(`Next: nx run-many -t invariants test build -p ${plan.name}\n`);
  return options.skipInstall ? () => undefined : installationOf(tree, plan, packagesFolder);
}

function writeSources(tree: Tree, plan: ServicePlan): void {
  const substitutions = substitutionsOf(tree, plan);
  const folders = [
    'any',
    plan.language,
    ...(plan.contracts.length > 0 ? [`${plan.language}-contracts`] : []),
  ];
  for (const folder of folders)
    generateFiles(tree, join(__dirname, 'files', folder), plan.root, substitutions);
  vendorContracts(tree, plan);
  const contracts = neededVersions(tree, plan.schemas, plan.contracts);
  writeNewJson(tree, joinPath(plan.root, 'project.json'), {
    $schema: `${offsetFromRoot(plan.root)}${modulesFolder(tree)}/nx/schemas/project-schema.json`,
    name: plan.name,
    projectType: 'application',
    sourceRoot: joinPath(plan.root, sourceFolders[plan.language]),
    tags: ['kind:service', `lang:${plan.language}`],
    ...(contracts === undefined ? {} : { metadata: { invariants: { contracts } } }),
  });
}

function substitutionsOf(tree: Tree, plan: ServicePlan): object {
  const { name, port, root, context, contracts, schemas, language } = plan;
  const isRootContext = context === 'root';
  return {
    dot: '.',
    ignoreFile: isRootContext ? 'Dockerfile.dockerignore' : '.dockerignore',
    name,
    crate: name.replaceAll('-', '_'),
    port,
    contextRoot: isRootContext,
    from: isRootContext ? `${root}/` : '',
    contracts,
    contractsSource: isRootContext ? schemas : 'schemas',
    contractsDir: isRootContext ? `${offsetFromRoot(root)}${schemas}` : 'schemas',
    languageName: languageNames[language],
    runCommand: runCommands[language],
    setup: setups[language],
    packageName: packageNameOf(tree, name),
    modulePath: modulePathFor(inferOnTree(tree).facts, root),
    goVersion: goVersionFor(tree, root),
  };
}

function vendorContracts(tree: Tree, { context, contracts, schemas, root }: ServicePlan): void {
  if (context === 'service') copyContracts(tree, schemas, contracts, root);
}

/** @returns the folder in which npm packages are installed for the service. */
function joinLanguageWorkspace(tree: Tree, { language, root }: ServicePlan): string {
  switch (language) {
    case 'typescript':
      return joinNodeWorkspace(tree, root);
    case 'go':
      joinGoWorkspace(tree, root);
      return root;
    case 'rust':
      leaveCargoWorkspace(tree, root);
      return root;
    case 'python':
      return root;
  }
}

function addFloor(tree: Tree, { name, language }: ServicePlan): void {
  if (!tree.exists(coverageConfigFile)) {
    writeNewJson(tree, coverageConfigFile, { $schema: schemaPath(tree, 'coverage-config'), thresholds: {} });
  }
  setInJson(tree, coverageConfigFile, ['thresholds', name], floors[language]);
}
