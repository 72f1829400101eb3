import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, sha256 } from './canonical.ts';

describe('one spelling for one value', () => {
  it.each<[unknown, string]>([
    [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ b: { d: null, c: true } }, '{"b":{"c":true,"d":null}}'],
    [{ a: undefined, b: 'x' }, '{"b":"x"}'],
    [{ B: 1, a: 1, Ä: 1 }, '{"B":1,"a":1,"Ä":1}'],
    [[3, 1, [2]], '[3,1,[2]]'],
    ['"\n\u2028é🚀', '"\\"\\n\u2028é🚀"'],
    [-0, '0'],
    [1e21, '1e+21'],
    [null, 'null'],
    [{}, '{}'],
  ])('%j is %s', (value, text) => expect(canonical(value)).toBe(text));

  it.each([undefined, Number.NaN, Number.POSITIVE_INFINITY, () => 1, 1n, Symbol('x')])('%s has none', (value) =>
    expect(() => canonical(value)).toThrow(),
  );

  it('says an undefined member of a list, rather than leaving it out', () =>
    expect(() => canonical([undefined])).toThrow());

  it('does not depend on the order members were set in, and is read back as the same value', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonical(reversed)).toBe(canonical(value));
        const read: unknown = JSON.parse(canonical(value));
        expect(canonical(read)).toBe(canonical(value));
      }),
    ));
});

it('sha256 is of the UTF-8 bytes, in lower-case hex', () => {
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(sha256('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
});
