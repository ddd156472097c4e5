// Makes the workspace ready to run: npm packages, builds of its own packages, the tools of the other languages, and a
// browser. It uses nothing but Node, says what it installs before it does, leaves alone what is there, and names what it
// cannot install. The checks of a service whose tools are missing are red, not skipped.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Debian } from './debian.mjs';
import { render } from './outcomes.mjs';
import { chromium } from './steps/chromium.mjs';
import { go } from './steps/go.mjs';
import { nodePackages } from './steps/node-packages.mjs';
import { packageBuilds } from './steps/package-builds.mjs';
import { python } from './steps/python.mjs';
import { rust } from './steps/rust.mjs';
import { tarpaulin } from './steps/tarpaulin.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const say = (line) => console.log(`setup: ${line}`);
const debian = new Debian(say);

const outcomes = [];
for (const step of [nodePackages, packageBuilds, python, go, rust, tarpaulin, chromium]) {
  const outcome = {
    title: step.title,
    required: step.required === true,
    ...step.ensure({ root, say, debian }),
  };
  outcomes.push(outcome);
  if (outcome.kind === 'missing' && outcome.required) break;
}

const { lines, exitCode } = render(outcomes);
for (const line of lines) say(line);
process.exitCode = exitCode;
