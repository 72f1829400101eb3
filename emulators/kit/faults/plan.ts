/**
 * A fault plan: a file of faults for one emulator or several. Read with every mistake named, with its line and what to
 * do; written out again so that what was drawn by chance can be laid once more exactly as it was.
 */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { spanOf } from '../span.ts';
import { drawFaults, drawShape } from './draw.ts';
import { type Fault, faultShape, KINDS, keysOf } from './fault.ts';
import type { LaidFaults } from './faults.ts';
import type { FaultKit } from './kit.ts';

export type MistakeName =
  | 'not-yaml'
  | 'unknown-key'
  | 'unknown-fault'
  | 'wrong-value'
  | 'bad-pattern'
  | 'unknown-operation'
  | 'two-ways-to-say-whom'
  | 'ends-before-it-begins'
  | 'not-at-this-emulator'
  | 'invented-limit';

export interface Mistake {
  readonly name: MistakeName;
  /** Counted from 1. */
  readonly line: number;
  /** Where in the plan: `faults[2].do`. */
  readonly where: string;
  /** What is wrong and what to do. */
  readonly says: string;
}

export type ReadPlan =
  | { readonly ok: true; readonly plan: LaidFaults }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

export const planShape = z
  .strictObject({
    seed: z.int().optional().describe('Of all chance in this plan; left out: 1.'),
    faults: z.array(faultShape).optional().describe('By script.'),
    random: drawShape.optional().describe('By seed: drawn, and printed when the plan is laid.'),
  })
  .meta({ title: 'Fault plan', description: 'Faults for an emulator: docs/extend/fault-kit.md.' });

