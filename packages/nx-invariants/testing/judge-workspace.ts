import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { loadRegistry } from '../src/check/registry';
import { buildReport, optedOutReport, writeReport } from '../src/check/report';
import { runLeaf } from '../src/check/run-leaf';
import { catalogueFile, readCatalogue, upheldBy } from '../src/config/catalogue';
import { namedInputsOf, readNxJson } from '../src/config/nx-json';
import { readPluginOptions } from '../src/config/plugin-options';
import { readWaivers, waiversFile, waiversOf } from '../src/config/waivers';
import { optOutReason } from '../src/executors/check/opt-out';
import { leafRequest } from '../src/executors/check/request';
import { hookVariables } from '../src/plugin/hooks';
import type { InferredProject } from '../src/plugin/infer';
import { checkExecutor } from '../src/plugin/leaves';
import { reportFile } from '../src/report/report-file';
import { readText } from '../src/workspace/read-text';
import { SourceTree } from '../src/workspace/source-tree';
import { codeOf } from './judge-leaf';

/** The project graph that Nx would make of inferred projects. */
export function graphOfProjects(projects: readonly InferredProject[]): ProjectGraph {
  const nodes = Object.fromEntries(
    projects.map(({ project, targets }) => [
      project.name,
      { name: project.name, type: 'app' as const, data: { root: project.root, targets } },
    ]),
  );
  return { nodes, dependencies: {} };
}

/** Judges leaves as the executor does, in this thread, and writes their reports. */
export async function judgeLeaves(
  root: string,
  projectGraph: ProjectGraph,
  isWanted: (project: string, check: string) => boolean = () => true,
): Promise<void> {
  Object.assign(process.env, await hookVariables(root, [], {}));
  const nxJson = readNxJson(root);
  const { options } = readPluginOptions(nxJson);
  const registry = await loadRegistry(root, options);
  const projects = Object.fromEntries(
    Object.values(projectGraph.nodes).map(({ name, data }) => [name, data]),
  );
  const workspace = {
    context: { root, projectGraph, projectsConfigurations: { version: 2, projects } },
    options,
    namedInputs: namedInputsOf(nxJson),
    registry,
  };
  const codeNamed = async (id: string) => {
    const check = registry.checks.find(({ definition }) => definition.id === id);
    return check && (await codeOf(check, root));
  };
  const read = readCatalogue(readText(root, catalogueFile));
  const waivers = readWaivers(readText(root, waiversFile));
  for (const [project, { root: projectRoot, targets = {} }] of Object.entries(projects)) {
    for (const [target, { executor, options: leaf }] of Object.entries(targets)) {
      if (executor !== checkExecutor || !isWanted(project, leaf.check)) continue;
      const task = { id: `${project}:${target}`, project, target };
      const request = leafRequest(workspace, task, leaf);
      const identity = {
        check: leaf.check,
        project,
        projectRoot,
        task: task.id,
        invariants: read.kind === 'read' ? upheldBy(read.value, leaf.check, project) : [],
      };
      const reason = optOutReason(request);
      const report =
        reason === undefined
          ? buildReport(
              identity,
              await runLeaf(request, await codeNamed(leaf.check), new SourceTree(root)),
              waiversOf(waivers, project, leaf.check),
              '',
            )
          : optedOutReport(identity, reason);
      writeReport(join(root, reportFile(project, leaf.check)), report);
    }
  }
}
