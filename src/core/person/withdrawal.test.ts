import { describe, expect, it } from 'vitest';
import { account, at, group, joining, leaving, theCase } from '../../../test/support/build.ts';
import {
  ben,
  changes,
  edited,
  filed,
  hana,
  joins,
  lea,
  leaves,
  MARA,
  maraHerself,
  minute,
  onLeave,
  taken,
  texts,
} from '../../../test/support/forms.ts';
import {
  asRecordedBefore,
  asRecordedFirst,
  expectRefusal,
  type Given,
  given,
  HIRED,
  only,
  typesOf,
} from '../../../test/support/given.ts';
import { told } from '../../../test/support/told.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { wanted } from '../grant/index.ts';

const hired = given(HIRED);
/** As long as what somebody moved from goes on, by the policy of these tests. */
const OVERLAP = 24 * 60;
const contract = given().after(joins({ end: minute(100) }), 0);
const ahead = given().after(joins({ start: minute(500), hardware: texts('Laptop') }), 0);
const ends = ({ ledger }: Given) => [...ledger.engagements, ...ledger.grants].map(({ end }) => end);
const undid = (events: readonly TenureEvent[]) => only(events, 'CaseWithdrawn').map((one) => one.undid);

describe('an onboarding that is withdrawn', () => {
  const withdrawn = taken(joins({ start: minute(500), hardware: texts('Laptop') }), hana);

  it('before its first day is undone as a leaver, with everything that waited for people', () => {
    const events = ahead.when(withdrawn, 5);
    expect(only(events, 'CaseWithdrawn')).toMatchObject([{ status: 'Withdrawn', by: 'hana', undid: 'work' }]);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { end: at(5), endedBy: joining } }]);
    expect(new Set(ends(ahead.after(withdrawn, 5)))).toEqual(new Set([at(5)]));
    expect(only(events, 'TaskDropped')).toHaveLength(1);
    expect(told(ahead, events)[0]).toMatch(/Withdrawn: the issue was moved to “Withdrawn”\. The work ends now, before/);
  });

  it('as a no-show after the first day ends the work, and only by who may end it', () => {
    const noShow = (by = lea) => taken(joins(), by, 'no-show');
    expect(new Set(ends(hired.after(noShow(), 5)))).toEqual(new Set([at(5)]));
    expectRefusal(hired.when(noShow(hana), 5), 'may-not-terminate');
  });

  it('before anything of it was accepted begins nothing, then or later', () => {
    const early = given().after(taken(joins(), hana), 1);
    expect(early.ledger.engagements).toEqual([]);
    expect(early.when(taken(joins(), hana), 2)).toEqual([]);
    expectRefusal(early.when(joins(), 3), 'withdrawn');
  });

  it('of somebody who has left already changes nothing', () => {
    const left = hired.after(leaves(), 5);
    expect(undid(left.when(taken(joins(), lea), 6))).toEqual(['nothing']);
    expect(ends(left.after(taken(joins(), lea), 6))).toEqual(ends(left));
  });

  it('leaves other work of the same person alone', () => {
    const renewal = filed('onboarding', 'again', { ...MARA, start: minute(100) }, hana);
    const both = contract.after(renewal, 1).after(taken(renewal, hana), 5);
    expect(both.ledger.engagements.map(({ end }) => end)).toEqual([at(100), at(5)]);
    expect(both.ledger.grants.filter(({ end }) => end === at(100))).toHaveLength(3);
  });

  it('leaves what it wrote about somebody as it was, unless another form has said it since', () => {
    // Filed for somebody else, with Mara's number on it.
    const wrong = { familyName: 'Okoye', manager: 'ada@small.example', privateMail: null, additional: 'Yes' };
    const beside = filed('onboarding', 'beside', { ...MARA, ...wrong, start: minute(500) }, hana);
    const off = hired.after(beside, 1).after(taken(beside, hana), 5);
    expect(hired.after(beside, 1).ledger.person?.profile.familyName).toBe('Okoye');
    expect(off.ledger.person).toEqual(hired.ledger.person);
    const events = hired.after(beside, 1).when(taken(beside, hana), 5);
    expect(told(hired.after(beside, 1), events).join()).toMatch(/had written about the person is as it was before/);

    const since = hired.after(beside, 1).after(changes({ manager: 'eve@small.example' }), 2);
    expect(since.after(taken(beside, hana), 5).ledger.person?.profile).toMatchObject({
      familyName: 'Lindt',
      managerMail: 'eve@small.example',
    });
  });

  it('of somebody nobody knew before leaves the person as it told of them', () => {
    expect(typesOf(ahead.when(withdrawn, 5))).not.toContain('ProfileChanged');
  });

  it('needs nothing on its form to be right', () => {
    const wrong = edited(withdrawn, 4, { manager: 'nobody', givenName: null });
    expect(undid(ahead.when(wrong, 5, { managerKnown: false }))).toEqual(['work']);
  });

  it.each([
    ['the person concerned', maraHerself, 'own-edit'],
    ['somebody who may not file', ben, 'unauthorised-edit'],
  ] as const)('by %s stands as it was, and a person is asked', (_, by, code) => {
    const events = hired.when(taken(joins(), by), 5);
    expectRefusal(events, code);
    expect(only(events, 'ExceptionRaised')).toMatchObject([
      { kind: 'unauthorised-edit', detail: { fields: 'status' } },
    ]);
  });

  it('stays withdrawn when its issue is moved on', () => {
    const gone = ahead.after(withdrawn, 5);
    const back = { ...withdrawn, form: { ...withdrawn.form, status: 'In Progress' } };
    expectRefusal(gone.when(back, 6), 'withdrawn');
    expect(gone.after(back, 6).when(back, 7)).toEqual([]);
  });
});

