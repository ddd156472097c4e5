import { type Command, type Interpreter, readCommands } from '@nx-invariants/portable-scripts';
import { parseJson } from '../config/json-document';
import { valueAt } from '../config/record';
import { joinPath, leavesWorkspace } from '../workspace/paths';
import type { ReadText } from '../workspace/read-text';
import { type GraphRun, graphRun } from './graph-run';
import { type ScriptRun, scriptRun } from './package-script';
import { startedProgram } from './started-program';
import { isTestName, namedTestRun, testRun, testWords } from './test-runners';

/** What a command of a script comes to, through the scripts of package.json that it runs. */
export type Started =
  /** `isForgiven` where a script on the way lets its failures pass, and no other finding says so. */
  | { readonly kind: 'graph'; readonly run: GraphRun; readonly isForgiven: boolean }
  /** Tests beside the task graph; `by` says how. */
  | { readonly kind: 'tests'; readonly by: string }
  /** It may run tests, which cannot be told. */
  | { readonly kind: 'unknown'; readonly by: string; readonly reason: string };

/** What a command of a text starts that matters here. */
export interface StartedByCommand {
  readonly command: Pick<Command, 'start' | 'isForgiven' | 'isPiped'>;
  readonly started: Started;
}

/** A text and the workspace folder it runs in; undefined where that cannot be told. */
export interface Text {
  readonly text: string;
  readonly interpreter: Interpreter | undefined;
  readonly folder: string | undefined;
}

/** What the scripts of package.json are read from. */
export interface Sources {
  readonly read: ReadText;
  /** Those of the root that are judged where they stand: tests that they run are not said again of who runs them. */
  readonly judgedScripts: ReadonlySet<string>;
}

/** Scripts that run scripts. */
const maxDepth = 8;

/** Everything in a text that runs the graph or tests, or may. */
export async function startedIn(
  { text, interpreter, folder }: Text,
  sources: Sources,
  depth = maxDepth,
): Promise<StartedByCommand[]> {
  const { commands, unread } = await readCommands(text, interpreter);
  const found: StartedByCommand[] = [];
  for (const command of commands) {
    const program = startedProgram(command.words);
    if (!program) continue;
    const at = below(folder, command.folder);
    for (const started of await startedBy(program, at, sources, depth)) found.push({ command, started });
  }
  const hidden = unread.filter((part) => testWords.test(part.text));
  return [
    ...found,
    ...hidden.map(({ start, reason }): StartedByCommand => {
      const command = { start, isForgiven: false, isPiped: false };
      return { command, started: { kind: 'unknown', by: 'a part of it', reason } };
    }),
  ];
}

type Program = NonNullable<ReturnType<typeof startedProgram>>;

async function startedBy(
  program: Program,
  folder: string | undefined,
  sources: Sources,
  depth: number,
): Promise<Started[]> {
  const graph = graphRun(program);
  if (graph) return [{ kind: 'graph', run: graph, isForgiven: false }];
  const tests = testRun(program);
  if (tests !== undefined) return [{ kind: 'tests', by: `"${tests}"` }];
  const named = namedTestRun(program);
  if (named !== undefined)
    return [{ kind: 'unknown', by: `"${named}"`, reason: 'what its file says is not read' }];
  const script = scriptRun(program, folder);
  return script ? startedByScript(script, sources, depth) : [];
}

async function startedByScript(run: ScriptRun, sources: Sources, depth: number): Promise<Started[]> {
  const { written, script, folder, program } = run;
  const text = folder === undefined ? undefined : scriptText(folder, script, sources.read);
  if (text === undefined || depth === 0) {
    const inner = program && text === undefined ? await startedBy(program, folder, sources, 0) : [];
    if (inner.length > 0) return inner;
    return isTestName(script) ? [{ kind: 'tests', by: `"${written}"` }] : [];
  }
  const inner = await startedIn({ text, interpreter: { kind: 'bash' }, folder }, sources, depth - 1);
  const isJudged = folder === '.' && sources.judgedScripts.has(script);
  return inner.flatMap(({ started, command }): Started[] => {
    if (started.kind === 'graph')
      return [{ ...started, isForgiven: folder !== '.' && (started.isForgiven || command.isForgiven) }];
    return isJudged ? [] : [{ ...started, by: `"${written}", which is ${started.by.replace(/,$/, '')},` }];
  });
}

/** The script of a package.json; undefined where there is none that can be read. */
function scriptText(folder: string, script: string, read: ReadText): string | undefined {
  if (leavesWorkspace(folder)) return undefined;
  const manifest = read(joinPath(folder, 'package.json'));
  const parsed = manifest === undefined ? undefined : parseJson(manifest);
  const text = parsed?.ok ? valueAt(parsed.document.value, ['scripts', script]) : undefined;
  return typeof text === 'string' ? text : undefined;
}

function below(folder: string | undefined, inner: string | undefined): string | undefined {
  return folder === undefined || inner === undefined ? undefined : joinPath(folder, inner);
}
