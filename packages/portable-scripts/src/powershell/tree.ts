/** A script of PowerShell as blocks of tokens: what its rules need, whatever mode a token is read in. */
export type Token = Word | Variable | Text | Group | Mark;

interface Spot {
  /** In UTF-16 code units of the script. */
  readonly start: number;
  readonly end: number;
}

/** A bare word: a command, a parameter, an operator, a number. */
export interface Word extends Spot {
  readonly kind: 'word';
  readonly text: string;
}

/** `$name`, `${name}`, `$env:name` or `@name`, with the name in lower case. */
export interface Variable extends Spot {
  readonly kind: 'variable';
  readonly name: string;
}

/** A string or here-string; `value` holds `$name` as it is written where the string is expandable. */
export interface Text extends Spot {
  readonly kind: 'text';
  readonly value: string;
  readonly isExpandable: boolean;
  /** The variables and subexpressions in it. */
  readonly parts: readonly (Variable | Group)[];
}

/** What stands between brackets. */
export interface Group extends Spot {
  readonly kind: 'group';
  readonly opening: '(' | '$(' | '@(' | '{' | '@{';
  readonly tokens: readonly Token[];
}

/** What separates: a line's end, `;`, `|`, `&`, `&&`, `||`, `,`. */
export interface Mark extends Spot {
  readonly kind: 'mark';
  readonly text: string;
}

export interface PowerShellScript {
  readonly tokens: readonly Token[];
  /** The text of its comments, with their offsets. */
  readonly comments: readonly Word[];
}

/** A token with the groups it stands in, the innermost first. */
export interface Placed<Kind extends Token = Token> {
  readonly token: Kind;
  readonly index: number;
  readonly siblings: readonly Token[];
  readonly above: Placed<Group | Text> | undefined;
}

/** Every token of a script, those of groups and strings after what holds them. */
export function* placedTokens(tokens: readonly Token[]): Generator<Placed> {
  const pending: Placed[] = tokens.map(placing(tokens, undefined)).reverse();
  for (let placed = pending.pop(); placed; placed = pending.pop()) {
    yield placed;
    const { token } = placed;
    if (token.kind !== 'group' && token.kind !== 'text') continue;
    const inner = token.kind === 'group' ? token.tokens : token.parts;
    const above = placed as Placed<Group | Text>;
    pending.push(...inner.map(placing(inner, above)).reverse());
  }
}

function placing(siblings: readonly Token[], above: Placed<Group | Text> | undefined) {
  return (token: Token, index: number): Placed => ({ token, index, siblings, above });
}

/** The groups and strings that a token stands in, the innermost first. */
export function* holdersOf(placed: Placed): Generator<Placed<Group | Text>> {
  for (let above = placed.above; above; above = above.above) yield above;
}

export function isWord(token: Token | undefined, ...texts: readonly string[]): boolean {
  return token?.kind === 'word' && texts.includes(token.text.toLowerCase());
}

export function isGroup(token: Token | undefined, opening: Group['opening']): token is Group {
  return token?.kind === 'group' && token.opening === opening;
}

export function isMark(token: Token | undefined, ...texts: readonly string[]): boolean {
  return token?.kind === 'mark' && texts.includes(token.text);
}
