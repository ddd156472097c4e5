/** A number as a JSON text has it, and the double that readers in JavaScript take it for. */
type WrittenNumber = {
  literal: string;
  /** The same for `1.50` and `15e-1`: what compares as text compares as number. */
  decimal: string;
  double: number;
  isExact: boolean;
};

/**
 * A number of the texts that may not be taken for the double it is read as, since the answer could then be that of other
 * schemas; undefined where every number may.
 *
 * Rounding to doubles keeps the order of numbers. So what it changes is seen by nobody, unless two different numbers
 * become one, an integer is made of none, the double is no number at all, the schemas speak of multiples, or a document
 * could hold all integers between a number and its neighbour, of which there are then more or fewer.
 */
export function misreadNumber(texts: readonly string[]): string | undefined {
  const decimals = new Map<number, string>();
  const inexact = new Map<number, string>();
  for (const { literal, decimal, double, isExact } of numbersIn(texts)) {
    if (!isExact) {
      if (!Number.isFinite(double) || Number.isInteger(double) !== isInteger(decimal)) return literal;
      inexact.set(double, literal);
    }
    if ((decimals.get(double) ?? decimal) !== decimal) return inexact.get(double);
    decimals.set(double, decimal);
  }
  if (texts.some((text) => MULTIPLES.test(text))) return inexact.values().next().value;
  return withNearNeighbour(inexact, [...decimals.keys()]);
}

/** Between integers beyond 2^53 that are farther apart than this part of them lie more than any document holds. */
const NEAR = 2 ** -20;

function withNearNeighbour(inexact: ReadonlyMap<number, string>, doubles: number[]): string | undefined {
  const ascending = doubles.sort((one, other) => one - other);
  for (const [index, double] of ascending.entries()) {
    const next = ascending[index + 1];
    if (next === undefined || next - double > NEAR * Math.abs(next)) continue;
    const literal = [double, next].filter(Number.isInteger).flatMap((one) => inexact.get(one) ?? [])[0];
    if (literal !== undefined) return literal;
  }
  return undefined;
}

/** The numbers of the texts that no double has, in a form in which equal numbers are equal; sorted. */
export function inexactNumbers(texts: readonly string[]): readonly string[] {
  return [...numbersIn(texts)].flatMap(({ decimal, isExact }) => (isExact ? [] : [decimal])).sort();
}

/** An escaped name can be any, so it is taken for one of these. */
const MULTIPLES = /"(?:multipleOf|divisibleBy|[^"\\]*\\u[^"]*)"\s*:/;

/** Strings are passed over whole: what they hold is no number. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

function* numbersIn(texts: readonly string[]): Generator<WrittenNumber> {
  for (const text of texts) {
    for (const [literal] of text.matchAll(STRING_OR_NUMBER)) {
      if (literal.startsWith('"')) continue;
      const double = Number(literal);
      const decimal = decimalOf(literal);
      yield { literal, decimal, double, isExact: decimalOf(String(double)) === decimal };
    }
  }
}

const NUMBER = /^(-?)0*(\d*?)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Sign, digits without zeros at either end, and the power of ten: `-25e-1`. */
function decimalOf(literal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(literal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return NUMBER.test(literal) ? '0' : literal;
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

const isInteger = (decimal: string): boolean => !/e-/.test(decimal);
