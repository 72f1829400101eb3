import { describe, expect, it } from 'vitest';
import { evolved, ledger, mara, person, theCase } from '../../../test/support/build.ts';
import type { PersonLedger } from './ledger.ts';
import { profileWithout } from './writtenOver.ts';

/** `b=new` = the form b says that the manager is new; `b=` = nobody; `-b` = b is taken back. */
function having(steps: string): PersonLedger {
  return steps.split(' ').reduce((before, step) => {
    const who = before.person ?? expect.fail();
    const by = theCase(step.replace(/^-|=.*/g, ''));
    const { managerMail: _, ...rest } = who.profile;
    const manager = step.split('=')[1] ?? '';
    const said = manager === '' ? rest : { ...rest, managerMail: manager };
    // As its withdrawal does: what was there is written, then the case is over.
    const personal = step.startsWith('-') ? profileWithout(who, by) : said;
    const told = evolved(before, [{ type: 'ProfileChanged', person: mara, personal }], by);
    if (!step.startsWith('-')) return told;
    return evolved(told, [{ type: 'CaseWithdrawn', digest: '', status: '', by: '', undid: 'work' }], by);
  }, ledger());
}

describe('what a form wrote over', () => {
  it.each<[string, string, string | undefined]>([
    ['is back when the form is', 'a=old b=new -b', 'old'],
    ['is nothing again where nothing stood', 'b=new -b', undefined],
    ['is back where it had been emptied', 'a=old b= -b', 'old'],
    ['is what it found first, however often it was edited', 'a=old b=1 b=2 -b', 'old'],
    ['stays where another form has said something else since', 'a=old b=new c=c -b', 'c'],
    ['is not what was taken back', 'a=old b=new c=c -b -c', 'old'],
    ['is what stands below, in whatever order', 'a=old b=new c=c -c -b', 'old'],
    ['is the other’s where it wrote over that', 'a=old b=1 c=c b=2 -b', 'c'],
    ['and what it had found itself, once that is gone too', 'a=old b=1 c=c b=2 -c -b', 'old'],
  ])('%s', (_, steps, expected) => expect(having(steps).person?.profile.managerMail).toBe(expected));

  it('is kept no longer than it can be put back', () => {
    expect(having('b=new -b').person).toEqual(person);
    const left = { part: 'managerMail', by: theCase('c'), before: null };
    expect(having('b=new c=c -b').person?.writtenOver).toEqual([left]);
  });
});
