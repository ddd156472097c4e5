import type { Json } from '../../src/check/define-check';
import type { Finding } from '../../src/check/finding';
import type { Invariant } from '../../src/config/catalogue';
import type { InvariantStatus } from '../../src/report/invariant-status';
import type { LeafState } from '../../src/report/leaf-state';
import { sourceLinks } from '../../src/report/source-links';
import type { WorkspaceStatus } from '../../src/report/workspace-status';
import { current, finding, leafState, report, statusOf } from '../../testing/workspace-status';
import { buildDetails, coverageDetails, parityDetails } from './details';

const schema = `{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "job.json",
  "$version": "1.4.0",
  "type": "object",
  "required": ["id", "type", "status", "createdAt", "owner"],
  "properties": {
    "id": { "type": "string", "format": "uuid" },
    "owner": { "type": "string" }
  }
}
`;
const dockerfile = `FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY contracts/schemas contracts/schemas
COPY apps/metrics-engine/go.mod apps/metrics-engine/go.sum ./
RUN go build -o /out/metrics-engine .
`;
const sources: { readonly [path: string]: string } = {
  'contracts/schemas/job.json': schema,
  'apps/metrics-engine/Dockerfile': dockerfile,
};

let made = 0;
const found = (check: string, invariants: readonly string[], rest: Partial<Finding>): Finding =>
  finding({ check, invariants, fingerprint: (++made).toString(16).padStart(16, '0'), ...rest });

const breaking = found('contract-compat', ['C4'], {
  file: 'contracts/schemas/job.json',
  line: 6,
  column: 53,
  endLine: 6,
  endColumn: 60,
  message: 'breaking change of job.json at /required: "owner" is required now',
  expected: 'version 2.0.0 (it is 1.4.0, and was 1.4.0)',
  fix: 'undo the change, or set "$version" to "2.0.0" here and in VERSIONS.md and tell the consumers',
  evidence:
    'was valid, is rejected at "" by required: {"id":"aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa","type":"a","status":"COMPLETED","createdAt":"a"}; 1.4.0 said otherwise at contracts/schemas/job.json:6:15',
});
const lostSource = found('docker-context', ['B2'], {
  file: 'apps/metrics-engine/Dockerfile',
  line: 4,
  column: 6,
  endLine: 4,
  endColumn: 32,
  message:
    'COPY apps/metrics-engine/go.mod apps/metrics-engine/go.sum fails in the context apps/metrics-engine (built by the Compose service metrics-engine): "/apps/metrics-engine/go.mod": not found',
  expected: 'apps/metrics-engine/go.mod exists, but only the context . holds it under this name',
  fix: "set the builder's context to ., or write the path as apps/metrics-engine has it",
});
const differentTag = found('deploy-parity', ['I7'], {
  file: 'infra/k8s/read-model.yaml',
  line: 19,
  column: 18,
  message: 'the tag of read-model is 0.2.0 under Kubernetes and 0.1.0 under Compose',
  expected: 'one tag on both sides; Compose names it at infra/compose.yml:61',
  fix: 'set both to the tag that is meant to run',
});
const unread = found('docker-context', ['B2'], {
  undecided: true,
  file: '.github/workflows/images.yml',
  line: 31,
  column: 9,
  message: 'what the step bake builds cannot be told: docker-bake.hcl is neither JSON nor a Compose file',
  fix: 'write the bake file in JSON, or waive it with a reason',
});
const low = found('coverage', ['V3'], {
  severity: 'warning',
  file: 'apps/processor/coverage/coverage.json',
  message: 'line coverage of processor is 80.43% (152/189), below the warning mark of 85%',
  expected: '85%, which 9 more lines reach',
  fix: 'test apps/processor/processor/rabbitmq.py lines 41-58 first',
});
const accepted = found('portable-scripts', ['X1'], {
  file: 'apps/tui/package.json',
  line: 7,
  message: 'the script "clean" runs rm -rf, which cmd.exe does not have',
  waivedBy: {
    reason: 'replaced with the next release of the build',
    owner: '@terminal',
    expires: '2026-12-31',
  },
});
const note = found('docker-context', ['B2'], {
  severity: 'note',
  file: 'apps/processor/Dockerfile',
  line: 10,
  message: 'COPY /app/.venv cannot be judged: only a RUN decides it',
  fix: 'nothing to do: only a build can tell',
});

const holds = (check: string, details: Json = null) => current(report('holds', [], { check, details }), true);
const judged = (
  verdict: 'violated' | 'undecided' | 'warns' | 'holds',
  findings: Finding[],
  details: Json = null,
) => current(report(verdict, findings, { details, check: findings[0]?.check ?? '' }));

