/** Before anything goes live: what Tenure would have done, against what IT really did, from the record and a reading. */
import { expect, it } from 'vitest';
import { asked } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { putInto } from '../support/hands.ts';
import { markOfLog, oktaWrites } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const SHADOW = (text: string) => text.replace('  default: live', '  default: shadow');
const NOAH = { 'Employee number': 'E2002', 'First name': 'Noah', 'Last name': 'Berg' };

interface Figure {
  readonly of: string;
  readonly agreed: number;
  readonly notDone: number;
  readonly otherwise: number;
  readonly notKnownYet: number;
}
interface Shadowed {
  readonly steps: number;
  readonly byKind: readonly Figure[];
  readonly byGroup: readonly Figure[];
  readonly differing: readonly {
    readonly person: { readonly name: string };
    readonly change: string;
    readonly group: string | null;
  }[];
  readonly givenBesides: readonly { readonly group: string }[];
}

async function compared(company: Company): Promise<Shadowed> {
  const answer = await asked(company, 'shadow', {});
  expect(answer.refusal).toBeNull();
  return answer as unknown as Shadowed;
}
const figure = ({ byKind }: Shadowed, of: string) => byKind.find((one) => one.of === of);
const ofGroup = ({ byGroup }: Shadowed, group: string) => byGroup.find((one) => one.of === `okta:${group}`);

/** What an administrator does with the account form and the groups page. */
function madeByHand({ systems }: Company, login: string, number: string, groups: readonly string[]) {
  const { directory } = systems.okta;
  const profile = {
    login,
    email: login,
    firstName: 'By',
    lastName: 'Hand',
    employeeNumber: number,
    userType: 'employee',
  };
  const groupIds = directory.groups().filter((one) => groups.includes(one.profile.name));
  directory.createUser({ profile, groupIds: groupIds.map(({ id }) => id) });
}

describeStory('shadow against IT', (makeCompany) => {
  it('is a figure for each kind of case and each group, and nothing of it is guessed', async () => {
    const company = await makeCompany({ policy: SHADOW });
    await company.file('Onboarding', engineer());
    await company.file('Onboarding', engineer(NOAH));
    await company.untilQuiet();
    const mark = markOfLog(company);
    const steps = ENGINEER_GROUPS.length + 1;

    // The same minute nobody can have done it yet.
    const first = await compared(company);
    expect(first.steps).toBe(2 * steps);
    expect(figure(first, 'onboarding')).toMatchObject({ agreed: 0, notDone: 0, notKnownYet: 2 * steps });

    // IT makes one account, forgets a group and gives another; the other one under a login of their own.
    const [forgotten = '', ...given] = ENGINEER_GROUPS;
    madeByHand(company, MARA, 'E2001', [...given, 'finance-all']);
    madeByHand(company, 'nberg@acme.example', 'E2002', []);
    await company.pass('25h');
    const second = await compared(company);
    expect(figure(second, 'onboarding')).toEqual({
      of: 'onboarding',
      agreed: 1 + given.length,
      notDone: 1 + ENGINEER_GROUPS.length,
      // Another login, and a group the table does not give.
      otherwise: 2,
      notKnownYet: 0,
    });
    expect(ofGroup(second, forgotten)).toMatchObject({ agreed: 0, notDone: 2 });
    expect(ofGroup(second, given[0] ?? '')).toMatchObject({ agreed: 1, notDone: 1 });
    expect(second.givenBesides.map(({ group }) => group)).toEqual(['okta:finance-all']);

    // Done a day later, it agrees.
    putInto(company, forgotten, MARA);
    expect(ofGroup(await compared(company), forgotten)).toMatchObject({ agreed: 1, notDone: 1 });
    expect(oktaWrites(company, mark)).toEqual([]);

    // What cannot be read is not known, and never "IT did not".
    company.systems.okta.faults.add({ on: '^GET /api/v1/users', do: 'refuse', status: 503, times: 1_000 });
    expect(figure(await compared(company), 'onboarding')).toMatchObject({ agreed: 0, notDone: 0, otherwise: 0 });
    company.systems.okta.faults.clear();
  });
});
