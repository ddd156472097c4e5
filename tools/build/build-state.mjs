// Prints whether a package's dist is made from the sources that are there, as an input of its `build` target.
//
// The target cannot name dist as its output: Nx restores outputs by deleting them first, and it runs the plugin from
// dist. So what a cache hit leaves alone must be right already: a stale build prints what was never printed before.
import { resolve } from 'node:path';
import { isBuilt } from './build-digest.mjs';

console.log(isBuilt(resolve(process.argv[2])) ? 'current' : `stale at ${process.hrtime.bigint()}`);
