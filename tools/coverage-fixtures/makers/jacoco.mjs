import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { counter, find, keep, project, run } from '../fixture.mjs';

const VERSIONS = ['0.8.8', '0.8.15'];

/** A jar from Maven's repository, through Maven. */
function jar(root, artifact, version, classifier) {
  const name = `org.jacoco.${artifact}`;
  const path = join(
    homedir(),
    '.m2/repository/org/jacoco',
    name,
    version,
    `${name}-${version}-${classifier}.jar`,
  );
  if (!existsSync(path)) {
    run(root, 'mvn', [
      '-q',
      '-B',
      'dependency:get',
      '-Dtransitive=false',
      `-Dartifact=org.jacoco:${name}:${version}:jar:${classifier}`,
    ]);
  }
  return path;
}

const javaFiles = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.java'))
    .map((file) => join(folder, file));

export function makeJacoco() {
  for (const version of VERSIONS) {
    const root = project('java', `jacoco-${version}`);
    const agent = jar(root, 'agent', version, 'runtime');
    const cli = jar(root, 'cli', version, 'nodeps');
    run(root, 'javac', ['-g', '-d', 'classes', ...javaFiles(join(root, 'src/main'))]);
    run(root, 'javac', ['-cp', 'classes', '-d', 'tests', ...javaFiles(join(root, 'src/test'))]);
    run(root, 'java', [
      `-javaagent:${agent}=destfile=jacoco.exec`,
      '-cp',
      'classes:tests',
      'com.example.orders.Exercise',
    ]);
    const outputs = ['--xml', 'jacoco.xml', '--csv', 'jacoco.csv', '--html', 'html'];
    run(root, 'java', ['-jar', cli, 'report', 'jacoco.exec', '--classfiles', 'classes', ...outputs]);
    keep(`jacoco/${version}`, root, join(root, 'jacoco.xml'), {
      tool: `JaCoCo ${version}`,
      format: 'jacoco',
      headline: 'instructions',
      printed: find(
        readFileSync(join(root, 'html/index.html'), 'utf8'),
        /<td>Total<\/td><td class="bar">[^<]*<\/td><td class="ctr2">(\d+)\W*%/,
      )[1].concat('%'),
      metrics: csvSums(readFileSync(join(root, 'jacoco.csv'), 'utf8')),
    });
  }
}

/** The sums of the classes in JaCoCo's CSV. Lines are summed by class there, which is by source file where none shares a line. */
function csvSums(csv) {
  const [head, ...rows] = csv
    .trim()
    .split('\n')
    .map((row) => row.split(','));
  const sum = (column) => rows.reduce((total, row) => total + Number(row[head.indexOf(column)]), 0);
  return Object.fromEntries(
    Object.entries({
      instructions: 'INSTRUCTION',
      branches: 'BRANCH',
      lines: 'LINE',
      functions: 'METHOD',
    }).map(([metric, column]) => {
      const covered = sum(`${column}_COVERED`);
      return [metric, counter(covered, covered + sum(`${column}_MISSED`))];
    }),
  );
}