describe('a change that is withdrawn', () => {
  const form = changes({ title: 'Lead', start: minute(50) });

  it('before its day never happens', () => {
    const gone = hired.after(form, 5).after(taken(form, hana), 6);
    expect(gone.when(taken(form, hana), 50)).toEqual([]);
    expect(gone.ledger).toEqual(hired.ledger);
  });

  it('after its day stands', () => {
    const moved = hired.after(form, 5).after(form, 50);
    expectRefusal(moved.when(taken(form, hana), 51), 'in-effect');
  });
});

describe('a leave that is withdrawn', () => {
  const away = onLeave({ start: minute(20), end: minute(40) });
  const stateAt = ({ ledger }: Given, when: number) => wanted(ledger, account({ verified: 'active' }), at(when)).state;

  it('before its first day never begins', () => {
    const off = hired.after(away, 5).after(taken(away, hana), 6);
    expect([20, 30].map((when) => stateAt(off, when))).toEqual(['active', 'active']);
    expect(off.when(taken(away, hana), 40)).toEqual([]);
  });

  it('after it is a return at once', () => {
    const events = hired.after(away, 5).when(taken(away, hana), 30);
    expect(undid(events)).toEqual(['leave']);
    expect(typesOf(events)).toContain('LeaveEnded');
    expect(stateAt(hired.after(away, 5).after(taken(away, hana), 30), 31)).toBe('active');
  });
});

