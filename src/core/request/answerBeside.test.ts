/** Policy's answer beside what somebody holds, and what else they have asked for. */
import { describe, expect, it } from 'vitest';
import { at, grant, group } from '../../../test/support/build.ts';
import { given, HIRED, OPENED, typesOf } from '../../../test/support/given.ts';
import { ADMIN, asking, asks, DAY, edits, force, linesOf, notAskedIn } from '../../../test/support/requests.ts';
import { type EntitlementId, entitlementId } from '../shared/ids.ts';

const { ledger } = given(HIRED, OPENED);
const holds = (id: EntitlementId, name: string, end: number | null = null) =>
  grant(name, [group(name)], 0, end, { holds: { kind: 'entitlement', entitlement: id }, cause: 'request' });
const without = force({
  requests: (text) => text.replace('stages: [{ ask: [manager] }, { ask: [owner] }]', 'refuse: No'),
});
const holding = (...grants: ReturnType<typeof grant>[]) => asking({ ...ledger, grants: [...ledger.grants, ...grants] });

describe('what is held', () => {
  it('without an end is not extended, also where the work has one', () => {
    const contract = ledger.engagements.map((one) => ({ ...one, end: at(90 * DAY) }));
    const editor = holds(entitlementId('figma', 'editor'), 'figma-editors');
    const holder = asking({ ...ledger, engagements: contract, grants: [...ledger.grants, editor] });
    expect(notAskedIn(holder.look(asks({ access: 'Figma: editor' }), 5))).toEqual(['held-without-end']);
  });

  it('of two things that may not go together stands against nothing else', () => {
    const both = holding(
      holds(entitlementId('bank', 'payer'), 'bank-payers'),
      holds(entitlementId('bank', 'checker'), 'bank-checkers'),
    );
    expect(linesOf(both.after(asks({ access: 'Figma: editor' }), 5))).toEqual(['1 figma:editor asked']);
  });

  it('and was opened by a person is open already when it is extended', () => {
    const days = force({ requests: (text) => text.replace('usual: work, longest: work', 'usual: 24h, longest: 7d') });
    const badge = asks({ access: 'Lab' });
    const first = asking().look(badge, 5, days);
    expect(typesOf(first)).toContain('TaskRequested');
    const more = asking(asking().after(badge, 5, days).ledger).look(badge, 10, days);
    expect(typesOf(more)).toContain('GrantGiven');
    expect(typesOf(more)).not.toContain('TaskRequested');
  });
});

it('an emergency does not wait for what is asked for on another request', () => {
  const form = asks({ access: 'Vault: admin', reason: 'Fire', breakGlass: 'Yes' });
  const elsewhere = { askedElsewhere: [entitlementId('vault', 'admin')] };
  expect(linesOf(asking().after(form, 5, elsewhere))).toEqual(['1 vault:admin held']);
});

describe('what was decided about', () => {
  const ticketed = { ...ADMIN, ticket: 'OPS-1' };
  const form = asks(ticketed);
  const held = asking().after(form, 5).said('tomasz', {}, 6).said('omar', {}, 7);

  it('is not asked for anew by another ticket, and that is said', () =>
    expect(notAskedIn(held.look(edits(form, 10, { ticket: 'OPS-2' }), 10))).toEqual(['decided-already']));

  it('was not offered for a time, and is asked for anew by an edit when it is offered again', () => {
    const over = asking().after(form, 5).after(form, 6, without);
    expect(linesOf(over)).toEqual(['1 vault:admin not-offered']);
    const again = over.after(edits(form, 10, { reason: 'It is offered again' }), 10);
    expect(linesOf(again)).toEqual(['1 vault:admin not-offered', '2 vault:admin asked']);
  });
});

describe('a question that is void says why', () => {
  const form = asks(ADMIN);
  const open = asking().after(form, 5);
  const voided = (events: ReturnType<typeof open.look>) =>
    events.flatMap((event) => (event.type === 'QuestionVoided' ? [event.because] : []));

  it('the work is over; what is edited by then is no reason to refuse the form', () => {
    const engagements = open.ledger.engagements.map((one) => ({ ...one, end: at(6) }));
    const left = asking({ ...open.ledger, engagements }, open.state);
    expect(voided(left.look(form, 7))).toEqual(['left']);
    const edited = left.look(edits(form, 8, { reason: 'Another' }), 8);
    expect(typesOf(edited)).not.toContain('FormRefused');
    expect(voided(edited)).toEqual(['left']);
  });

  it('it is not offered any more', () => {
    expect(voided(open.look(form, 7, without))).toEqual(['not-offered']);
  });
});
