/**
 * Random histories of what moves an end: access by the hour begins, a policy takes a group, a contractor becomes an
 * employee at once or from a day on, a form is spoilt, offboardings, a leave, and each of them taken back. Whatever
 * their order, the earliest end that stands counts, and nothing is left of what was taken back.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { at, grant, group, joining, theCase } from '../../../test/support/build.ts';
import {
  changes,
  edited,
  type Filing,
  filed,
  joins,
  lea,
  leaves,
  minute,
  onLeave,
  rules,
  taken,
} from '../../../test/support/forms.ts';
import { type Given, given, OPENED, only } from '../../../test/support/given.ts';
import { told } from '../../../test/support/told.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { endOfHold } from '../grant/index.ts';
import { caseId } from '../shared/ids.ts';
import { type Instant, milliseconds } from '../shared/instant.ts';
import { narrowings } from './meaning.ts';

const END = 300;
const HOUR = 60;
const asked = theCase('req');
const contractor = joins({ workerType: 'Contractor', end: minute(END), applications: 'Vault: admin' });

const FORMS = {
  'employed from a day on': changes({ workerType: 'Employee', start: minute(END + 540), department: 'Sales' }, lea),
  'employed now': filed('change', 'now', { person: 'E2001', workerType: 'Employee', department: 'Sales' }, lea),
  moved: filed('change', 'moved', { person: 'E2001', department: 'Sales' }, lea),
  'offboarded soon': leaves({ end: minute(END - 50) }),
  'offboarded late': filed('offboarding', 'second', { person: 'E2001', end: minute(END + 50) }, lea),
  away: onLeave({ start: minute(100), end: minute(200) }, lea),
} satisfies Record<string, Filing>;
type Name = keyof typeof FORMS;
const NAMES: readonly Name[] = [
  'employed from a day on',
  'employed now',
  'moved',
  'offboarded soon',
  'offboarded late',
  'away',
];
const idOf = (name: Name) => caseId(FORMS[name].form.issue.connection, FORMS[name].form.issue.id);

type Act =
  | { readonly act: 'file' | 'take back' | 'spoil'; readonly which: Name }
  | { readonly act: 'hour begins' }
  | { readonly act: 'narrowed' };
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    act: fc.constantFrom('file' as const, 'file' as const, 'take back' as const),
    which: fc.constantFrom(...NAMES),
  }),
  fc.record({ act: fc.constant('spoil' as const), which: fc.constantFrom('employed from a day on' as const) }),
  fc.record({ act: fc.constant('hour begins' as const) }),
  fc.record({ act: fc.constant('narrowed' as const) }),
);

/** With Vault, which also means a group more, and with an hour of another access that has not begun. */
function beginning(): Given {
  const hired = given().after(contractor, 0).and(OPENED);
  const vault = hired.ledger.grants.find(({ groups }) => groups.includes(group('vault-admins'))) ?? expect.fail();
  const hour = grant('req#1', [group('figma-editors')], 2, END, {
    cause: 'request',
    givenBy: asked,
    engagement: workOf(hired).id,
    until: at(2000),
    hold: { for: milliseconds(HOUR * 60_000), began: null },
  });
  const wider = { grant: vault.id, groups: [group('science')], policy: rules.version, changeSet: null };
  return hired.and(
    { on: asked, minute: 2, events: [{ type: 'GrantGiven', grant: hour }] },
    { on: joining, minute: 2, events: [{ type: 'GrantWidened', ...wider }] },
  );
}

const workOf = ({ ledger }: Given) => ledger.engagements[0] ?? expect.fail('no work');
const vaultOf = ({ ledger }: Given) =>
  ledger.grants.find(({ groups }) => groups.includes(group('vault-admins'))) ?? expect.fail('no vault');
const hourOf = ({ ledger }: Given) => ledger.grants.find(({ id }) => id === 'req#1') ?? expect.fail('no hour');
const first = (...ends: readonly (Instant | null)[]) => ends.flatMap((end) => end ?? []).sort()[0] ?? null;
const minutesTo = (when: Instant) => (Date.parse(when) - Date.parse(at(0))) / 60_000;
const endsIn = ({ ledger }: Given) => [...ledger.engagements, ...ledger.grants].map(({ id, end }) => `${id} ${end}`);

interface Happened {
  readonly before: Given;
  readonly events: readonly TenureEvent[];
  readonly after: Given;
}

function happens(before: Given, one: Act, spoilt: Set<Name>, now: number): Happened {
  const commit = (on: Parameters<Given['caseOf']>[0], events: readonly TenureEvent[]) => ({
    before,
    events,
    after: before.and({ on, minute: now, events }),
  });
  if (one.act === 'hour begins') {
    const end = endOfHold(hourOf(before), at(now));
    return commit(asked, end === null ? [] : [{ type: 'HoldBegan', grant: hourOf(before).id, at: at(now), end }]);
  }
  if (one.act === 'narrowed') {
    const { holds } = vaultOf(before);
    const means = { holds, groups: [group('vault-admins')], risk: 'low', rows: [], missing: [], manual: null } as const;
    const meaningOf = (held: typeof holds) => (held === holds ? means : null);
    const meaning = { ledger: before.ledger, meaningOf, by: joining, changeSet: null, now: at(now) };
    return commit(joining, narrowings(meaning, workOf(before)));
  }
  const form = FORMS[one.which];
  const isOpen = before.caseOf(idOf(one.which)).kind !== null;
  if (one.act === 'take back') return commit(idOf(one.which), isOpen ? before.when(taken(form, lea), now) : []);
  if (one.act === 'spoil' && !isOpen) return commit(idOf(one.which), []);
  if (one.act === 'spoil') spoilt.add(one.which);
  const wrong = one.act === 'spoil' ? { department: 'Poetry' } : spoilt.has(one.which) ? { department: 'Sales' } : {};
  return commit(idOf(one.which), before.when(edited(form, now, wrong), now));
}

