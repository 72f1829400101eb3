/**
 * Faults drawn by chance: how many of each kind an hour, from a seed. What comes out is a script like any other, with
 * its instants and numbers written out, so that what was drawn can be looked at, cut down, and laid again.
 */
import { z } from 'zod';
import { type Dice, diceFor } from '../dice.ts';
import { millisecondsOf, SPAN } from '../span.ts';
import { type EmulatorName, type Fault, type FaultKind, KINDS } from './fault.ts';
import type { FaultKit } from './kit.ts';

export const drawShape = z.strictObject({
  for: z.string().regex(SPAN, 'a span of time: 10m, 2h or 1d').optional().describe('How long; left out: 1h.'),
  perHour: z
    .partialRecord(z.enum(KINDS), z.number().min(0))
    .optional()
    .describe('How many of each kind in an hour, on average. Left out: a usual mix.'),
});
export type Draw = z.infer<typeof drawShape>;

/** An hour that is worse than most, and not so bad that nothing gets through. */
export const USUAL_MIX: Readonly<Record<FaultKind, number>> = {
  delay: 12,
  refuse: 6,
  drop: 4,
  'lose-response': 4,
  'never-answer': 1,
  'empty-list': 1,
  'cut-list': 1,
  limit: 2,
  'stale-search': 2,
  'lose-right': 1,
  down: 0.25,
  'late-webhook': 4,
  'double-webhook': 4,
  'reorder-webhook': 2,
  'lose-webhook': 2,
  'lose-webhook-answer': 1,
};

/** The faults of one emulator. The same seed, kit and intensities give the same ones; a kind it does not have gives none. */
export function drawFaults(kit: FaultKit, seed: number, draw: Draw = {}): readonly Fault[] {
  const span = millisecondsOf(draw.for ?? '1h');
  const perHour: Partial<Record<FaultKind, number>> = draw.perHour ?? USUAL_MIX;
  const drawn = KINDS.filter((kind) => kit.kinds.has(kind)).flatMap((kind) => {
    // Each kind rolls its own dice: more of one does not move the others.
    const dice = diceFor(seed, `${kit.name} ${kind}`);
    const expected = ((perHour[kind] ?? 0) * span) / 3_600_000;
    const count = Math.floor(expected) + (dice.roll() < expected % 1 ? 1 : 0);
    return Array.from({ length: count }, () => one(kit, kind, dice, span));
  });
  return drawn
    .sort((a, b) => a.from - b.from)
    .map(({ fault }, index) => ({ ...fault, name: `${kit.name}-${index + 1}-${fault.do}` }));
}

function one(
  kit: FaultKit,
  kind: FaultKind,
  dice: Dice,
  span: number,
): { readonly from: number; readonly fault: Fault } {
  const from = dice.between(0, Math.max(0, span - 1));
  const lasting = (low: number, high: number) => `${from + dice.between(low, high) * 1_000}ms`;
  return { from, fault: shaped(kit, kind, dice, { at: kit.name, from: `${from}ms` }, lasting) };
}

function shaped(
  kit: FaultKit,
  kind: FaultKind,
  dice: Dice,
  when: { readonly at: EmulatorName; readonly from: string },
  lasting: (lowSeconds: number, highSeconds: number) => string,
): Fault {
  const single = () => ({ ...when, ...whomOf(kit, dice), times: dice.between(1, 3) });
  switch (kind) {
    case 'delay':
      return { ...single(), do: kind, by: `${dice.between(50, 2_000)}ms` };
    case 'never-answer':
      return { ...single(), times: 1, do: kind, work: dice.roll() < 0.5 };
    case 'refuse':
      return { ...single(), do: kind, status: dice.pick(kit.outages) };
    case 'drop':
    case 'lose-response':
    case 'empty-list':
    case 'cut-list':
      return { ...single(), do: kind };
    case 'limit': {
      const [by, ...others] = kit.limits;
      if (by === undefined) throw new Error(`${kit.name} has ${kind} and names nothing for it`);
      const many = { perMinute: [2, 20], perSecond: [1, 3], perIssue: [1, 3], atOnce: [1, 3] } as const;
      const counted = dice.pick([by, ...others]);
      return {
        ...when,
        until: lasting(30, 600),
        do: kind,
        [counted]: dice.between(many[counted][0], many[counted][1]),
      };
    }
    case 'stale-search':
      return {
        ...when,
        until: lasting(30, 1_800),
        do: kind,
        ...(dice.roll() < 0.5 ? {} : { by: `${dice.between(10, 600)}s` }),
      };
    case 'lose-right': {
      const [right, ...others] = kit.rights;
      if (right === undefined) throw new Error(`${kit.name} has ${kind} and names nothing for it`);
      return { ...when, until: lasting(30, 900), do: kind, right: dice.pick([right, ...others]) };
    }
    case 'down':
      return { ...when, until: lasting(60, 3_600), do: kind };
    case 'late-webhook':
      return { ...when, times: dice.between(1, 3), do: kind, by: `${dice.between(1, 1_800)}s` };
    case 'reorder-webhook': {
      const among = dice.between(2, 4);
      return { ...when, times: among, do: kind, among };
    }
    case 'double-webhook':
    case 'lose-webhook':
    case 'lose-webhook-answer':
      return { ...when, times: dice.between(1, 3), do: kind };
    default:
      return unreachable(kind);
  }
}

/** Half the time one operation, half the time whatever comes next. */
function whomOf(kit: FaultKit, dice: Dice): { readonly operation?: string } {
  const [operation, ...others] = Object.keys(kit.operations);
  return operation === undefined || dice.roll() < 0.5 ? {} : { operation: dice.pick([operation, ...others]) };
}

function unreachable(kind: never): never {
  throw new Error(`there is no fault ${String(kind)}`);
}
