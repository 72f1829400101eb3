/** What people wrote, as it is read: whole, in parts, and nothing in it that nobody sees. */
import { describe, expect, it } from 'vitest';
import { pieces, plain } from './text.ts';

describe('a text', () => {
  it.each([
    ['a soft hyphen', '\u00ad'],
    ['a mark that turns the direction', '\u061c'],
    ['an override of it', '\u202e'],
    ['a joiner nobody sees', '\u2060'],
    ['a tag character', '\u{e0041}'],
    ['a filler', '\u3164'],
    ['a control character', '\u0000'],
  ])('has no %s', (_, hidden) => expect(plain(`admin${hidden}-read`, 100)).toBe('admin-read'));

  it('keeps its lines', () => expect(plain('one\ntwo', 100)).toBe('one\ntwo'));

  it('in parts is all there, broken between words, and no character in two', () => {
    const words = Array.from({ length: 100 }, (_, nth) => `word-${nth}`);
    const parts = pieces(words.join(' '), 50).map(({ text }) => text);
    expect(parts.every((part) => part.length <= 50)).toBe(true);
    expect(parts.join(' ')).toBe(words.join(' '));
    expect(
      pieces('😀'.repeat(30), 25)
        .map(({ text }) => text)
        .join(''),
    ).toBe('😀'.repeat(30));
  });
});
