import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EngineName, TargetInput } from '../check/define-check';
import { everythingIn, fileInput, ownPath } from '../workspace/paths';
import type { WorkspaceFacts } from '../workspace/workspace-facts';
import { moduleSources } from './module-sources';
import { codeVersionVariable } from './own-manifest';

/**
 * The inputs that stand for the code that computes a leaf, so that an edit or an upgrade of it reruns the leaf.
 * Linked from a package of this workspace: filesets over the sources. Installed: the packages as external
 * dependencies, which Nx hashes with all they depend on. Neither (a lockfile that does not list the plugin): a
 * variable that the plugin's hook sets.
 */
export class CodeInputs {
  private readonly packageRoot = join(__dirname, '..', '..');
  private readonly linkedAt: string | undefined;
  private readonly locked: (packageName: string) => boolean;

  constructor(private readonly workspace: WorkspaceFacts) {
    this.linkedAt = ownPath(workspace.root, this.packageRoot);
    const isLocked = lockedPackages(workspace);
    // A lockfile lists a linked package too, but to Nx it is a project and no external dependency.
    this.locked = (name) => isLocked(name) && !(this.linkedAt !== undefined && isOfThisProject(name));
  }

  /** For a check of the plugin's own. */
  ofBuiltInCheck(id: string, engines: readonly EngineName[], packages: readonly string[]): TargetInput[] {
    if (this.linkedAt === undefined) return this.installed(engines, []);
    return [
      ...this.sourcesOf(this.linkedAt, engines, [`src/checks/${id}`]),
      this.external([...packages, ...corePackages]),
    ];
  }

  /** For a check written in this workspace: its module and what that imports. */
  ofCustomCheck(
    modulePath: string,
    engines: readonly EngineName[],
    packages: readonly string[],
  ): TargetInput[] {
    const own = this.ofModule(modulePath);
    const needed = /\.[cm]?ts$/.test(modulePath) ? [...packages, 'jiti'] : packages;
    if (this.linkedAt === undefined) return [...own, ...this.installed(engines, needed)];
    return [
      ...own,
      ...this.sourcesOf(this.linkedAt, engines, []),
      this.external([...needed, ...corePackages]),
    ];
  }

  private ofModule(modulePath: string): readonly string[] {
    const { files, folders } = moduleSources(modulePath, this.workspace);
    return [...folders.map(everythingIn), ...files.map(fileInput)];
  }

  /** For the targets that run a language's own tools. */
  ofNativeTarget(): TargetInput[] {
    if (this.linkedAt === undefined)
      return this.locked('nx-invariants') ? [] : [{ env: codeVersionVariable }];
    return [`{workspaceRoot}/${this.linkedAt}/src/{native,executors/native}/**/!(*.spec).ts`];
  }

  /** `{ externalDependencies }` of the named packages that the lockfile holds; Nx refuses others. */
  external(packages: readonly string[]): TargetInput {
    return { externalDependencies: [...new Set(packages)].filter(this.locked).sort() };
  }

  private installed(engines: readonly EngineName[], packages: readonly string[]): TargetInput[] {
    const names = ['nx-invariants', ...engines.map((engine) => `@nx-invariants/${engine}`), ...packages];
    return this.locked('nx-invariants')
      ? [this.external(names)]
      : [{ env: codeVersionVariable }, this.external(packages)];
  }

  /** The core, the named folders of the plugin and the engines, without their tests. */
  private sourcesOf(linkedAt: string, engines: readonly EngineName[], folders: readonly string[]): string[] {
    const core = readdirSync(join(this.packageRoot, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !outsideCore.has(entry.name))
      .map((entry) => `src/${entry.name}`)
      .sort();
    const own = [...core, 'src/executors/check', 'schemas', ...folders];
    const packages = dirname(linkedAt);
    return [
      `{workspaceRoot}/${linkedAt}/{${own.join(',')}}/**/*`,
      `{workspaceRoot}/${linkedAt}/src/{*.ts,checks/*.ts}`,
      ...engines.map((engine) => `{workspaceRoot}/${packages}/${engine}/src/**/*`),
      `!{workspaceRoot}/${packages}/**/*.spec.ts`,
      `!{workspaceRoot}/${packages}/**/fixtures/**/*`,
    ];
  }
}

/** Folders of src that no leaf executes: the checks themselves are added one by one. */
const outsideCore = new Set(['checks', 'cli', 'generators', 'executors']);

function isOfThisProject(packageName: string): boolean {
  return packageName === 'nx-invariants' || packageName.startsWith('@nx-invariants/');
}

/** Libraries that the core rests on when it runs a check. */
const corePackages = ['ajv', 'ignore', 'jsonc-parser', 'picomatch'];

const lockfiles: readonly {
  readonly file: string;
  readonly lists: (text: string, name: string) => boolean;
}[] = [
  { file: 'package-lock.json', lists: (text, name) => text.includes(`"node_modules/${name}"`) },
  { file: 'pnpm-lock.yaml', lists: (text, name) => matches(text, `(^|[\\s'"])/?${escaped(name)}[@/]\\d`) },
  { file: 'yarn.lock', lists: (text, name) => matches(text, `(^|[\\s"])${escaped(name)}@`) },
  { file: 'bun.lock', lists: (text, name) => text.includes(`"${name}@`) },
];

function matches(text: string, pattern: string): boolean {
  return new RegExp(pattern, 'm').test(text);
}

function escaped(name: string): string {
  return name.replace(/[^\w@/-]/g, '\\$&');
}

/** Tells which packages the workspace's lockfile lists. */
export function lockedPackages(workspace: WorkspaceFacts): (name: string) => boolean {
  for (const { file, lists } of lockfiles) {
    if (!workspace.sources.namesIn('.').includes(file)) continue;
    const text = workspace.text(file) ?? '';
    const known = new Map<string, boolean>();
    return (name) => {
      const listed = known.get(name) ?? lists(text, name);
      known.set(name, listed);
      return listed;
    };
  }
  return () => false;
}
