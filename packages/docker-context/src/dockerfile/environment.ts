/** A variable's value, or why it cannot be known (an image outside the Dockerfile may set it). */
export type Value = { readonly kind: 'text'; readonly text: string } | Unknown;

/** `engine`: a limit of this engine rather than an image stands in the way. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly because: 'external-image' | 'engine';
  readonly reason: string;
}

/**
 * The variables that an instruction sees. Immutable: a stage starts from its parent's.
 * `unset` says what a variable that nothing sets is: empty, or unknown below an image whose ENV is not visible.
 */
export class Environment {
  static readonly EMPTY = new Environment(new Map(), undefined);

  private constructor(
    readonly variables: ReadonlyMap<string, Value>,
    readonly opaqueBase: string | undefined,
  ) {}

  /** An environment to which an image that cannot be inspected has contributed. */
  static above(image: string): Environment {
    return new Environment(new Map(), image);
  }

  get(name: string): Value | undefined {
    const value = this.variables.get(name);
    if (value !== undefined || this.opaqueBase === undefined) return value;
    const reason = `$${name} may be set by the image ${this.opaqueBase}`;
    return { kind: 'unknown', because: 'external-image', reason };
  }

  with(name: string, value: Value): Environment {
    return new Environment(new Map(this.variables).set(name, value), this.opaqueBase);
  }

  withAll(variables: Iterable<readonly [string, Value]>): Environment {
    return new Environment(new Map([...this.variables, ...variables]), this.opaqueBase);
  }
}
