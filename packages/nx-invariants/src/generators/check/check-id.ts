import { builtInChecks } from '../../checks';

/**
 * What is wrong with the id of a new check; undefined if nothing is. It becomes a folder, a target and a key in
 * nx.json.
 */
export function problemOfCheckId(id: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 60) {
    return `"${id}" is no id for a check: it must be lower case letters, digits and single hyphens, start with a letter and have at most 60 characters, such as "license-headers"`;
  }
  if (builtInChecks.some((check) => check.id === id)) {
    return `there is a check "${id}" already; take another id`;
  }
  return undefined;
}

/** What is wrong with its title: it stands in a string of the generated source. */
export function problemOfTitle(title: string): string | undefined {
  return /^[^'"`\\$*<>\p{Cc}]{3,120}$/u.test(title)
    ? undefined
    : `the title must be one line of 3 to 120 characters without quotes, angle brackets, "\\", "$" and "*", such as "Every service has a README"`;
}
