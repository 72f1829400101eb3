/** Versions of Node and the ranges of them that packages write under `engines`. */

export type NodeVersion = readonly [major: number, minor: number, patch: number];

/** Whether a range takes it. A form that is not known here is an error and no answer. */
export const takes = (range: string, version: NodeVersion): boolean =>
  range.split('||').some((all) =>
    all
      .replaceAll(/([<>=^~])\s+/g, '$1')
      .trim()
      .split(/\s+/)
      .every((one) => isIn(one, version)),
  );

/** The least that a range of the form `>=20.19` takes. */
export function leastOf(range: string): NodeVersion {
  const [, digits] = /^>=\s*([\d.]+)$/.exec(range) ?? [];
  if (digits === undefined) throw new Error(`${range} does not begin anywhere`);
  const [major = 0, minor = 0, patch = 0] = digits.split('.').map(Number);
  return [major, minor, patch];
}

function isIn(comparator: string, version: NodeVersion): boolean {
  const [, operator = '', major, minor, patch] =
    /^(>=|<=|>|<|=|\^|~)?v?(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?$/.exec(comparator) ?? [];
  const said = [major, minor, patch].flatMap((one) => (one === undefined || /[x*]/.test(one) ? [] : [Number(one)]));
  if (said[0] === undefined) throw new Error(`${comparator} is of a form that nobody has taught this test`);
  const bound: NodeVersion = [said[0], said[1] ?? 0, said[2] ?? 0];
  const isAtLeast = compare(version, bound) >= 0;
  const isSame = (parts: number) => version.slice(0, parts).every((one, at) => one === bound[at]);
  switch (operator) {
    case '>=':
      return isAtLeast;
    case '<':
      return !isAtLeast;
    case '>':
      return isAtLeast && !isSame(said.length);
    case '<=':
      return !isAtLeast || isSame(said.length);
    case '^':
      return isAtLeast && isSame(1);
    case '~':
      return isAtLeast && isSame(Math.min(said.length, 2));
    default:
      return isSame(said.length);
  }
}

function compare(one: NodeVersion, other: NodeVersion): number {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}