const leaves: readonly LeafState[] = [
  leafState('contracts', judged('violated', [breaking]), 'contract-compat'),
  leafState('contracts', holds('contract-fixtures'), 'contract-fixtures'),
  leafState('contracts', holds('contract-schemas'), 'contract-schemas'),
  leafState('gateway', holds('coverage', coverageDetails.gateway), 'coverage'),
  leafState('gateway', holds('docker-context', buildDetails.gateway), 'docker-context'),
  leafState('gateway', holds('portable-scripts'), 'portable-scripts'),
  leafState('gateway', holds('service-version'), 'service-version'),
  leafState('infra', judged('violated', [differentTag], parityDetails), 'deploy-parity'),
  leafState('metrics-engine', holds('coverage', coverageDetails.metricsEngine), 'coverage'),
  leafState('metrics-engine', judged('violated', [lostSource], buildDetails.metricsEngine), 'docker-context'),
  leafState('metrics-engine', { kind: 'failed', isSkipped: true }, 'portable-scripts'),
  leafState('metrics-engine', holds('service-version'), 'service-version'),
  leafState('processor', judged('warns', [low], coverageDetails.processor), 'coverage'),
  leafState('processor', judged('holds', [note], buildDetails.processor), 'docker-context'),
  leafState('processor', holds('portable-scripts'), 'portable-scripts'),
  leafState('processor', holds('service-version'), 'service-version'),
  leafState('read-model', { kind: 'stale', report: report('holds') }, 'coverage'),
  leafState('read-model', holds('docker-context'), 'docker-context'),
  leafState('read-model', holds('portable-scripts'), 'portable-scripts'),
  leafState('read-model', holds('service-version'), 'service-version'),
  leafState('tui', { kind: 'unaffected', base: 'main' }, 'coverage'),
  leafState('tui', judged('holds', [accepted]), 'portable-scripts'),
  leafState('tui', current(report('opted-out', [], { optedOut: 'not published' })), 'service-version'),
  leafState('web-ui', holds('coverage', coverageDetails.webUi), 'coverage'),
  leafState('web-ui', judged('undecided', [unread]), 'docker-context'),
  leafState('web-ui', holds('portable-scripts'), 'portable-scripts'),
  leafState('web-ui', { kind: 'missing' }, 'service-version'),
];

const on = (check: string, ...projects: readonly string[]) => projects.map((project) => ({ project, check }));
const services = ['gateway', 'metrics-engine', 'processor', 'read-model', 'tui', 'web-ui'];
const images = services.filter((service) => service !== 'tui');

const catalogue: readonly Invariant[] = [
  {
    id: 'C1',
    statement: 'Golden documents pass, negative ones fail',
    upheldBy: on('contract-fixtures', 'contracts'),
  },
  {
    id: 'C3',
    statement: 'Every contract compiles and is documented',
    upheldBy: on('contract-schemas', 'contracts'),
  },
  {
    id: 'C4',
    statement: 'A breaking change of a contract raises its major version',
    upheldBy: on('contract-compat', 'contracts'),
  },
  { id: 'V1', statement: 'Gateway coverage is at least 80 %', upheldBy: on('coverage', 'gateway') },
  {
    id: 'V2',
    statement: 'Metrics engine coverage is at least 10 %, of its validator 80 %',
    upheldBy: on('coverage', 'metrics-engine'),
  },
  { id: 'V3', statement: 'Processor coverage is at least 80 %', upheldBy: on('coverage', 'processor') },
  {
    id: 'V4',
    statement: 'Read model and terminal keep their floors',
    upheldBy: on('coverage', 'read-model', 'tui', 'web-ui'),
  },
  {
    id: 'V7',
    statement: 'The pages look as they did',
    planned: { reason: 'needs the running system' },
  },
  {
    id: 'X1',
    statement: 'Scripts hold on every system and in every shell that may run them',
    upheldBy: on('portable-scripts', ...services),
  },
  {
    id: 'B1',
    statement: 'COPY paths match the build context of every builder',
    upheldBy: on('docker-context', ...images),
  },
  { id: 'B2', statement: 'Every source of a Dockerfile exists', upheldBy: on('docker-context', ...images) },
  {
    id: 'B3',
    statement: 'A missing VERSION file fails; there is no fallback to :latest',
    upheldBy: on('service-version', ...services),
  },
  {
    id: 'I6',
    statement: 'Three green nightly runs in a row precede a release',
    documentedOnly: { owner: '@release', reviewBy: '2027-06-30', reason: 'the forge decides it' },
  },
  {
    id: 'I7',
    statement: 'Kubernetes and Compose run the same services',
    upheldBy: on('deploy-parity', 'infra'),
  },
];

const before = (changes: { readonly [id: string]: 'violated' | 'unknown' | 'holds' }) =>
  new Map<string, InvariantStatus>(
    catalogue.map(({ id, planned, documentedOnly }) => [
      id,
      changes[id] ?? (planned ? 'planned' : documentedOnly ? 'documented-only' : 'holds'),
    ]),
  );

/** A workspace in which something of everything is there. */
export const brokenStatus: WorkspaceStatus = statusOf(leaves, {
  catalogue,
  links: sourceLinks('', {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'observatory/observatory',
    GITHUB_SHA: '0'.repeat(40),
  }),
  read: (path) => sources[path],
  earlier: [
    { label: '2026-11-24', statuses: before({ V3: 'violated', B2: 'violated', X1: 'unknown' }) },
    { label: '2026-11-25', statuses: before({ V3: 'violated' }) },
    { label: '2026-11-26', statuses: before({}) },
  ],
});

/** The same with texts that try to be more than texts. */
export function hostileStatus(evil: string): WorkspaceStatus {
  const tainted = brokenStatus.leaves.map((leaf): LeafState => {
    if (leaf.kind !== 'current') return leaf;
    const findings = leaf.report.findings.map((one) => ({
      ...one,
      message: evil,
      fix: evil,
      expected: evil,
      evidence: evil,
      file: evil,
    }));
    return { ...leaf, project: evil, report: { ...leaf.report, findings } };
  });
  return statusOf(tainted, {
    catalogue: [{ id: evil, statement: evil, upheldBy: [{ project: evil, check: 'coverage' }] }],
    read: () => evil,
    earlier: [{ label: evil, statuses: new Map([[evil, 'holds']]) }],
  });
}
