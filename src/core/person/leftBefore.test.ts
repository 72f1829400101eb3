/** Which of two pieces of work a change means: when the store’s clock stood ahead or stands behind, and when it is read late. */
import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
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
  taken,
} from '../../../test/support/forms.ts';
import { expectRefusal, given, HIRED, only } from '../../../test/support/given.ts';

const again = filedIn(6, filed('onboarding', 'again', { ...MARA, start: minute(600) }, hana));
const lead = changes({ title: 'Lead' });
/** Whose work a change is about that is filed and read in these minutes. */
const changed = (story: ReturnType<typeof given>, filedAt: number, readAt: number) =>
  only(story.when(filedIn(filedAt, lead), readAt), 'EngagementChanged').map(({ engagement }) => engagement.id);

const [first, second] = ['jira:joining#e', 'jira:again#e'];

describe('a change to somebody who has left and is hired again', () => {
  it('means the work ahead, although they left at once by a clock that stood ahead, and work on by it', () => {
    const ahead = given(HIRED).after(filedIn(5, leaves()), 500).after(again, 7);
    expect(changed(ahead, 10, 10)).toEqual([second]);
    expect(changed(ahead, 3, 10)).toEqual([first]);
  });

  it('means it, although our clock stands before their last day', () => {
    const behind = given(HIRED)
      .after(filedIn(5, leaves({ end: minute(100) })), 5)
      .after(again, 7);
    expect(changed(behind, 150, 90)).toEqual([second]);
  });

  it('means the work they are still in until their last day', () => {
    const until = given(HIRED)
      .after(filedIn(5, leaves({ end: minute(100) })), 5)
      .after(again, 7);
    expect(changed(until, 10, 10)).toEqual([first]);
  });

  it('means the work they were in when it was filed, although its end was read after its day', () => {
    const late = given(HIRED)
      .after(filedIn(5, leaves({ end: minute(100) })), 500)
      .after(again, 7);
    expect(changed(late, 10, 10)).toEqual([first]);
    expect(changed(late, 150, 10)).toEqual([second]);
  });

  it('means the work there is, where there is no other', () => {
    const ahead = given(HIRED).after(filedIn(5, leaves()), 500);
    expect(changed(ahead, 10, 10)).toEqual([first]);
  });
});

describe('a change to somebody one of whose works was taken back, which was read late', () => {
  const ahead = filedIn(2, filed('onboarding', 'again', { ...MARA, additional: 'Yes', start: minute(600) }, hana));
  const over = given(HIRED)
    .after(ahead, 2)
    .after(taken(joins(), lea, 'Withdrawn', 5), 500);

  it('means the other, where it was filed after that', () => expect(changed(over, 10, 10)).toEqual([second]));
  it('means the one it was in then, where it was filed before', () => expect(changed(over, 3, 10)).toEqual([first]));
});

describe('a change to somebody who does two things, read late', () => {
  const besideUntil = (end: number) =>
    filedIn(6, filed('onboarding', 'again', { ...MARA, additional: 'Yes', start: minute(10), end: minute(end) }, hana));
  const both = given(HIRED).after(besideUntil(100), 7);

  it('means the one that went on when it was filed, and is refused where that is over', () => {
    expect(changed(both, 20, 90)).toEqual([second]);
    expect(changed(both, 20, 110)).toEqual([]);
    expectRefusal(both.when(filedIn(20, lead), 110), 'already-left');
    expect(changed(both, 105, 110)).toEqual([first]);
  });

  it('lets no other go on that has ended since', () => {
    const contract = given(HIRED)
      .after(edited(joins(), 1, { end: minute(120) }), 1)
      .after(besideUntil(100), 7);
    const longer = changes({ end: minute(900) });
    expectRefusal(contract.when(filedIn(20, longer), 130), 'already-left');
    expect(only(contract.when(filedIn(110, longer), 130), 'EngagementChanged')).toMatchObject([
      { engagement: { id: first, end: at(900) } },
    ]);
  });

  it('dated, means the one that goes on when its day comes', () => {
    const dated = filedIn(20, changes({ title: 'Lead', start: minute(105) }));
    expect(only(both.when(dated, 110), 'EngagementChanged').map(({ engagement }) => engagement.id)).toEqual([first]);
  });

  it('by a day where they work, and not where the form would have it', () => {
    const tokyo = { ...MARA, additional: 'Yes', location: 'Tokyo', start: minute(10), end: minute(890) };
    const there = given()
      .after(joins({ location: 'Tokyo' }), 0)
      .after(filedIn(6, filed('onboarding', 'again', tokyo, hana)), 7);
    // Nine in the morning there.
    const dated = filedIn(20, changes({ title: 'Lead', start: '2026-01-06' }));
    expect(only(there.when(dated, 901), 'EngagementChanged').map(({ engagement }) => engagement.id)).toEqual([first]);
  });
});
