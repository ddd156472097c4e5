import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { type CoverageSettings, type NativeAction, nativeCommand } from '../../native/command';
import { findTool } from '../../native/find-tool';
import { coverageConfigFile, readCoverageEntries, reportPaths } from '../../plugin/coverage-entries';
import type { Language } from '../../workspace/language';
import { readText } from '../../workspace/read-text';

export interface NativeExecutorOptions {
  readonly language: Language;
  readonly action: NativeAction;
}

/** Builds, tests or measures a project with its language's own tools. A missing tool is named with its remedy. */
export default async function native(
  { language, action }: NativeExecutorOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const project = context.projectName ?? '';
  const projectRoot = context.projectsConfigurations.projects[project]?.root ?? '.';
  const folder = join(context.root, projectRoot);
  const settings = coverageSettings(context.root, project);
  const { tool, args } = nativeCommand({
    language,
    action,
    settings: { ...settings, reports: reportsFrom(projectRoot, settings, language) },
    folder,
    fileNames: readdirSync(folder),
  });
  const found = findTool(tool, folder, context.root);
  if (found.kind === 'missing') {
    process.stderr.write(
      `${project}: ${found.what} is missing, which its ${action} target needs.\n  fix: ${found.remedy}\n`,
    );
    return { success: false };
  }
  if (action === 'coverage') clearOldReports(context.root, projectRoot, settings, language);
  return { success: await runs(found.program, [...found.leading, ...args], folder) };
}

/** The configured reports as the tool is told of them: relative to the folder it runs in. */
function reportsFrom(project: string, settings: CoverageSettings, language: Language): string[] {
  if (settings.reports.length === 0) return [];
  return reportPaths(project, language, settings).map((path) => posix.relative(project, path));
}

/** An old report must not be taken for the new one's, and not every tool makes the folder it writes to. */
function clearOldReports(
  root: string,
  project: string,
  settings: CoverageSettings,
  language: Language,
): void {
  for (const report of reportPaths(project, language, settings)) {
    rmSync(join(root, report), { force: true });
    mkdirSync(dirname(join(root, report)), { recursive: true });
  }
}

const noSettings: CoverageSettings = { reports: [] };

function coverageSettings(root: string, project: string): CoverageSettings {
  const text = readText(root, coverageConfigFile);
  const reading = text === undefined ? undefined : readCoverageEntries(text);
  return (reading?.ok ? reading.entries.get(project) : undefined) ?? noSettings;
}

function runs(program: string, args: readonly string[], cwd: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, stdio: 'inherit', windowsHide: true });
    child.on('error', (error) => {
      process.stderr.write(`${program} cannot be started: ${error.message}\n`);
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
}
