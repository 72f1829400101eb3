import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { lea, leaves, minute, taken } from '../../../test/support/forms.ts';
import { given, HIRED, only, typesOf } from '../../../test/support/given.ts';
import { type Place, placesOf, secretsKnownTo } from '../policy/index.ts';
import { policyIn, SMALL } from '../policy/testing/policies.ts';
import { caseId } from '../shared/ids.ts';
import { leftToPeople, NO_PLACES } from './leaving.ts';

const { issue } = leaves().form;
const LEAVING = caseId(issue.connection, issue.id);
/** Mara's manager is Tomasz. */
const gone = given(HIRED).after(leaves(), 5);

const owner: Place = {
  id: 'lab.owner',
  says: 'Lab',
  file: 'catalogue.yaml',
  as: 'owner',
  others: ['lena@small.example'],
};
const role: Place = { id: 'roles.confirm', says: 'roles.confirm', file: 'tenure.yaml', as: 'role', others: [] };
const left = (edit: Partial<typeof NO_PLACES>) =>
  leftToPeople(gone.caseOf(LEAVING), gone.ledger, at(6), { ...NO_PLACES, ...edit });

describe('what somebody who has left answered for', () => {
  it.each<[string, readonly string[], string[], string]>([
    ['passes to the deputy', ['lena@small.example'], [], 'deputy'],
    ['passes to the manager without one', [], [], 'manager'],
    ['passes over a deputy who has left too', ['Lena@small.example'], ['lena@small.example'], 'manager'],
    [
      'is nobody’s when all of them have',
      ['lena@small.example'],
      ['lena@small.example', 'tomasz@small.example'],
      'nobody',
    ],
  ])('%s', (_, others, others_gone, to) => {
    const events = left({ places: [{ ...owner, others }], gone: new Set(others_gone) });
    expect(only(events, 'PlacePassed')).toMatchObject([{ place: 'lab.owner', to }]);
    expect(only(events, 'ExceptionRaised').map(({ kind }) => kind)).toEqual(to === 'nobody' ? ['nobody-answers'] : []);
  });

  it('is asked of whoever edits the files, once a file, and each place once', () => {
    const events = left({ places: [owner, { ...owner, id: 'desk.owner', says: 'Desk' }, role] });
    expect(only(events, 'TaskRequested').map(({ title }) => title)).toEqual([
      'catalogue.yaml: name somebody else for Lab, Desk',
      'tenure.yaml: name somebody else for roles.confirm',
    ]);
    const told = gone.and({ on: LEAVING, minute: 6, events });
    expect(leftToPeople(told.caseOf(LEAVING), told.ledger, at(7), { ...NO_PLACES, places: [owner, role] })).toEqual([]);
  });

  it('and holds alone is vacant, and a person is asked', () =>
    expect(only(left({ places: [role] }), 'ExceptionRaised')).toMatchObject([{ detail: { places: 'roles.confirm' } }]));

  it('is said by nobody else than the case that ended the work, and not before', () => {
    const state = gone.caseOf(HIRED.on);
    expect(leftToPeople(state, gone.ledger, at(6), { ...NO_PLACES, places: [owner] })).toEqual([]);
    const ahead = given(HIRED).after(leaves({ end: { kind: 'instant', at: at(50) } }), 5);
    expect(leftToPeople(ahead.caseOf(LEAVING), ahead.ledger, at(6), { ...NO_PLACES, places: [owner] })).toEqual([]);
  });
});

describe('a secret they knew', () => {
  const secret = {
    id: 'robot.key',
    name: 'Deploy key in the vault',
    account: 'robot',
    answers: ['lena@small.example'],
  };

  it('is a task that names the account and who answers for it, once', () => {
    const events = left({ secrets: [secret] });
    expect(only(events, 'TaskRequested')).toMatchObject([
      { about: 'secret', title: expect.stringMatching(/^Change the secret “Deploy key in the vault” of robot/) },
    ]);
    expect(only(events, 'TaskRequested')[0]?.personal?.says).toMatch(/^lena@small\.example answers for robot/);
    const told = gone.and({ on: LEAVING, minute: 6, events });
    expect(
      typesOf(leftToPeople(told.caseOf(LEAVING), told.ledger, at(7), { ...NO_PLACES, secrets: [secret] })),
    ).toEqual([]);
  });
});

describe('the places of a policy', () => {
  const policy = policyIn({
    settings: `${SMALL.settings}roles: { confirm: [Mara@small.example, lena@small.example], stop: [acc-7] }\nmail: { exception: [mara@small.example] }\n`,
    catalogue: `${SMALL.catalogue.replace('owner: lena@small.example', 'owner: lena@small.example\n    deputy: mara@small.example')}accounts:
  robot:
    kind: service
    login: robot@small.example
    owner: mara@small.example
    deputy: lena@small.example
    purpose: builds
    review: "2027-01-31"
    secrets:
      key: { name: Deploy key, knownTo: [mara@small.example] }
      pin: { name: Door, knownTo: [lena@small.example] }
`,
  });

  it('are found by every name of theirs, and by no other', () => {
    const ids = (...names: string[]) => placesOf(policy, names).map(({ id, as, others }) => [id, as, others.join()]);
    expect(ids('mara@small.example', 'acc-7')).toEqual([
      ['figma.deputy', 'deputy', 'lena@small.example'],
      ['lab.owner', 'owner', ''],
      ['accounts.robot.owner', 'owner', 'lena@small.example'],
      ['roles.stop', 'role', ''],
      ['roles.confirm', 'role', 'lena@small.example'],
      ['mail.exception', 'recipient', ''],
    ]);
    expect(ids('nobody@small.example')).toEqual([]);
  });

  it('and the secrets somebody knows are', () =>
    expect(secretsKnownTo(policy, ['mara@small.example'])).toEqual([
      { id: 'robot.key', name: 'Deploy key', account: 'robot', answers: ['lena@small.example'] },
    ]));
});

it('an end that is taken back asks nobody any more for what it had asked', () => {
  const form = leaves({ handOver: minute(500) });
  const before = given(HIRED).after(form, 5);
  const vacant = { ...NO_PLACES, places: [role] };
  const asked = before.and({
    on: LEAVING,
    minute: 6,
    events: leftToPeople(before.caseOf(LEAVING), before.ledger, at(6), vacant),
  });
  expect(asked.caseOf(LEAVING).tasks.map(({ about }) => about)).toEqual(['hand-over', 'policy']);
  const after = asked.after(taken(form, lea), 20).caseOf(LEAVING);
  expect(after.withdrawn).toBe('end');
  expect(after.tasks.map(({ state }) => state)).toEqual(['dropped', 'dropped']);
  expect(after.exceptions).toMatchObject([{ kind: 'nobody-answers', verdict: 'retry', by: 'taken back' }]);
});
