// Remakes packages/coverage/src/fixtures with the real tools, or the fixtures of the tools named as arguments:
//   node tools/coverage-fixtures/remake.mjs [coverage-py] [go] [tarpaulin] [javascript] [geninfo] [lcov-2] [gcovr] [grcov]
//     [llvm-cov] [cargo-llvm-cov] [jacoco] [cobertura] [openclover] [simplecov] [phpunit]
// Every fixture is the tool's own report with absolute paths made neutral, and expected.json: what the tool printed
// beside it, and the integers by a second way (its own fractions, its XML, or Go's own parser), never by the
// package under test. What each maker needs is in README.md.
import { rmSync } from 'node:fs';
import { scratch } from './fixture.mjs';
import { makeGcovr, makeGeninfo, makeGrcov, makeLlvmCov } from './makers/c.mjs';
import { makeCargoLlvmCov } from './makers/cargo-llvm-cov.mjs';
import { makeCoveragePy } from './makers/coverage-py.mjs';
import { makeGo } from './makers/go.mjs';
import { makeCobertura, makeJacoco, makeOpenClover } from './makers/java.mjs';
import { makeJavascript } from './makers/javascript.mjs';
import { makeLcov2 } from './makers/lcov-2.mjs';
import { makePhpunit } from './makers/phpunit.mjs';
import { makeSimplecov } from './makers/simplecov.mjs';
import { makeTarpaulin } from './makers/tarpaulin.mjs';

const makers = {
  'coverage-py': makeCoveragePy,
  go: makeGo,
  tarpaulin: makeTarpaulin,
  javascript: makeJavascript,
  geninfo: makeGeninfo,
  'lcov-2': makeLcov2,
  gcovr: makeGcovr,
  grcov: makeGrcov,
  'llvm-cov': makeLlvmCov,
  'cargo-llvm-cov': makeCargoLlvmCov,
  jacoco: makeJacoco,
  cobertura: makeCobertura,
  openclover: makeOpenClover,
  simplecov: makeSimplecov,
  phpunit: makePhpunit,
};

try {
  const asked = process.argv.slice(2);
  for (const name of asked.length > 0 ? asked : Object.keys(makers)) {
    const make = makers[name];
    if (!make) throw new Error(`no fixtures named ${name}: choose from ${Object.keys(makers).join(', ')}`);
    make();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
