#!/usr/bin/env node
import { runCommandLine } from './run-command-line';

/** A reader that stops reading (`| head`) is no error. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? process.exitCode : 2);
  });
}

async function main(): Promise<void> {
  const { stdout, stderr, exitCode } = await runCommandLine(process.argv.slice(2), {
    cwd: process.cwd(),
    env: process.env,
    columns: process.stdout.isTTY ? process.stdout.columns || 80 : undefined,
    streams: {
      input: process.stdin,
      print: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
    },
  });
  process.exitCode = exitCode;
  process.stderr.write(stderr);
  // Ends the process once all is written: a plugin worker that Nx started may outlive its use.
  process.stdout.write(stdout, () => process.exit(exitCode));
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`nx-invariants: a fault of the program itself; please report it\n${text}\n`);
  process.exit(2);
});
