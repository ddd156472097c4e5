/** Looks a variable up; `undefined` means unset, which differs from set to nothing. */
export type Lookup = (name: string) => string | undefined;

/** Gives a required variable that is missing a value to go on with. */
export type Assume = (name: string) => string;

export type Interpolation =
  | { readonly ok: true; readonly text: string; readonly unset: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/** The longest text that is interpolated and the deepest nesting of defaults, for hostile input. */
const LONGEST_TEMPLATE = 65_536;
const DEEPEST_DEFAULT = 64;

const NAME = /[_a-z][_a-z0-9]*/iy;
const OPERATOR = /:?[-+?]/y;

/**
 * Substitutes `$V`, `${V}`, `${V:-d}`, `${V-d}`, `${V:?m}`, `${V?m}`, `${V:+r}`, `${V+r}` and `$$`, with
 * nesting in the operand, as the Compose Specification's interpolation and compose-go's `template` package
 * do. An unset variable without a default becomes nothing and is listed in `unset`. A `${` that opens no
 * valid expression is an error, as is a required variable that has no value, unless `assume` gives it one;
 * a lone `$` is text.
 */
export function interpolate(template: string, lookup: Lookup, assume?: Assume): Interpolation {
  if (!template.includes('$')) return { ok: true, text: template, unset: [] };
  if (template.length > LONGEST_TEMPLATE) {
    return { ok: false, reason: `the value is longer than ${LONGEST_TEMPLATE} characters` };
  }
  return substitute(template, { lookup, assume }, 0);
}

interface Variables {
  readonly lookup: Lookup;
  readonly assume: Assume | undefined;
}

function substitute(template: string, variables: Variables, depth: number): Interpolation {
  if (depth > DEEPEST_DEFAULT) {
    return { ok: false, reason: `defaults are nested deeper than ${DEEPEST_DEFAULT} levels` };
  }
  const unset: string[] = [];
  let text = '';
  let position = 0;
  for (;;) {
    const dollar = template.indexOf('$', position);
    if (dollar === -1) return { ok: true, text: text + template.slice(position), unset };
    text += template.slice(position, dollar);

    const next = template[dollar + 1];
    if (next === '$') {
      text += '$';
      position = dollar + 2;
      continue;
    }
    if (next === '{') {
      const expression = braced(template, dollar, variables, depth);
      if (!expression.ok) return expression;
      text += expression.text;
      unset.push(...expression.unset);
      position = expression.end;
      continue;
    }
    const name = matchAt(NAME, template, dollar + 1);
    if (name === undefined) {
      text += '$';
      position = dollar + 1;
      continue;
    }
    const value = variables.lookup(name);
    if (value === undefined) unset.push(name);
    text += value ?? '';
    position = dollar + 1 + name.length;
  }
}

type Braced =
  | { readonly ok: true; readonly text: string; readonly unset: readonly string[]; readonly end: number }
  | { readonly ok: false; readonly reason: string };

function braced(template: string, dollar: number, variables: Variables, depth: number): Braced {
  const { lookup, assume } = variables;
  const name = matchAt(NAME, template, dollar + 2);
  if (name === undefined) return invalid(template);
  const afterName = dollar + 2 + name.length;
  if (template[afterName] === '}') {
    const value = lookup(name);
    return { ok: true, text: value ?? '', unset: value === undefined ? [name] : [], end: afterName + 1 };
  }
  const operator = matchAt(OPERATOR, template, afterName);
  if (operator === undefined) return invalid(template);

  const operandStart = afterName + operator.length;
  const lastBrace = lastBraceOfLine(template, operandStart);
  if (lastBrace === undefined) return invalid(template);
  const close = closingBrace(template, dollar, lastBrace) ?? lastBrace;
  const operand = substitute(template.slice(operandStart, close), variables, depth + 1);
  if (!operand.ok) return operand;
  const end = close + 1;

  const value = lookup(name);
  const isSet = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  switch (operator.at(-1)) {
    case '-':
      return isSet
        ? { ok: true, text: value ?? '', unset: [], end }
        : { ok: true, text: operand.text, unset: operand.unset, end };
    case '+':
      return { ok: true, text: isSet ? operand.text : (value ?? ''), unset: [], end };
    default:
      if (isSet) return { ok: true, text: value ?? '', unset: [], end };
      if (assume !== undefined) return { ok: true, text: assume(name), unset: [], end };
      return {
        ok: false,
        reason: `required variable ${name} is missing a value${operand.text === '' ? '' : `: ${operand.text}`}`,
      };
  }
}

/** An operand ends on its own line: the reference pattern's `.` matches no line feed. */
function lastBraceOfLine(template: string, from: number): number | undefined {
  const lineFeed = template.indexOf('\n', from);
  const last = template.lastIndexOf('}', lineFeed === -1 ? template.length : lineFeed);
  return last >= from ? last : undefined;
}

/** Balances braces as compose-go does: the character after an opening brace is not looked at. */
function closingBrace(template: string, from: number, last: number): number | undefined {
  let open = 0;
  for (let index = from; index <= last; index++) {
    if (template[index] === '}') {
      open--;
      if (open === 0) return index;
    } else if (template[index] === '{') {
      open++;
      index++;
    }
  }
  return undefined;
}

function invalid(template: string): { readonly ok: false; readonly reason: string } {
  const shown = template.length > 80 ? `${template.slice(0, 80)}…` : template;
  return { ok: false, reason: `invalid interpolation format in "${shown}"` };
}

function matchAt(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}
