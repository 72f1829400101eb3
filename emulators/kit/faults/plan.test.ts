/** A plan: every mistake has its name and its line, what is right is read, drawn and written so that it replays. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FAULT_KITS } from '../../faultKits.ts';
import { oktaFaultKit } from '../../okta/faultKit.ts';
import { slackFaultKit } from '../../slack/faultKit.ts';
import { drawFaults } from './draw.ts';
import { KINDS } from './fault.ts';
import { faultPlanJsonSchema, readFaultPlan, sayMistakes, writeFaultPlan } from './plan.ts';

const SCHEMA = new URL('../../../schemas/fault-plan.schema.json', import.meta.url);
const ajv = new Ajv({ strict: false, formats: { 'date-time': true } });

const mistakesIn = (text: string, kits = FAULT_KITS) => {
  const read = readFaultPlan(text, kits);
  return read.ok ? [] : read.mistakes.map(({ name, line, where }) => [name, line, where]);
};
const laid = (text: string, kits = FAULT_KITS) => {
  const read = readFaultPlan(text, kits);
  if (!read.ok) throw new Error(sayMistakes('plan.yaml', read.mistakes));
  return read.plan;
};

describe('a mistake in a plan is named, with its line:', () => {
  it.each([
    ['what is no YAML', 'faults: [', 'not-yaml', 1, ''],
    ['a key nobody knows', 'seed: 1\nfautls: []', 'unknown-key', 2, 'fautls'],
    ['a key the fault does not have', 'faults:\n  - do: drop\n    body: x', 'unknown-key', 3, 'faults[0].body'],
    ['a fault nobody knows', 'faults:\n  - do: drop\n  - do: time-out', 'unknown-fault', 3, 'faults[1].do'],
    ['a fault that says nothing', 'faults:\n  - on: GET', 'unknown-fault', 2, 'faults[0].do'],
    ['a span without a unit', 'faults:\n  - do: delay\n    by: 300', 'wrong-value', 3, 'faults[0].by'],
    ['an instant that is none', 'faults:\n  - do: drop\n    from: later', 'wrong-value', 3, 'faults[0].from'],
    ['a chance over one', 'faults:\n  - do: drop\n    chance: 20', 'wrong-value', 3, 'faults[0].chance'],
    ['an emulator nobody knows', 'faults:\n  - do: drop\n    at: entra', 'wrong-value', 3, 'faults[0].at'],
    ['a broken pattern', 'faults:\n  - do: drop\n    on: "GET ("', 'bad-pattern', 3, 'faults[0].on'],
    [
      'an operation nobody knows',
      'faults:\n  - do: drop\n    operation: hire',
      'unknown-operation',
      3,
      'faults[0].operation',
    ],
    [
      'two ways to say whom',
      'faults:\n  - { do: drop, on: GET, operation: comment }',
      'two-ways-to-say-whom',
      2,
      'faults[0].operation',
    ],
    [
      'an end before the beginning',
      'faults:\n  - do: down\n    from: 2h\n    until: 90m',
      'ends-before-it-begins',
      4,
      'faults[0].until',
    ],
    ['a 429 out of the air', 'faults:\n  - do: refuse\n    status: 429', 'invented-limit', 3, 'faults[0].status'],
    ['a limit without a number', 'faults:\n  - do: limit', 'wrong-value', 2, 'faults[0].do'],
    [
      'a limit nobody counts there',
      'faults:\n  - { do: limit, at: okta, perIssue: 2 }',
      'not-at-this-emulator',
      2,
      'faults[0].perIssue',
    ],
    [
      'a right nobody has there',
      'faults:\n  - { do: lose-right, at: okta, right: agent }',
      'not-at-this-emulator',
      2,
      'faults[0].right',
    ],
    ['a fault it cannot do', 'faults:\n  - { do: stale-search, at: mail }', 'not-at-this-emulator', 2, 'faults[0].do'],
    [
      'an intensity of nothing known',
      'random:\n  perHour: { time-out: 3 }',
      'unknown-key',
      2,
      'random.perHour.time-out',
    ],
  ])('%s', (_, text, name, line, where) => {
    expect(mistakesIn(text)).toEqual([[name, line, where]]);
  });

  it('all of them at once, in the order of the file, each saying what to do', () => {
    const text = 'faults:\n  - do: drp\n  - do: delay\n    by: soon\n  - { do: drop, on: "(" }\n';
    const read = readFaultPlan(text, FAULT_KITS);
    expect(read.ok ? '' : sayMistakes('plan.yaml', read.mistakes).split('\n')).toEqual([
      expect.stringMatching(
        /^plan\.yaml:2: faults\[0\]\.do: "drp" is no fault\. Known: delay, never-answer, .* \(unknown-fault\)$/,
      ),
      expect.stringMatching(/^plan\.yaml:4: faults\[1\]\.by: a span of time: 300ms, .* \(wrong-value\)$/),
      expect.stringMatching(/^plan\.yaml:5: faults\[2\]\.on: "\(" is no regular expression; .* \(bad-pattern\)$/),
    ]);
  });

  it('and what one emulator cannot do is a mistake only where nobody else was meant', () => {
    const stale = 'faults: [{ do: stale-search }]';
    expect(mistakesIn(stale)).toEqual([]);
    expect(mistakesIn(stale, [slackFaultKit])).toEqual([['not-at-this-emulator', 1, 'faults[0].do']]);
    expect(mistakesIn('faults: [{ do: stale-search, at: okta }]', [slackFaultKit])).toEqual([]);
  });
});

describe('the JSON Schema of a plan', () => {
  const accepts = ajv.compile(JSON.parse(faultPlanJsonSchema()));

  it('is the one under schemas/ (else run scripts/write-schemas.ts)', () => {
    expect(readFileSync(SCHEMA, 'utf8')).toBe(faultPlanJsonSchema());
  });

  it('takes what we take and refuses an unknown key', () => {
    expect(
      accepts(parse('seed: 3\nfaults: [{ do: delay, by: 2s, operation: comment }]\nrandom: { perHour: { drop: 2 } }')),
    ).toBe(true);
    expect(accepts(parse('faults: [{ do: drop, body: x }]'))).toBe(false);
  });
});

describe('faults drawn by chance', () => {
  const mix = { for: '4h' };

  it('are the same for the same seed, and others for another', () => {
    for (const kit of FAULT_KITS) {
      expect(drawFaults(kit, 7, mix)).toEqual(drawFaults(kit, 7, mix));
      expect(drawFaults(kit, 7, mix)).not.toEqual(drawFaults(kit, 8, mix));
    }
  });

  it('cover every kind the emulator has, fall within the time, and are no mistakes', () => {
    for (const kit of FAULT_KITS) {
      const faults = drawFaults(kit, 11, { for: '4h' });
      expect(new Set(faults.map((fault) => fault.do))).toEqual(new Set(KINDS.filter((kind) => kit.kinds.has(kind))));
      expect(faults.every(({ from = '' }) => Number.parseInt(from, 10) < 14_400_000)).toBe(true);
      expect(mistakesIn(writeFaultPlan({ seed: 11, faults }))).toEqual([]);
    }
  });

  it('follow the intensities, and more of one kind does not move another', () => {
    const drops = (perHour: Readonly<Record<string, number>>) =>
      drawFaults(oktaFaultKit, 5, { for: '2h', perHour })
        .filter((fault) => fault.do === 'drop')
        .map(({ from }) => from);
    expect(drops({ drop: 10 })).toHaveLength(20);
    expect(drops({ drop: 10, delay: 40 })).toEqual(drops({ drop: 10 }));
  });

  it('written out and read again are exactly what was drawn', () => {
    const drawn = laid('seed: 42\nrandom: { for: 1h }');
    expect(drawn.faults.length).toBeGreaterThan(20);
    expect(laid(writeFaultPlan(drawn))).toEqual(drawn);
    expect(laid('seed: 1\nrandom: { for: 1h }').faults).not.toEqual(drawn.faults);
  });
});

describe('the page about the fault kit', () => {
  const page = readFileSync(new URL('../../../docs/extend/fault-kit.md', import.meta.url), 'utf8');
  const plans = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

  it('has a plan for every fault, and each can be laid', () => {
    const kinds = plans.flatMap((text) => laid(text).faults.map((fault) => fault.do));
    expect(KINDS.filter((kind) => !kinds.includes(kind))).toEqual([]);
  });

  it('names every right and every limit of every emulator', () => {
    const faults = plans.flatMap((text) => laid(text).faults);
    for (const { name, rights, limits } of FAULT_KITS) {
      const own = faults.filter(({ at }) => at === name);
      expect(rights.filter((right) => !own.some((one) => one.do === 'lose-right' && one.right === right))).toEqual([]);
      expect(limits.filter((by) => !own.some((one) => one.do === 'limit' && one[by] !== undefined))).toEqual([]);
    }
  });
});
