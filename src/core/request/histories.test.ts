/**
 * Random histories of one request: looks, edits by whoever asks and by others, words of everybody who might decide,
 * approvers who come and go, readings, and time. Whatever their order, what the product promises holds after each.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { account, at, theCase } from '../../../test/support/build.ts';
import { texts, type Values } from '../../../test/support/forms.ts';
import {
  type Asking,
  asking,
  asks,
  benAsks,
  candidate,
  DAY,
  edits,
  FACTS,
  force,
  HOUR,
  MARA_ASKS,
  takesBack,
} from '../../../test/support/requests.ts';
import type { CaseLine } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { endOfHold } from '../grant/index.ts';
import { isLive } from '../grant/model.ts';
import { epochOf, milliseconds } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import type { ApproverFacts } from './look.ts';
import { stageName } from './stage.ts';

const { policy } = force();
const ACCESS = ['Vault: admin', 'Figma: editor', 'Production', 'Wiki', 'Bank: payer', 'Bank: checker', 'Dropbox'];
const DURATIONS = ['1h', '6h', '24h', '7d', '0h', 'forever', null];
const VOICES = ['tomasz', 'greta', 'omar', 'dina', 'sam', 'sue', 'sven', 'mara@old.example', 'mara.lindt', 'ben'];
const AROUND: readonly ApproverFacts[] = [
  FACTS,
  { ...FACTS, managers: [candidate('greta')] },
  { ...FACTS, managers: [candidate('omar')] },
  { ...FACTS, managers: [candidate('tomasz', { names: ['tomasz@small.example', 'mara@old.example'] })] },
  { ...FACTS, members: new Map() },
  { ...FACTS, named: new Map([['omar@small.example', candidate('omar', { works: false })]]) },
];

type Act =
  | { readonly act: 'look' | 'take-back' | 'ask-again' | 'read' }
  | { readonly act: 'edit'; readonly values: Values; readonly foreign: boolean }
  | {
      readonly act: 'say';
      readonly by: string;
      readonly refuses: boolean;
      readonly hours: number | null;
      readonly about: string;
    }
  | { readonly act: 'around'; readonly nth: number };

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
const step = fc.record({
  pass: fc.constantFrom(0, 1, 1, 30, HOUR, 4 * HOUR, DAY, 7 * DAY),
  what: fc.oneof(
    { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('look', 'look', 'read', 'take-back', 'ask-again') }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('edit' as const), values, foreign: fc.boolean() }) },
    { weight: 8, arbitrary: say },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('around' as const), nth: fc.nat(AROUND.length - 1) }) },
  ),
});

/** The first of its groups is read back, as the reading would tell it. */
function read(before: Asking, minute: number): Asking {
  const on = theCase('reading');
  return before.ledger.grants.reduce((after, grant) => {
    const [first] = grant.groups;
    if (first === undefined || grant.cause === 'birthright' || !isLive(grant, at(minute))) return after;
    const end = endOfHold(grant, at(minute));
    const seen: TenureEvent = {
      type: 'MembershipVerified',
      account: account().id,
      group: first,
      name: first,
      at: at(minute),
      under: [grant.id],
      givenByUs: true,
    };
    const began: TenureEvent[] = end === null ? [] : [{ type: 'HoldBegan', grant: grant.id, at: at(minute), end }];
    return after.and([seen, ...began], minute, on);
  }, before);
}

/** Every stage of its rule was agreed to by enough people, none of whom asks or is whom it is for. */
function isAgreed(line: CaseLine, { state }: Asking): boolean {
  const rule = policy.requests?.rules.find(({ id }) => id === line.asked.rule);
  if (rule?.answer.kind !== 'stages') return rule?.answer.kind === 'automatic' || rule?.answer.kind === 'break-glass';
  return rule.answer.stages.every((asked) =>
    state.request.questions.some(({ line: about, stage, decisions }) => {
      const agreed = new Set(decisions.flatMap((one) => (one.verdict === 'approve' ? [one.personal.by] : [])));
      const isFree = [...agreed].every((by) => !MARA_ASKS.names.includes(by));
      return (
        about === line.id &&
        stage === stageName(asked) &&
        isFree &&
        agreed.size >= (typeof asked.needs === 'number' ? asked.needs : 1)
      );
    }),
  );
}

function expectPromises(now: Asking, minute: number): void {
  const { ledger, state } = now;
  const work = ledger.engagements[0]?.end ?? null;
  for (const line of state.request.lines) {
    if (line.grant === null || line.grantedAt === null) continue;
    const grant = ledger.grants.find(({ id }) => id === line.grant);
    expect(grant).toBeDefined();
    expect(isAgreed(line, now)).toBe(true);
    const latest =
      line.duration === null ? Number.POSITIVE_INFINITY : epochOf(line.grantedAt) + 4 * 3_600_000 + line.duration;
    const end = grant?.end == null ? Number.POSITIVE_INFINITY : epochOf(grant.end);
    expect(end).toBeLessThanOrEqual(work === null ? latest : Math.min(latest, epochOf(work)));
    if (line.ended !== null) expect(end).toBeLessThanOrEqual(epochOf(at(minute)));
  }
  const asked = ledger.grants.filter(({ givenBy }) => givenBy === state.id);
  expect(asked).toHaveLength(state.request.lines.filter(({ grant }) => grant !== null).length);
  const live = asked.flatMap(({ holds, ...grant }) =>
    isLive({ holds, ...grant }, at(minute)) && holds.kind === 'entitlement' ? [holds.entitlement] : [],
  );
  expect(live).toHaveLength(new Set(live).size);
  for (const { entitlements, atMost } of policy.requests?.conflicts ?? []) {
    expect(entitlements.filter((one) => live.includes(one)).length).toBeLessThanOrEqual(atMost);
  }
}

it('whatever happens to a request, nothing is given that was not agreed, twice, or for too long', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 14 }),
      fc.constantFrom('Vault: admin', 'Production', 'Figma: editor'),
      fc.constantFrom(null, 2 * HOUR, 3 * DAY),
      (steps, access, contract) => {
        const hired = asking().ledger;
        const engagements = hired.engagements.map((one) => ({ ...one, end: contract === null ? null : at(contract) }));
        let now = asking({ ...hired, engagements });
        let form = asks({ access, reason: 'The upgrade', ticket: 'OPS-1' });
        let facts = FACTS;
        let minute = 5;
        const look = () => {
          now = now.after(form, minute, { facts });
          expect(now.look(form, minute, { facts })).toEqual([]);
        };
        look();
        for (const { pass, what } of steps) {
          minute += pass;
          now = acted(what);
          expectPromises(now, minute);
        }
        look();
        expectPromises(now, minute);

        function acted(what: Act): Asking {
          switch (what.act) {
            case 'look':
              break;
            case 'read':
              return read(now, minute);
            case 'take-back':
              form = takesBack(form);
              break;
            case 'ask-again':
              form = { ...form, status: 'Open' };
              break;
            case 'edit':
              form = edits(form, minute, what.values, what.foreign ? benAsks : form.creator);
              break;
            case 'around':
              facts = AROUND[what.nth] ?? FACTS;
              break;
            case 'say': {
              const duration = what.hours === null ? null : milliseconds(what.hours * 3_600_000);
              const word = { about: what.about, duration, verdict: what.refuses ? 'refuse' : 'approve' } as const;
              return now.said(what.by, word, minute, { facts });
            }
            default:
              return unreachable(what);
          }
          look();
          return now;
        }
      },
    ),
    { numRuns: 200 },
  );
});
