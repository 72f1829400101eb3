/** What an answer on the service desk's own approval changes, and what it does not. */
import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { texts } from '../../../test/support/forms.ts';
import { only, typesOf } from '../../../test/support/given.ts';
import {
  ADMIN,
  type Asking,
  asking,
  asks,
  candidate,
  edits,
  FACTS,
  force,
  linesOf,
  MARA_ASKS,
} from '../../../test/support/requests.ts';
import { countAnswers, newAnswers, type ShownAnswer, verdictOf } from './answers.ts';
import { workOf } from './decide.ts';

const form = asks(ADMIN);
const TOMASZ = { mail: 'tomasz@small.example', account: 'account-t' };
/** The desk has opened an approval about what is open, and asks Tomasz. */
const put = (before: Asking, approval = '41'): Asking => {
  const questions = before.state.request.questions.flatMap(({ id, isOpen }) => (isOpen ? [id] : []));
  return before.and([{ type: 'ApprovalOpened', approval, questions, personal: { asked: [TOMASZ] } }], 6);
};
const first = put(asking().after(form, 5));

const by = (edit: Partial<ShownAnswer> = {}): ShownAnswer => ({
  approval: '41',
  account: TOMASZ.account,
  mail: TOMASZ.mail,
  verdict: 'approve',
  ...edit,
});

function counted({ state, ledger }: Asking, answer: ShownAnswer, names = [answer.mail ?? ''], facts = FACTS) {
  const now = at(10);
  const setting = { ...force(), engagement: workOf({ ledger, now }), ledger, facts, requester: MARA_ASKS.names, now };
  return countAnswers(state, [{ ...answer, by: names.filter((name) => name !== ''), alsoKnownBy: [] }], setting);
}

describe('an answer on the desk', () => {
  it('is that person’s decision, about what the approval was opened for, and asks the next stage', () => {
    const events = counted(first, by());
    expect(typesOf(events)).toEqual(['DecisionMade', 'QuestionAsked']);
    expect(only(events, 'DecisionMade')[0]).toMatchObject({
      question: '1-1',
      channel: 'jira',
      shown: first.state.request.questions[0]?.shown,
      personal: { by: TOMASZ.mail },
    });
  });

  it('is counted once, also when it was said elsewhere first', () => {
    const after = first.and(counted(first, by()), 10);
    expect(newAnswers(after.state, [by()])).toEqual([]);
    expect(counted(after, by())).toEqual([]);
    const elsewhere = first.said('tomasz', {}, 7);
    expect(newAnswers(elsewhere.state, [by()])).toEqual([]);
    expect(counted(elsewhere, by())).toEqual([]);
  });

  it('is one about every line it was opened for', () => {
    const two = put(asking().after(asks({ access: texts('Vault: reader', 'Figma: editor'), duration: '24h' }), 5));
    expect(linesOf(two.and(counted(two, by()), 10))).toEqual(['1 vault:reader held', '2 figma:editor held']);
  });

  it('is known by the account that was asked, also when its address is hidden since', () => {
    expect(typesOf(counted(first, by({ mail: null }), [TOMASZ.mail]))).toContain('DecisionMade');
    expect(newAnswers(first.said('tomasz', {}, 7).state, [by({ mail: null })])).toEqual([]);
  });

  it('to an approval nobody has noted says nothing', () => {
    expect(newAnswers(first.state, [by({ approval: '40' })])).toEqual([]);
    expect(counted(first, by({ approval: '40' }))).toEqual([]);
  });
});

describe('an answer that changes nothing is named, once', () => {
  const own = { account: 'account-m', mail: 'mara@old.example' };
  const gone = { ...FACTS, managers: [candidate('tomasz', { works: false }), candidate('greta')] };
  const edited = first.after(edits(form, 8, { ...ADMIN, reason: 'Another' }), 8);
  it.each([
    ['of whoever asks, by any address of theirs', counted(first, by(own)), 'own-request'],
    [
      'of somebody who is not asked',
      counted(first, by({ account: 'x', mail: 'greta@small.example' })),
      'not-an-approver',
    ],
    ['of somebody nobody knows', counted(first, by({ account: 'x', mail: null })), 'not-an-approver'],
    ['of somebody who has left', counted(first, by(), [TOMASZ.mail], gone), 'no-longer-approver'],
    ['about what was edited since', counted(edited, by()), 'question-over'],
    [
      'to the contrary of what they said before',
      counted(first.said('tomasz', {}, 7), by({ verdict: 'refuse' })),
      'question-over',
    ],
  ])('%s', (_, events, because) => {
    expect(typesOf(events)).toEqual(['AnswerNotCounted']);
    expect(only(events, 'AnswerNotCounted')[0]).toMatchObject({ because, approval: '41' });
  });

  it('and a look later is not named again', () => {
    const answer = by({ account: 'x', mail: null });
    const after = first.and(counted(first, answer), 10);
    expect(newAnswers(after.state, [answer])).toEqual([]);
    expect(counted(after, answer)).toEqual([]);
  });
});

describe('an approval whose questions were decided elsewhere', () => {
  const two = put(asking().after(asks({ access: texts('Vault: reader', 'Figma: editor'), duration: '24h' }), 5));
  const said = (line: string, verdict: 'approve' | 'refuse', before = two) =>
    before.said('tomasz', { about: line, verdict, reason: 'So' }, 7);
  const stands = ({ state }: Asking) => state.request.approvals.map((one) => verdictOf(state, one));

  it.each<[string, Asking, 'approve' | 'refuse' | null]>([
    ['is approved with the only one', first.said('tomasz', {}, 7), 'approve'],
    ['is declined with the only one', first.said('tomasz', { verdict: 'refuse', reason: 'No' }, 7), 'refuse'],
    ['waits while one is open', said('1', 'approve'), null],
    ['is approved with all of them', said('2', 'approve', said('1', 'approve')), 'approve'],
    ['is declined with all of them', said('2', 'refuse', said('1', 'refuse')), 'refuse'],
    ['is not answered where they went different ways', said('2', 'refuse', said('1', 'approve')), null],
    ['is not answered where it is void', first.after(edits(form, 7, { duration: '24h' }), 7), null],
  ])('%s', (_, after, expected) => expect(stands(after)).toEqual([expected]));
});