/** What stands, by the forms alone: of each that was filed and not taken back. */
function standing(past: Given) {
  const of = (name: Name) => past.caseOf(idOf(name));
  const isIn = (name: Name) => of(name).withdrawn === null && of(name).accepted;
  const ahead = of('employed from a day on');
  const isHeld = ahead.withdrawn === null && ahead.postponedUntil !== null && ahead.problems.length === 0;
  return {
    isEmployee: isIn('employed now'),
    isHeld,
    soon: isIn('offboarded soon') ? at(END - 50) : null,
    late: isIn('offboarded late') ? at(END + 50) : null,
  };
}

function holds({ before, events, after }: Happened, narrowedAt: Instant | null): void {
  const { isEmployee, isHeld, soon, late } = standing(after);
  const work = workOf(after);
  expect(work.workerType).toBe(isEmployee ? 'employee' : 'contractor');
  // Held off it may be, and where an offboarding stood when its form was read again, it need not.
  const own = isEmployee ? [null] : isHeld ? [null, at(END)] : [at(END)];
  expect(own.map((end) => first(end, soon, late))).toContain(work.end);
  expect(vaultOf(after).end).toBe(work.end);
  for (const one of after.ledger.grants) if (one.engagement === work.id) expect(first(one.end, work.end)).toBe(one.end);
  const hour = hourOf(after);
  const over = hour.hold?.began == null ? at(2000) : at(minutesTo(hour.hold.began) + HOUR);
  expect(hour.end).toBe(first(over, work.end));
  const part = after.ledger.grants.find(({ id }) => id === `${vaultOf(after).id}~1`);
  expect(part?.end ?? null).toBe(narrowedAt);

  const said = told(before, events, theCase('any')).join('\n');
  if (/[Nn]othing was changed/.test(said)) expect(endsIn(after)).toEqual(endsIn(before));
  const stays = only(events, 'CaseWithdrawn').flatMap(({ endStays }) => endStays ?? []);
  for (const end of stays) expect(work.end).toBe(end);
}

it('whatever the order, the earliest end that stands counts, and what is taken back leaves nothing', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 2, maxLength: 14 }), (acts) => {
      const spoilt = new Set<Name>();
      let past = beginning();
      let now = 3;
      let narrowedAt: Instant | null = null;
      const step = (one: Act) => {
        const happened = happens(past, one, spoilt, now);
        if (only(happened.events, 'GrantNarrowed').length > 0) narrowedAt = at(now);
        past = happened.after;
        now += 1;
        holds(happened, narrowedAt);
      };
      for (const one of acts) step(one);
      for (const which of NAMES) step({ act: 'take back', which });
      expect(workOf(past).end).toBe(standing(past).isEmployee ? null : at(END));
    }),
    { numRuns: 150 },
  );
});

/** Days pass in between: what is over stays what it was, unless an offboarding that ended it is taken back. */
function holdsInTime({ before, events, after }: Happened, narrowedAt: Instant | null): void {
  const { isHeld } = standing(after);
  const work = workOf(after);
  if (work.workerType === 'contractor' && !isHeld) expect(work.end).not.toBeNull();
  if (work.workerType === 'employee' && workOf(before).workerType === 'employee') expect(work.end).not.toBe(at(END));
  for (const one of after.ledger.grants) if (one.engagement === work.id) expect(first(one.end, work.end)).toBe(one.end);
  const { end, hold } = hourOf(after);
  if (hold?.began != null) expect(first(end, at(minutesTo(hold.began) + HOUR))).toBe(end);
  const part = after.ledger.grants.find(({ id }) => id === `${vaultOf(after).id}~1`);
  expect(part?.end ?? null).toBe(narrowedAt);
  const said = told(before, events, theCase('any')).join('\n');
  if (/[Nn]othing was changed/.test(said)) expect(endsIn(after)).toEqual(endsIn(before));
}

it('also where days pass in between: nothing outlives the work, its hour, or what the policy took', () => {
  const timed = fc.tuple(act, fc.constantFrom(1, 1, 30, 100, 540));
  fc.assert(
    fc.property(fc.array(timed, { minLength: 2, maxLength: 14 }), (acts) => {
      const spoilt = new Set<Name>();
      let past = beginning();
      let now = 3;
      let narrowedAt: Instant | null = null;
      const backs = NAMES.map((which): [Act, number] => [{ act: 'take back', which }, 1]);
      for (const [one, wait] of [...acts, ...backs]) {
        const happened = happens(past, one, spoilt, now);
        if (only(happened.events, 'GrantNarrowed').length > 0) narrowedAt = at(now);
        past = happened.after;
        now += wait;
        holdsInTime(happened, narrowedAt);
      }
    }),
    { numRuns: 100 },
  );
});
