import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chain, digestOf, EMPTY } from '../../src/adapters/postgres/chain.ts';
import { eventOf } from '../../src/core/evidence/events/stored.ts';
import { type Lift, UnknownEvent, upcast } from '../../src/core/evidence/events/upcast.ts';
import { sha256 } from '../../src/core/shared/canonical.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { instantOf } from '../../src/core/shared/instant.ts';
import { EXAMPLES } from '../golden/events.ts';
import { readGolden } from '../golden/readGolden.ts';

const golden = readGolden();
const examples = new Map<string, (typeof EXAMPLES)[keyof typeof EXAMPLES]>(Object.entries(EXAMPLES));

describe('events of version 1', () => {
  it('have a golden line for every type in the union', () => {
    const folder = new URL('../../src/core/evidence/events/', import.meta.url);
    const union = readdirSync(folder)
      .map((file) => readFileSync(new URL(file, folder), 'utf8'))
      .join('\n');
    const types = [...union.matchAll(/readonly type: '(\w+)'/g)].map((match) => match[1]);
    expect(types.length).toBeGreaterThan(40);
    expect(golden.map((line) => line.type).sort()).toEqual(types.sort());
  });

  it.each(golden.map((line) => [line.type, line] as const))('%s is read as it was written', (_, line) => {
    const { personal = null } = line.event;
    const read = eventOf({ text: line.text, hash: line.hash, position: 1, personal });
    expect(read.event).toEqual(line.event);
    expect(sha256(line.text)).toBe(line.hash);
    if (line.salt !== null) expect(JSON.parse(line.text).personal.digest).toBe(digestOf(line.salt, personal));
  });

  it.each(golden.map((line) => [line.type, line] as const))('%s is still written in the same bytes', (_, line) => {
    const event = examples.get(line.type);
    if (event === undefined) throw new Error('no example');
    const at = instantOf(new Date('2026-03-02T08:00:00.000Z'));
    const [link] = chain(EMPTY, caseId('jira', '10012'), [event], at, () => line.salt ?? '');
    expect(link?.text).toBe(line.text);
  });

  it('keep personal text out of the hashed bytes', () => {
    for (const { text } of golden) expect(text).not.toMatch(/Zoë|zoe|Ångström|it@acme|by hand|mistake/);
  });

  it('are read without personal text once that is erased', () => {
    const line = golden.find(({ type }) => type === 'ProfileChanged');
    if (line === undefined) throw new Error('no line');
    const read = eventOf({ text: line.text, hash: line.hash, position: 1, personal: null });
    expect(read.event).toEqual({ type: 'ProfileChanged', person: '0195-person' });
  });
});

describe('upcasting', () => {
  const lifts = new Map<number, Lift>([
    [1, (_, body) => ({ ...body, two: true })],
    [2, (_, body) => ({ ...body, three: true })],
  ]);

  it('lifts an old event step by step', () => {
    expect(upcast('X', 1, { one: true }, lifts, 3)).toEqual({ one: true, two: true, three: true });
    expect(upcast('X', 3, { one: true }, lifts, 3)).toEqual({ one: true });
  });

  it('refuses a version this process does not know', () => {
    expect(() => upcast('X', 4, {}, lifts, 3)).toThrow(UnknownEvent);
  });
});