/** `schemas/fault-plan.schema.json`, for editors. */
export const faultPlanJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(planShape, { target: 'draft-7', io: 'input' }), null, 2)}\n`;

/**
 * For these emulators: what is for others is left out. With one mistake nothing is laid. `otherSeed` goes before the
 * plan's own.
 */
export function readFaultPlan(text: string, kits: readonly FaultKit[], otherSeed?: number): ReadPlan {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const line = broken.linePos?.[0].line ?? 1;
    const [says = ''] = broken.message.split('\n');
    return { ok: false, mistakes: [{ name: 'not-yaml', line, where: '', says: `This is no YAML: ${says}` }] };
  }
  const lineOf = (path: readonly PropertyKey[]) => {
    const [from = 0] = nodeAt(document.contents, path)?.range ?? [];
    return lines.linePos(from).line || 1;
  };
  const written: unknown = document.toJS() ?? {};
  const read = planShape.safeParse(written);
  const mistakes = [
    ...(read.success ? [] : read.error.issues.flatMap((issue) => mistakesOf(issue, written))),
    // A fault that is well shaped is looked at whatever is wrong with the others: one reading finds all there is.
    ...eachFault(written).flatMap(([fault, index]) => senseOf(fault, ['faults', index], kits)),
  ];
  if (!read.success || mistakes.length > 0) {
    const placed = mistakes.map(({ path, ...mistake }) => ({ ...mistake, line: lineOf(path), where: placeOf(path) }));
    return { ok: false, mistakes: placed.sort((a, b) => a.line - b.line) };
  }
  const { faults = [], random } = read.data;
  const seed = otherSeed ?? read.data.seed ?? 1;
  const drawn = random === undefined ? [] : kits.flatMap((kit) => drawFaults(kit, seed, random));
  return { ok: true, plan: { seed, faults: [...faults, ...drawn] } };
}

/** The plan as a file that lays exactly these faults. */
export const writeFaultPlan = ({ seed, faults }: LaidFaults): string => stringify({ seed, faults });

/** One line for each, as a person at a terminal wants them. */
export const sayMistakes = (file: string, mistakes: readonly Mistake[]): string =>
  mistakes
    .map(({ name, line, where, says }) => `${file}:${line}: ${where === '' ? '' : `${where}: `}${says} (${name})`)
    .join('\n');

function eachFault(plan: unknown): readonly (readonly [Fault, number])[] {
  const faults = valueAt(plan, ['faults']);
  if (!Array.isArray(faults)) return [];
  return faults.flatMap((one: unknown, index) => {
    const read = faultShape.safeParse(one);
    return read.success ? [[read.data, index] as const] : [];
  });
}

interface Found {
  readonly name: MistakeName;
  readonly path: readonly PropertyKey[];
  readonly says: string;
}

function mistakesOf(issue: z.core.$ZodIssue, plan: unknown): readonly Found[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const fault = valueAt(plan, path);
      const kind = typeof fault === 'object' && fault !== null && 'do' in fault ? String(fault.do) : undefined;
      const known = kind === undefined ? keysUnder(path) : keysOf(kind);
      const whose = kind === undefined ? 'here' : `of ${kind}`;
      return issue.keys.map((key) => ({
        name: 'unknown-key',
        path: [...path, key],
        says: `"${key}" is no key ${whose}. Known: ${known.join(', ')}.`,
      }));
    }
    case 'invalid_union': {
      if (path.at(-1) !== 'do')
        return [
          {
            name: 'wrong-value',
            path,
            says: `This is neither a span of time (10m) nor an instant (2026-03-02T08:00:00Z).`,
          },
        ];
      const kind = valueAt(plan, path);
      const what = kind === undefined ? '`do` is missing' : `${JSON.stringify(kind)} is no fault`;
      return [{ name: 'unknown-fault', path, says: `${what}. Known: ${KINDS.join(', ')}.` }];
    }
    default: {
      const given = valueAt(plan, path);
      const what = given === undefined ? 'It is missing.' : `Not ${JSON.stringify(given)}.`;
      return [
        { name: 'wrong-value', path, says: `${issue.message.replace(/^Invalid (input|string): ?/, '')}. ${what}` },
      ];
    }
  }
}

/** What the shape cannot say. */
function senseOf(fault: Fault, path: readonly PropertyKey[], kits: readonly FaultKit[]): readonly Found[] {
  const found: Found[] = [];
  const say = (name: MistakeName, key: string, says: string) => found.push({ name, path: [...path, key], says });
  const { at, from, until } = fault;
  const whom = 'on' in fault || 'operation' in fault ? fault : undefined;
  const names = kits.map(({ name }) => name);
  // A plan for several emulators may be laid at one: what is for the others is their business.
  const meant = at === undefined ? kits : kits.filter(({ name }) => name === at);
  const able = meant.filter(({ kinds }) => kinds.has(fault.do));
  if (meant.length > 0 && able.length === 0) {
    say('not-at-this-emulator', 'do', `${at ?? names.join(', ')} has no ${fault.do}.`);
  }
  if (
    whom !== undefined &&
    'on' in whom &&
    whom.on !== undefined &&
    'operation' in whom &&
    whom.operation !== undefined
  ) {
    say('two-ways-to-say-whom', 'operation', 'Say `on` or `operation`, not both.');
  }
  if (whom?.on !== undefined && !isPattern(whom.on)) {
    say(
      'bad-pattern',
      'on',
      `"${whom.on}" is no regular expression; a dot or a question mark of an address is written \\. and \\?.`,
    );
  }
  if (whom?.operation !== undefined && able.length > 0) {
    const { operation } = whom;
    const known = able.flatMap(({ operations }) => Object.keys(operations));
    if (!known.includes(operation))
      say('unknown-operation', 'operation', `"${operation}" is no operation. Known: ${known.join(', ')}.`);
  }
  if (from !== undefined && until !== undefined && isBackwards(from, until)) {
    say(
      'ends-before-it-begins',
      'until',
      `It ends (${until}) before it begins (${from}); both count from the moment the plan is laid.`,
    );
  }
  if (fault.do === 'refuse' && fault.status === 429) {
    say(
      'invented-limit',
      'status',
      'A 429 comes from a limit: say `do: limit` and how many, and it has the headers the vendor sends.',
    );
  }
  if (fault.do === 'lose-right' && able.length > 0 && !able.some(({ rights }) => rights.includes(fault.right))) {
    say(
      'not-at-this-emulator',
      'right',
      `Nobody loses "${fault.right}" there. Known: ${able.flatMap(({ rights }) => rights).join(', ')}.`,
    );
  }
  if (fault.do === 'limit' && able.length > 0) {
    const said = (['perMinute', 'perSecond', 'perIssue', 'atOnce'] as const).filter((by) => fault[by] !== undefined);
    const counted = able.flatMap(({ limits }) => limits);
    const odd = said.find((by) => !counted.includes(by));
    if (said.length === 0) say('wrong-value', 'do', `How many? Say one of: ${counted.join(', ')}.`);
    else if (odd !== undefined)
      say('not-at-this-emulator', odd, `Nothing is counted ${odd} there. Known: ${counted.join(', ')}.`);
  }
  return found;
}

const keysUnder = (path: readonly PropertyKey[]): readonly string[] =>
  path.length === 0 ? Object.keys(planShape.shape) : Object.keys(drawShape.shape);

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

function isBackwards(from: string, until: string): boolean {
  const [begins, ends] = [spanOf(from), spanOf(until)];
  if (begins !== undefined && ends !== undefined) return ends <= begins;
  return begins === undefined && ends === undefined && Date.parse(until) <= Date.parse(from);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, key) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined),
    value,
  );
}

/** The node a path leads to, or the last one there is on the way. */
function nodeAt(root: unknown, path: readonly PropertyKey[]): Node | undefined {
  let at: Node | undefined = isMap(root) || isSeq(root) || isScalar(root) ? root : undefined;
  for (const key of path) {
    let next: unknown;
    if (isMap(at)) {
      const pair = at.items.find((one) => isScalar(one.key) && one.key.value === key);
      // A key without a value, or an unknown one, stands where it is written.
      next = isScalar(pair?.key) && (isScalar(pair.value) || pair.value === null) ? pair.key : pair?.value;
    } else if (isSeq(at) && typeof key === 'number') next = at.items[key];
    if (!isMap(next) && !isSeq(next) && !isScalar(next)) break;
    at = next;
  }
  return at;
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
