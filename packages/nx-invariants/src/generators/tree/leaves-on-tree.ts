import type { Tree } from '@nx/devkit';
import { builtInChecks } from '../../checks';
import { readPluginOptions } from '../../config/plugin-options';
import { projectManifests } from '../../plugin/infer';
import { type Leaf, leafPlacer } from '../../plugin/leaves';
import { discoverProjects } from '../../plugin/projects';
import type { ProjectFacts } from '../../workspace/workspace-facts';
import { nxJsonOf } from './nx-json-edits';
import { TreeFacts } from './tree-facts';

/** A check that the plugin will place on a project of the tree. */
export interface PlacedCheck {
  readonly check: string;
  readonly title: string;
  readonly project: string;
}

/** What the plugin would infer if the tree were written now. */
export interface TreeInference {
  readonly facts: TreeFacts;
  readonly projects: readonly ProjectFacts[];
  /** Those of built-in checks; those of user-written checks are not looked up. */
  readonly leaves: readonly Leaf[];
  /** What the leaves are, by their names. */
  readonly placed: readonly PlacedCheck[];
}

/** Runs the plugin's own inference on a tree. Options that do not validate count as absent, as in the plugin. */
export function inferOnTree(tree: Tree): TreeInference {
  const { options } = readPluginOptions(nxJsonOf(tree));
  const facts = new TreeFacts(tree, options);
  const configFiles = projectManifests(facts.sources);
  const projects = discoverProjects(facts, configFiles);
  const checks = builtInChecks.map((definition) => ({ definition, modulePath: undefined }));
  const leaves = projects.flatMap(leafPlacer(facts, checks));
  const placed = leaves.map(({ check, project }) => ({
    check: check.definition.id,
    title: check.definition.title,
    project: project.name,
  }));
  return { facts, projects, leaves, placed };
}
