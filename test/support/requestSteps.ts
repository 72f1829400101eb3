/** What may happen to a request in a random history (src/core/request/histories.test.ts), one step after the other. */
import fc from 'fast-check';
import type { ApproverFacts } from '../../src/core/request/index.ts';
import { texts, type Values } from './forms.ts';
import { candidate, DAY, FACTS, HOUR } from './requests.ts';

const ACCESS = ['Vault: admin', 'Figma: editor', 'Production', 'Wiki', 'Bank: payer', 'Bank: checker', 'Dropbox'];
const DURATIONS = ['1h', '6h', '24h', '7d', '0h', 'forever', null];
const VOICES = ['tomasz', 'greta', 'omar', 'dina', 'sam', 'sue', 'sven', 'mara@old.example', 'mara.lindt', 'ben'];
/** Who may be asked, as it comes and goes. */
export const AROUND: readonly ApproverFacts[] = [
  FACTS,
  { ...FACTS, managers: [candidate('greta')] },
  { ...FACTS, managers: [candidate('omar')] },
  { ...FACTS, managers: [candidate('tomasz', { names: ['tomasz@small.example', 'mara@old.example'] })] },
  { ...FACTS, members: new Map() },
  { ...FACTS, named: new Map([['omar@small.example', candidate('omar', { works: false })]]) },
];

export type Act =
  | { readonly act: 'look' | 'take-back' | 'ask-again' | 'read' }
  | { readonly act: 'edit'; readonly values: Values; readonly foreign: boolean }
  | {
      readonly act: 'say';
      readonly by: string;
      readonly refuses: boolean;
      readonly hours: number | null;
      readonly about: string;
    }
  | { readonly act: 'around'; readonly nth: number }
  | { readonly act: 'moves'; readonly to: string }
  /** Their work brings what conflicts with what may have been asked for. */
  | { readonly act: 'brings'; readonly id: 'payer' | 'checker'; readonly many: boolean };

export interface Step {
  /** Minutes since the step before. */
  readonly pass: number;
  readonly what: Act;
}

const values = fc.record({
  access: fc.subarray(ACCESS, { minLength: 1 }).map((some) => texts(...some)),
  duration: fc.constantFrom(...DURATIONS),
  reason: fc.constantFrom('The upgrade', 'Another', null),
  ticket: fc.constantFrom('OPS-1', null),
  breakGlass: fc.oneof({ weight: 4, arbitrary: fc.constant('No') }, { weight: 1, arbitrary: fc.constant('Yes') }),
});
const say = fc.record({
  act: fc.constant('say' as const),
  by: fc.constantFrom(...VOICES),
  refuses: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  hours: fc.constantFrom(null, null, 1, 12),
  about: fc.constantFrom('1', '2', '3', '4'),
});
export const step: fc.Arbitrary<Step> = fc.record({
  pass: fc.constantFrom(0, 1, 1, 30, HOUR, 4 * HOUR, DAY, 7 * DAY),
  what: fc.oneof(
    { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('look', 'look', 'read', 'take-back', 'ask-again') }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('edit' as const), values, foreign: fc.boolean() }) },
    { weight: 8, arbitrary: say },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('around' as const), nth: fc.nat(AROUND.length - 1) }) },
    {
      weight: 1,
      arbitrary: fc.record({ act: fc.constant('moves' as const), to: fc.constantFrom('Science', 'Sales') }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        act: fc.constant('brings' as const),
        id: fc.constantFrom('payer' as const, 'checker' as const),
        many: fc.boolean(),
      }),
    },
  ),
});

/** Rarely drawn: after a move it is kept for shorter, before anything of it was read back and after. */
export const SHORTER_AFTER_MOVE: readonly Step[] = [
  { pass: 0, what: { act: 'moves', to: 'Sales' } },
  { pass: HOUR, what: { act: 'say', by: 'omar', refuses: false, hours: 1, about: '1' } },
];
export const READ: Step = { pass: 1, what: { act: 'read' } };
