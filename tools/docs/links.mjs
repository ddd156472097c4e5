import { posix } from 'node:path';

/**
 * What relative links of Markdown pages do not lead to: a file that does not exist, or a heading that its page has
 * not. Links to other hosts are not followed; code is not read.
 *
 * @param {ReadonlyMap<string, string>} pages texts by path from the repository's root, with forward slashes.
 * @param {(path: string) => boolean} exists whether a file or folder of the repository exists.
 * @returns {string[]} one line per broken link: `page:line: target: what is missing`.
 */
export function brokenLinks(pages, exists) {
  return [...pages].flatMap(([page, text]) =>
    linksOf(text).flatMap(({ target, line }) => {
      const problem = problemOf(page, target, pages, exists);
      return problem === undefined ? [] : [`${page}:${line}: ${target}: ${problem}`];
    }),
  );
}

function problemOf(page, target, pages, exists) {
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) return undefined;
  const [path, heading] = decodeURI(target).split('#');
  const file = path === '' ? page : posix.join(posix.dirname(page), path);
  if (file.startsWith('../') || posix.isAbsolute(path)) return 'it leads out of the repository';
  if (!exists(file)) return `there is no ${file}`;
  if (heading === undefined || !pages.has(file)) return undefined;
  return anchorsOf(pages.get(file)).has(heading) ? undefined : `${file} has no such heading`;
}

function linksOf(text) {
  return withoutCode(text)
    .split('\n')
    .flatMap((content, index) =>
      [...content.matchAll(/\]\(\s*<?([^)<>\s]+)>?(?:\s+"[^"]*")?\s*\)|^\s*\[[^\]]+\]:\s+(\S+)/g)].map(
        ([, inline, reference]) => ({ target: inline ?? reference, line: index + 1 }),
      ),
    );
}

/** The anchors that GitHub gives to a page's headings: a repeated one gets a number. */
export function anchorsOf(text) {
  const seen = new Map();
  const anchors = withoutFences(text)
    .split('\n')
    .flatMap((content) => /^#{1,6}\s+(.+?)\s*#*$/.exec(content)?.[1] ?? [])
    .map((heading) => {
      const slug = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-');
      const earlier = seen.get(slug) ?? 0;
      seen.set(slug, earlier + 1);
      return earlier === 0 ? slug : `${slug}-${earlier}`;
    });
  return new Set(anchors);
}

function withoutCode(text) {
  return withoutFences(text).replace(/`[^`\n]*`/g, '');
}

/** Blanks fenced code, so that line numbers stay. */
function withoutFences(text) {
  let fence;
  return text
    .split('\n')
    .map((content) => {
      const mark = /^\s*(```+|~~~+)/.exec(content)?.[1];
      if (fence === undefined && mark === undefined) return content;
      if (fence === undefined) fence = mark;
      else if (mark?.startsWith(fence)) fence = undefined;
      return '';
    })
    .join('\n');
}
