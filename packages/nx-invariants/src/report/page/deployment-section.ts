import { counted } from '../counted';
import type { DeployedService, SideFacts } from './deployment-details';
import { type HtmlValue, html, type Markup } from './html';
import { type Mark, markWords } from './mark';
import { sign } from './sign';

const maxServices = 1_000;

/** Compose beside Kubernetes, service by service; undefined where they were not compared. */
export function deploymentSection(services: readonly DeployedService[]): Markup | undefined {
  if (services.length === 0) return undefined;
  const left = services.length - maxServices;
  return html`<section id="deployment" aria-labelledby="deployment-title">
<h2 id="deployment-title">Compose and Kubernetes</h2>
<div class="scroll" role="region" aria-label="Services in a table" tabindex="0">
<table class="figures services">
<thead><tr><th scope="col">Service</th><th scope="col">Compose</th><th scope="col">Kubernetes</th><th scope="col">Image</th><th scope="col">Ports</th><th scope="col">Environment</th><th scope="col">Health check</th></tr></thead>
<tbody>
${services.slice(0, maxServices).map(serviceRow)}</tbody>
</table>
</div>
<p class="none" hidden>No service matches.</p>
${left > 0 ? html`<p class="meta">… and ${counted(left, 'service')} more: nx-invariants topology</p>` : undefined}
</section>`;
}

function serviceRow(service: DeployedService): Markup {
  const { name, workload, matchedBy, compose, kubernetes, differs, oneSided } = service;
  const mark: Mark = differs.length > 0 ? 'violated' : oneSided === null ? 'holds' : 'opted-out';
  const aspect = (of: DeployedService['differs'][number], say: (facts: SideFacts) => HtmlValue) =>
    html`<td>${differs.includes(of) ? both(service, say) : say(compose ?? (kubernetes as SideFacts))}</td>`;
  const known = compose ?? kubernetes;
  return html`<tr data-marks="${mark}"><th scope="row">${sign(mark)}<span class="hidden">${mark === 'violated' ? 'differs' : markWords[mark]}: </span>${name ?? workload ?? ''}</th><td>${present(compose, name, undefined, differs)}</td><td>${present(kubernetes, workload, matchedBy, differs)}</td>${
    known === null
      ? html`<td colspan="4"></td>`
      : oneSided === null
        ? html`${aspect('image', ({ image }) => html`<span class="path">${image ?? 'built, without a name'}</span>`)}${aspect('ports', ({ ports }) => ports.join(', ') || 'none')}${aspect('environment', environment)}${aspect('probe', ({ probe }) => probeWords[probe])}`
        : html`<td colspan="4" class="why">on one side for good: ${oneSided}</td>`
  }</tr>
`;
}

function present(
  facts: SideFacts | null,
  name: string | null,
  matchedBy: string | null | undefined,
  differs: DeployedService['differs'],
): Markup {
  if (facts === null)
    return html`${differs.includes('presence') ? sign('violated') : undefined}<span class="why">absent</span>`;
  return html`<span class="path">${name ?? undefined}</span>${matchedBy && matchedBy !== 'name' ? html` <span class="why">by ${matchedBy}</span>` : undefined}${facts.stopped === null ? undefined : html` <span class="why">does not run: ${facts.stopped}</span>`}<br><span class="place">${facts.file}:${facts.line}</span>`;
}

/** What both sides say where they differ. */
function both({ compose, kubernetes }: DeployedService, say: (facts: SideFacts) => HtmlValue): Markup {
  const side = (title: string, facts: SideFacts | null) =>
    facts && html`<dt>${title}</dt><dd>${say(facts)}</dd>`;
  return html`<dl class="differs">${side('Compose', compose) ?? undefined}${side('Kubernetes', kubernetes) ?? undefined}</dl>`;
}

function environment({ environment: keys }: SideFacts): HtmlValue {
  if (keys.length === 0) return 'none';
  return html`<details><summary>${counted(keys.length, 'key')}</summary><ul class="keys">${keys.map((key) => html`<li>${key}</li>`)}</ul></details>`;
}

const probeWords: Record<SideFacts['probe'], string> = {
  present: 'yes',
  disabled: 'switched off',
  unstated: 'not stated',
};
