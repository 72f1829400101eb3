/** An onboarding form that is read again: what has changed about the person since stays as it is. */
import { expect, it } from 'vitest';
import { at, grant, group, joining, mara, theCase } from '../../../test/support/build.ts';
import { edited, joins, minute } from '../../../test/support/forms.ts';
import { given, only, profile } from '../../../test/support/given.ts';
import { engagementId, grantId } from '../shared/ids.ts';

it('does not give the old address back after a new name has brought a new one', () => {
  const form = joins({ workMail: 'mara.lindt@small.example' });
  const before = given().after(form, 0);
  const personal = { ...profile, workMail: 'mara.berg@small.example' };
  const person = before.ledger.person?.id ?? mara;
  const renamed = before.and({
    on: theCase('renaming'),
    minute: 5,
    events: [{ type: 'ProfileChanged', person, personal }],
  });
  const again = renamed.after(edited(form, 6, { hardware: 'Monitor' }), 6);
  expect(again.ledger.person?.profile.workMail).toBe('mara.berg@small.example');
});

it('moves what was taken over with the contract whose end it had', () => {
  const form = joins({ end: minute(500), workerType: 'Contractor' });
  const there = given()
    .after(form, 0)
    .and({
      on: theCase('adopting'),
      minute: 1,
      events: [
        {
          type: 'GrantGiven',
          grant: grant(grantId('jira:adopting#1'), [group('sales')], 0, 500, {
            cause: 'adopted',
            engagement: engagementId(`${joining}#e`),
            givenBy: theCase('adopting'),
          }),
        },
      ],
    });
  const longer = there.when(edited(form, 6, { end: minute(900) }), 6);
  expect(only(longer, 'GrantReinstated')).toContainEqual(
    expect.objectContaining({ grant: 'jira:adopting#1', end: at(900) }),
  );
});
