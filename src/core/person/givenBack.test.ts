/** Access that a change form says ends. */
import { expect, it } from 'vitest';
import { at, grant, group, joining, okta, theCase } from '../../../test/support/build.ts';
import { changes, edited, filed, hana, joins, texts } from '../../../test/support/forms.ts';
import { expectRefusal, type Given, given, HIRED, only } from '../../../test/support/given.ts';
import type { Grant } from '../grant/model.ts';
import { caseId, grantId, groupName } from '../shared/ids.ts';

const changing = theCase('changing');
const asking = joins({ applications: texts('Vault: admin') });
const withVault = given().after(asking, 0);
const ending = (...lines: readonly string[]) => changes({ applicationsEnding: texts(...lines) });
const live = ({ ledger }: Given, now: number) =>
  ledger.grants.filter(({ end, cause }) => cause !== 'birthright' && (end === null || end > at(now)));

const adoption = caseId('jira', 'adopting');
const adopted = (edit: Partial<Grant>): Given =>
  given(HIRED).and({
    on: adoption,
    minute: 1,
    events: [
      {
        type: 'GrantGiven',
        grant: grant(grantId(`${adoption}#1`), [group('sales')], 0, null, {
          cause: 'adopted',
          engagement: null,
          ...edit,
        }),
      },
    ],
  });

it('ends what another case gave, now, and names this case for it', () =>
  expect(only(withVault.when(ending('Vault: admin'), 5), 'GrantEnded')).toMatchObject([{ end: at(5), by: changing }]));

it('ends what was taken over, also where only a group is held', () => {
  const there = adopted({ holds: { kind: 'group', group: groupName(okta, 'sales') } });
  expect(live(there, 5)).toHaveLength(1);
  expect(live(there.after(ending('OKTA:Sales'), 5), 6)).toEqual([]);
});

it('ends what was taken over as a group, by the application that means the group', () => {
  const there = adopted({
    groups: [group('figma-editors')],
    holds: { kind: 'group', group: groupName(okta, 'figma-editors') },
  });
  expect(live(there.after(ending('Figma: editor'), 5), 6)).toEqual([]);
});

it('leaves everything else as it is', () => {
  const there = adopted({ holds: { kind: 'group', group: groupName(okta, 'sales') } }).after(
    changes({ applications: texts('Vault: admin') }),
    2,
  );
  const ended = there.after(
    filed('change', 'other', { person: 'E2001', applicationsEnding: texts('okta:sales') }, hana),
    5,
  );
  expect(live(ended, 6)).toMatchObject([{ holds: { entitlement: 'vault:admin' } }]);
});

it('is not given again because the form that asked for it is edited for something else', () => {
  const ended = withVault.after(ending('Vault: admin'), 5);
  const before = ended.ledger.grants.length;
  expect(live(ended.after(edited(asking, 6, { privateMail: 'm@home.example' }), 6), 7)).toEqual([]);
  expect(ended.after(edited(asking, 6, { privateMail: 'm@home.example' }), 6).ledger.grants).toHaveLength(before);
});

it('is given again when it is asked for again', () => {
  const ended = withVault.after(ending('Vault: admin'), 5);
  const unticked = edited(asking, 6, { applications: null });
  const again = ended.after(unticked, 6).after(edited(unticked, 7, { applications: texts('Vault: admin') }), 7);
  expect(live(again, 8)).toMatchObject([{ givenBy: joining }]);
});

it('read again says nothing more', () => {
  const form = ending('Vault: admin');
  const ended = withVault.after(form, 5);
  expect(only(ended.when(edited(form, 6, { title: 'Lead' }), 6), 'GrantEnded')).toEqual([]);
});

it.each([
  ['Figma: editor', 'not-held'],
  ['Nothing known', 'unknown-value'],
  ['Figma: viewer', 'comes-with-the-job'],
] as const)('“%s” is refused: %s', (line, code) => expectRefusal(withVault.when(ending(line), 5), code));

it('read again for something else, ends nothing that was given since', () => {
  const form = ending('Vault: admin');
  const since = withVault
    .after(form, 5)
    .after(filed('change', 'again', { person: 'E2001', applications: texts('Vault: admin') }, hana), 6);
  expect(live(since.after(edited(form, 7, { notify: 'tomasz@small.example' }), 7), 8)).toHaveLength(1);
});