describe('a termination that is rescinded', () => {
  const form = leaves({ end: minute(50) });
  const back = taken(form, lea);

  it('before its time: nothing has happened, and the ends that stood before stand again', () => {
    expect(ends(hired.after(form, 5).after(back, 6))).toEqual(ends(hired));
    const rescinded = contract.after(changes({ end: minute(90) }), 1).after(form, 5);
    const after = rescinded.after(back, 6);
    expect(after.ledger.engagements).toMatchObject([{ end: at(90), endedBy: theCase('changing') }]);
    expect(new Set(after.ledger.grants.map(({ end, endedBy }) => `${end} ${endedBy}`))).toEqual(
      new Set([`${at(90)} ${theCase('changing')}`]),
    );
    expect(only(rescinded.when(back, 6), 'GrantReinstated').some(({ hadEnded }) => hadEnded)).toBe(false);
    expect(told(rescinded, rescinded.when(back, 6), leaving)).toEqual([
      `[info] Withdrawn: the issue was moved to “Withdrawn”. The end it had set is taken back. The work goes on, until 2026-01-05.`,
    ]);
  });

  it('after it took effect: the ledger as it stood, and its gap is said', () => {
    const left = hired.after(form, 5);
    const events = left.when(back, 60);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { end: null }, resumedAfter: at(50) }]);
    expect(only(events, 'GrantReinstated').map(({ end, hadEnded }) => [end, hadEnded])).toEqual(
      Array(3).fill([null, true]),
    );
    const issue = told(left, events, leaving).join('\n');
    expect(issue).toMatch(/The work goes on, open-ended/);
    expect(issue).toMatch(/had ended on 2026-01-05 and goes on from now/);
    expect(issue).toMatch(/# Access that is given again[^#]*science/);
  });

  it('gives nothing again whose own end has passed meanwhile, and says so', () => {
    const moved = hired.after(changes({ department: 'Sales' }), 1);
    const left = moved.after(form, 5);
    const events = left.when(back, 1 + 1440);
    expect(only(events, 'GrantReinstated').map(({ grant }) => grant)).toEqual([
      `${joining}#1`,
      `${theCase('changing')}#1`,
    ]);
    expect(told(left, events, leaving).join('\n')).toMatch(/Its own end has passed meanwhile: figma:viewer, science/);
  });

  it('says what was taken that no grant explained, and what had been assigned directly', () => {
    const account = hired.ledger.accounts[0];
    if (account === undefined) throw new Error('no account');
    const guests = { account: account.id, group: group('guests'), name: 'guests', at: at(51) };
    // Taken before the end, or covered by a grant that has ended since: neither is the leaver's.
    const before = { account: account.id, group: group('before'), name: 'before', at: at(40) };
    const moved = { account: account.id, group: group('figma-viewers'), name: 'figma-viewers', at: at(51) };
    const early = hired.after(changes({ department: 'Sales' }), 1);
    const left = early.after(form, 5).and({
      on: leaving,
      minute: 51,
      events: [
        { type: 'MembershipsRecorded', ...before, groups: [{ ...before, owner: 'tenure', kept: false }] },
        { type: 'RemovalVerified', ...before },
        { type: 'MembershipsRecorded', ...moved, groups: [{ ...moved, owner: 'tenure', kept: false }] },
        { type: 'RemovalVerified', ...moved },
        { type: 'MembershipsRecorded', ...guests, groups: [{ ...guests, owner: 'tenure', kept: false }] },
        { type: 'RemovalVerified', ...guests },
        { type: 'DirectAppRemoved', account: account.id, app: 'a1', name: 'Miro', at: at(51) },
      ],
    });
    const issue = told(left, left.when(back, 2 + 1440), leaving).join('\n');
    expect(issue).toMatch(/Groups that nothing in the ledger explained: guests\n?[^,]*$/m);
    expect(issue).not.toMatch(/explained:[^\n]*(before|figma-viewers)/);
    expect(issue).toMatch(/assigned directly: Miro/);
  });

  it('has opened again what people have closed by hand, and not closed what they have not', () => {
    const byHand = given().after(joins({ applications: 'Desk' }), 0);
    const left = byHand.after(form, 5);
    const [desk] = left.ledger.grants.filter(({ groups }) => groups.length === 0);
    const closing = only(left.when(back, 60), 'TaskRequested');
    expect(closing).toEqual([]);
    expect(desk).toMatchObject({ end: at(50) });
  });

  it('leaves nothing of its end on what was given or moved in its notice; what they moved from has its overlap', () => {
    const vault = { applications: texts('Vault: admin'), applicationsUntil: minute(9000) };
    const noticed = hired.after(leaves({ end: minute(500) }), 1).after(changes({ department: 'Sales', ...vault }), 2);
    const off = noticed.after(taken(leaves({ end: minute(500) }), lea), 3);
    const endOf = (name: string) =>
      off.ledger.grants.filter((one) => one.groups.includes(group(name))).map(({ end }) => end);
    expect(endOf('sales')).toEqual([null]);
    expect(endOf('vault-admins')).toEqual([at(9000)]);
    expect(endOf('science')).toEqual([at(2 + OVERLAP)]);
  });

  it('of which nobody recorded what stood before is refused, and not said to have done nothing', () => {
    const told = { on: leaving, minute: 1, events: hired.when(form, 1) };
    expectRefusal(hired.and(asRecordedFirst(told)).when(back, 5), 'not-recorded');
    expect(ends(hired.and(asRecordedBefore(told)).after(back, 5))).toEqual(ends(hired));
  });

  it.each<[string, number, number, number | null]>([
    ['that would be over later', 5, 30, 1 + OVERLAP],
    ['that would be over later, also where the end has passed', 5, 60, 1 + OVERLAP],
    ['that has been over since', 5, 1 + OVERLAP, null],
  ])('leaves a mover the overlap %s', (_, filedAt, takenAt, until) => {
    const moved = hired.after(changes({ department: 'Sales' }), 1).after(form, filedAt);
    const off = moved.after(back, takenAt);
    const old = off.ledger.grants.filter(({ groups }) => groups.includes(group('science')));
    expect(old.map(({ end }) => end)).toEqual([until === null ? at(50) : at(until)]);
    expect(off.ledger.engagements.map(({ end }) => end)).toEqual([null]);
  });

  it('whose work would have ended meanwhile anyway stays ended', () => {
    const left = contract.after(form, 5);
    expect(undid(left.when(back, 101))).toEqual(['nothing']);
  });

  it('by the leaver ends the work all the same, and a person is asked', () => {
    const own = taken(leaves({ end: minute(20) }), maraHerself);
    const events = hired.when(own, 5);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { end: at(20) } }]);
    expect(only(events, 'ExceptionRaised')).toMatchObject([
      { kind: 'unauthorised-edit', detail: { fields: 'status' } },
    ]);
    expectRefusal(hired.after(form, 5).when(taken(form, ben), 60), 'unauthorised-edit');
  });

  it('meets the policy in force by now', () => {
    const stale = hired.after(form, 5).and({
      on: joining,
      minute: 6,
      events: [{ type: 'GrantGiven', grant: { ...grantOf('science'), groups: [group('old-science')] } }],
    });
    const events = stale.when(back, 60);
    expect(typesOf(events)).toContain('GrantGiven');
    expect(only(events, 'GrantEnded').map(({ end }) => end)).toEqual([at(60)]);
  });
});

function grantOf(name: string) {
  const found = hired.ledger.grants.find(({ groups }) => groups.includes(group(name)));
  if (found === undefined) throw new Error(`nothing gives ${name}`);
  return { ...found, end: at(50), endedBy: leaving };
}
