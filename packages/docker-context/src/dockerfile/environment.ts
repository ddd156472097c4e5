/** A variable's value, or why it cannot be known. */
export type Value = { readonly kind: 'text'; readonly text: string } | Unknown;

/** `engine`: a limit of this engine, rather than an image that is not seen, stands in the way. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly because: 'external-image' | 'engine';
  readonly reason: string;
}

/** Where a word's variables get their values. */
export interface Environment {
  get(name: string): Value | undefined;
}

export const NO_VARIABLES: Environment = { get: () => undefined };

/** Beyond this many layers a lookup would be slow, and the layers are merged. */
const MAX_LAYERS = 64;

/** Variables in layers: a stage sets its own without copying those it starts from. */
export class Variables implements Environment {
  readonly #own = new Map<string, Value>();
  readonly #layers: number;
  readonly #parent: Variables | undefined;

  /** @param parent the variables to start from, which must not be set any more. */
  constructor(parent?: Variables) {
    if (parent === undefined) {
      this.#layers = 1;
    } else if (parent.#layers < MAX_LAYERS) {
      this.#parent = parent;
      this.#layers = parent.#layers + 1;
    } else {
      this.#layers = 1;
      parent.#copyTo(this.#own);
    }
  }

  get(name: string): Value | undefined {
    for (let layer: Variables | undefined = this; layer !== undefined; layer = layer.#parent) {
      const value = layer.#own.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  set(name: string, value: Value): void {
    this.#own.set(name, value);
  }

  #copyTo(target: Map<string, Value>): void {
    if (this.#parent !== undefined) this.#parent.#copyTo(target);
    for (const [name, value] of this.#own) target.set(name, value);
  }
}

/** The variables of a stage. ENV and ARG share one namespace, but only ENV outlives an ARG of its name. */
export class StageVariables implements Environment {
  /** Names whose ENV an ARG of this stage hides. */
  readonly #hidden = new Set<string>();

  /** @param opaqueBase an image whose own ENV is not visible: what nothing else sets is then unknown. */
  private constructor(
    readonly opaqueBase: string | undefined,
    readonly visible: Variables,
    readonly image: Variables,
  ) {}

  /** A stage on an empty base, or on one whose ENV is known to be empty. */
  static onEmptyBase(): StageVariables {
    const variables = new StageVariables(undefined, new Variables(), new Variables());
    variables.setEnv('PATH', {
      kind: 'text',
      text: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    });
    return variables;
  }

  static onImage(reference: string): StageVariables {
    return new StageVariables(reference, new Variables(), new Variables());
  }

  static onStage(parent: StageVariables): StageVariables {
    const visible = new Variables(parent.visible);
    const image = new Variables(parent.image);
    for (const name of parent.#hidden) {
      const value = image.get(name);
      if (value !== undefined) visible.set(name, value);
    }
    return new StageVariables(parent.opaqueBase, visible, image);
  }

  get(name: string): Value | undefined {
    const value = this.visible.get(name);
    if (value !== undefined || this.opaqueBase === undefined) return value;
    const reason = `$${name} may be set by the image ${this.opaqueBase}`;
    return { kind: 'unknown', because: 'external-image', reason };
  }

  setArg(name: string, value: Value): void {
    this.visible.set(name, value);
    if (this.image.get(name) !== undefined) this.#hidden.add(name);
  }

  setEnv(name: string, value: Value): void {
    this.visible.set(name, value);
    this.image.set(name, value);
    this.#hidden.delete(name);
  }
}
