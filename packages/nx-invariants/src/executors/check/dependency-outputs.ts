import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { isRecord } from '../../config/record';
import { joinPath, literal } from '../../workspace/paths';
import { ownDependencies } from './own-dependencies';

/**
 * What the targets of the same project that a target depends on leave behind, as workspace paths and patterns, `!`
 * before those that take out. Only what stands in their `outputs` counts: Nx hashes and restores nothing else. A
 * `nx:noop` makes nothing.
 */
export function dependencyOutputs(project: ProjectConfiguration, target: string): string[] {
  const targets = project.targets ?? {};
  return ownDependencies(targets, target).flatMap((name) => {
    const before = targets[name];
    if (before === undefined || before.executor === 'nx:noop') return [];
    return (before.outputs ?? []).flatMap((output) => resolved(output, project, before));
  });
}

/** As Nx interpolates it; with an option that is not set it names nothing. */
function resolved(output: string, project: ProjectConfiguration, { options }: TargetConfiguration): string[] {
  const isExcluded = output.startsWith('!');
  const path = output
    .slice(isExcluded ? 1 : 0)
    .replaceAll('{workspaceRoot}', '')
    .replaceAll('{projectRoot}', project.root === '.' ? '' : literal(project.root))
    .replaceAll('{projectName}', literal(project.name ?? ''))
    .replace(/\{options\.([\w.-]+)\}/g, (token, option: string) => {
      const value: unknown =
        isRecord(options) && Object.hasOwn(options, option) ? options[option] : undefined;
      return typeof value === 'string' ? value : token;
    });
  const plain = joinPath(path.replace(/^\/+/, ''));
  return path.includes('{options.') ? [] : [`${isExcluded ? '!' : ''}${plain}`];
}
