import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { counter, find, keep, project, run } from '../fixture.mjs';

const VERSIONS = ['0.8.8', '0.8.15'];

const CLOVER = '4.5.2';

const COBERTURA = '2.1.1';

/** What Cobertura needs to instrument, record and report. */
const COBERTURA_JARS = [
  ['net.sourceforge.cobertura', 'cobertura', COBERTURA],
  ['oro', 'oro', '2.0.8'],
  ...['asm', 'asm-tree', 'asm-commons', 'asm-util', 'asm-analysis'].map((name) => [
    'org.ow2.asm',
    name,
    '5.0.1',
  ]),
  ['org.apache.commons', 'commons-lang3', '3.3.2'],
  ['org.slf4j', 'slf4j-api', '1.7.5'],
  ['org.slf4j', 'slf4j-simple', '1.7.5'],
];

/** A jar from Maven's repository, through Maven. */
function jar(root, group, name, version, classifier) {
  const file = `${name}-${version}${classifier ? `-${classifier}` : ''}.jar`;
  const path = join(homedir(), '.m2/repository', group.replaceAll('.', '/'), name, version, file);
  if (!existsSync(path)) {
    const artifact = `${group}:${name}:${version}:jar${classifier ? `:${classifier}` : ''}`;
    run(root, 'mvn', ['-q', '-B', 'dependency:get', '-Dtransitive=false', `-Dartifact=${artifact}`]);
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
    const agent = jar(root, 'org.jacoco', 'org.jacoco.agent', version, 'runtime');
    const cli = jar(root, 'org.jacoco', 'org.jacoco.cli', version, 'nodeps');
    run(root, 'javac', ['-g', '-d', 'classes', ...javaFiles(join(root, 'src/main'))]);
    run(root, 'javac', ['-cp', 'classes', '-d', 'tests', ...javaFiles(join(root, 'src/test'))]);
    run(root, 'java', [
      `-javaagent:${agent}=destfile=jacoco.exec,sessionid=fixture`,
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

export function makeOpenClover() {
  const root = project('java', 'openclover');
  const clover = jar(root, 'org.openclover', 'clover', CLOVER);
  const tool = (name, args) => run(root, 'java', ['-cp', clover, `com.atlassian.clover.${name}`, ...args]);
  const database = join(root, 'clover.db');
  tool('CloverInstr', ['-i', database, '-s', join(root, 'src/main/java'), '-d', join(root, 'instrumented')]);
  run(root, 'javac', ['-cp', clover, '-d', 'classes', ...javaFiles(join(root, 'instrumented'))]);
  run(root, 'javac', ['-cp', `classes:${clover}`, '-d', 'tests', ...javaFiles(join(root, 'src/test'))]);
  run(root, 'java', ['-cp', `classes:tests:${clover}`, 'com.example.orders.Exercise']);
  tool('reporters.xml.XMLReporter', ['-l', '-i', database, '-o', 'clover.xml']);
  const said = tool('reporters.console.ConsoleReporter', ['-i', database]);
  const metrics = {};
  for (const [name, metric] of Object.entries({
    Methods: 'functions',
    Statements: 'statements',
    Branches: 'branches',
  })) {
    const [, covered, total] = find(said, new RegExp(`${name}: (\\d+)/(\\d+) `));
    metrics[metric] = counter(covered, total);
  }
  keep('clover/openclover', root, join(root, 'clover.xml'), {
    tool: `OpenClover ${CLOVER}`,
    format: 'clover',
    headline: 'statements+branches+functions',
    printed: find(said, /Total: (\S+%)/)[1],
    metrics,
  });
}

/** It reads class files up to Java 8. */
export function makeCobertura() {
  const root = project('java', 'cobertura');
  const tool = COBERTURA_JARS.map((parts) => jar(root, ...parts)).join(':');
  const cobertura = (name, args) =>
    run(root, 'java', ['-cp', tool, `net.sourceforge.cobertura.${name}`, ...args]);
  const data = ['--datafile', 'cobertura.ser'];
  const compile = ['--release', '8', '-g'];
  run(root, 'javac', [...compile, '-d', 'classes', ...javaFiles(join(root, 'src/main'))]);
  run(root, 'javac', [...compile, '-cp', 'classes', '-d', 'tests', ...javaFiles(join(root, 'src/test'))]);
  cobertura('instrument.InstrumentMain', [...data, '--destination', 'instrumented', 'classes']);
  const found = ['-Dnet.sourceforge.cobertura.datafile=cobertura.ser', '-cp', `instrumented:tests:${tool}`];
  run(root, 'java', [...found, 'com.example.orders.Exercise']);
  for (const format of ['xml', 'html']) {
    const output = ['--format', format, '--destination', format];
    cobertura('reporting.ReportMain', [...output, ...data, join(root, 'src/main/java')]);
  }
  const summary = readFileSync(join(root, 'html/frame-summary.html'), 'utf8');
  const total = find(summary, /All Packages<\/b>.*?>(\d+%)<.*?>(\d+)\/(\d+)<.*?>(\d+)\/(\d+)</s);
  const xml = readFileSync(join(root, 'xml/coverage.xml'), 'utf8');
  const rates = [...xml.matchAll(/<method [^>]*line-rate="([\d.]+)"/g)].map(([, rate]) => Number(rate));
  keep('cobertura/cobertura', root, join(root, 'xml/coverage.xml'), {
    tool: `Cobertura ${COBERTURA}`,
    format: 'cobertura',
    headline: 'lines',
    printed: total[1],
    metrics: {
      lines: counter(total[2], total[3]),
      branches: counter(total[4], total[5]),
      functions: counter(rates.filter((rate) => rate > 0).length, rates.length),
    },
  });
}
