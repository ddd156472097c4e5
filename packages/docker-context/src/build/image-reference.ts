/**
 * Image references as the distribution grammar defines them. A base that is neither a stage nor a valid
 * reference fails the build, even in a stage that is not built.
 */

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const DOMAIN_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const DOMAIN = `(?:${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH = `${COMPONENT}(?:/${COMPONENT})*`;
const TAG = ':\\w[\\w.-]{0,127}';
const DIGEST = '@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';

const WITH_DOMAIN = new RegExp(`^${DOMAIN}/${PATH}(?:${TAG})?(?:${DIGEST})?$`);
const WITHOUT_DOMAIN = new RegExp(`^${PATH}(?:${TAG})?(?:${DIGEST})?$`);
const MAX_REFERENCE = 512;

/** Whether BuildKit accepts a name as an image. */
export function isImageReference(name: string): boolean {
  if (name.length > MAX_REFERENCE || /^[a-f0-9]{64}$/.test(name)) return false;
  return hasDomain(name) ? WITH_DOMAIN.test(name) : WITHOUT_DOMAIN.test(name);
}

/** The short form under which named contexts are looked up: `docker.io/library/node:latest` is `node`. */
export function familiarName(name: string): string {
  return name
    .replace(/^(?:index\.)?docker\.io\//, '')
    .replace(/^library\//, '')
    .replace(/:latest$/, '');
}

function hasDomain(name: string): boolean {
  const slash = name.indexOf('/');
  if (slash === -1) return false;
  const first = name.slice(0, slash);
  return /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
}
