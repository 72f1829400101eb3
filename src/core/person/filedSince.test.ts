import { describe, expect, it } from 'vitest';
import { at, theCase } from '../../../test/support/build.ts';
import {
  changes,
  edited,
  filed,
  filedIn,
  hana,
  joins,
  lea,
  leaves,
  MARA,
  minute,
  onLeave,
} from '../../../test/support/forms.ts';
import { expectRefusal, given, HIRED, only } from '../../../test/support/given.ts';

const refused = filed('offboarding', 'second', { person: 'E2001' }, lea);
const moves = changes({ title: 'Lead' });
const gone = given(HIRED).after(leaves(), 5);
/** Filed again in that minute, by the tracker's clock. */
const again = (filedAt: number) =>
  edited(filed('onboarding', 'again', MARA, hana), filedAt, { start: minute(filedAt + 100) });
const endsOf = (events: Parameters<typeof only>[0]) =>
  only(events, 'EngagementChanged').map(({ engagement }) => engagement.end);

describe('what was refused because they had left', () => {
  const back = gone.after(refused, 6).after(moves, 6).after(again(50), 50);

  it('ends none of the work that was filed after it, whenever it is read again', () =>
    expect(back.when(refused, 200)).toEqual([]));

  it('and changes nothing of it', () => expect(back.when(moves, 200)).toEqual([]));

  it('ends it once somebody writes on the form again', () =>
    expect(endsOf(back.when(edited(refused, 190, { end: minute(195) }), 200))).toEqual([at(200)]));

  it('ends work whose form was filed before it, and put right after it before we had read either', () => {
    const hired = filedIn(6, filed('onboarding', 'again', { ...MARA, start: minute(100) }, hana));
    const leave = filedIn(20, refused);
    const read = gone.after(leave, 21).after(edited(hired, 30, { title: 'Lead' }), 40);
    expectRefusal(gone.when(leave, 21), 'already-left');
    expect(endsOf(read.when(leave, 42))).toEqual([at(42)]);
  });

  it('ends work that was filed before it and read after it: which came to us first says nothing', () => {
    const late = edited(refused, 60, { notify: 'x@small.example' });
    const read = gone.after(late, 61).after(again(50), 62);
    expectRefusal(gone.when(late, 61), 'already-left');
    expect(endsOf(read.when(late, 63))).toEqual([at(63)]);
  });
});

describe('what is read for the first time after they were hired again, and was filed before', () => {
  const back = gone.after(again(50), 50);

  it('is refused, and ends none of that work', () => expectRefusal(back.when(refused, 200), 'already-left'));

  it('ends what they did before, and that alone', () => {
    const contract = given()
      .after(joins({ end: minute(100) }), 0)
      .after(edited(filed('onboarding', 'again', MARA, hana), 50, { start: minute(150) }), 50);
    const events = contract.when(filedIn(20, refused), 60);
    const ended = only(events, 'EngagementChanged');
    expect(ended.map(({ engagement: { id, end } }) => [id, end])).toEqual([['jira:joining#e', at(60)]]);
    const grants = only(events, 'GrantEnded').map(({ grant }) => grant.split('#')[0]);
    expect([...new Set(grants)]).toEqual(['jira:joining']);
  });

  it('is a leave from what they did before, and from that alone', () => {
    const contract = given()
      .after(joins({ end: minute(100) }), 0)
      .after(edited(filed('onboarding', 'again', MARA, hana), 50, { start: minute(150) }), 50);
    const away = filedIn(20, onLeave({ start: minute(70), end: minute(200) }));
    const from = (events: Parameters<typeof only>[0]) => only(events, 'LeaveSet').map(({ engagements }) => engagements);
    expect(from(contract.when(away, 60))).toEqual([['jira:joining#e']]);
    expect(from(contract.when(filedIn(55, away), 60))).toEqual([['jira:joining#e', 'jira:again#e']]);
  });

  it('changes nothing of it, on its day neither', () => {
    expectRefusal(back.when(moves, 200), 'already-left');
    const ahead = changes({ title: 'Lead', start: minute(150) });
    expectRefusal(
      given(HIRED).after(ahead, 2).after(leaves(), 5).after(again(50), 50).when(ahead, 150),
      'already-left',
    );
  });

  it('ends it all the same where it had waited for its day: who filed since may not have known of it', () => {
    const { kind, form } = filedIn(20, leaves({ end: minute(100), confidential: 'Yes' }));
    const sealed = { kind, form: { ...form, securityLevel: 'People' } };
    const waits = given()
      .after(joins({ end: minute(90) }), 0)
      .after(sealed, 21);
    expect(waits.caseOf(theCase('leaving')).postponedUntil).toBe(at(100));
    const ended = only(waits.after(again(95), 95).when(sealed, 100), 'EngagementChanged');
    expect(ended.map(({ engagement: { id, end } }) => [id, end])).toEqual([['jira:again#e', at(100)]]);
  });

  it('ends the work of whoever had none before', () =>
    expect(endsOf(given().after(again(50), 50).when(refused, 60))).toEqual([at(60)]));
});

describe('a change in force that is edited once other work has begun', () => {
  const lead = changes({ title: 'Lead' });
  const sales = { ...MARA, department: 'Sales' };
  const beside = filedIn(6, filed('onboarding', 'again', { ...sales, additional: 'yes' }, hana));
  const principal = (when: number) => edited(lead, when, { title: 'Principal' });

  it('changes the work it had changed', () => {
    const several = given(HIRED).after(lead, 2).after(beside, 7);
    const [changed, ...others] = only(several.when(principal(20), 20), 'EngagementChanged');
    expect([changed?.engagement.id, changed?.engagement.attributes.title]).toEqual(['jira:joining#e', 'Principal']);
    expect(others).toEqual([]);
  });

  it('changes nothing where that is over, and moves the end of no other work', () => {
    const after = filedIn(6, filed('onboarding', 'again', { ...sales, start: minute(60), end: minute(80) }, hana));
    const contract = given()
      .after(joins({ end: minute(50) }), 0)
      .after(lead, 2)
      .after(after, 7);
    expectRefusal(contract.when(principal(70), 70), 'already-left');
    expectRefusal(contract.when(edited(lead, 90, { end: minute(200) }), 90), 'already-left');
  });
});
