/** Who may answer an approval, how many it takes, and what becomes of it when the issue goes on without. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject, listOf } from '../json.ts';
import { type Call, startTestSite, type TestSite } from '../testing/site.ts';

let site: TestSite;
let people: Readonly<Record<'mia' | 'nora' | 'grace' | 'ada' | 'bot', Call>>;

beforeAll(async () => {
  site = await startTestSite();
  const as = (name: string) => site.as({ email: `${name}@acme.example`, token: `demo-${name}-token` });
  people = { mia: as('mia'), nora: as('nora'), grace: as('grace'), ada: site.ada, bot: site.bot };
});
afterAll(() => site.jira.stop());

type Person = keyof typeof people;
const picked = (...names: Person[]) =>
  names.map((name) => ({ accountId: site.jira.site.directory.userWithMail(`${name}@acme.example`)?.accountId }));

/** Type 1 needs one of the approvers; type 2 all of them but the reporter, and after that one of each group. */
async function request(type: '1' | '2', approvers: readonly Person[], more: JsonObject = {}): Promise<string> {
  const { status, raw, body } = await people.mia('POST', '/rest/servicedeskapi/request', {
    serviceDeskId: '1',
    requestTypeId: type,
    requestFieldValues: {
      summary: 'Please',
      [site.field('Reason')]: 'because',
      [site.field('Approvers')]: picked(...approvers),
      ...more,
    },
  });
  expect(status, raw).toBe(201);
  return String(body.issueKey);
}

async function approvals(who: Person, key: string): Promise<readonly JsonObject[]> {
  const { body } = await people[who]('GET', `/rest/servicedeskapi/request/${key}/approval`);
  return listOf(body.values).filter(isObject);
}
const latest = async (who: Person, key: string) => (await approvals(who, key)).at(-1) ?? {};
const answer = async (who: Person, key: string, decision: string, id?: unknown) =>
  (
    await people[who]('POST', `/rest/servicedeskapi/request/${key}/approval/${id ?? (await latest(who, key)).id}`, {
      decision,
    })
  ).status;
const statusOf = (key: string) => site.jira.site.issue(key).state.status.name;
const setApprovers = async (key: string, ...names: Person[]) => {
  const fields = { [site.field('Approvers')]: picked(...names) };
  expect((await people.bot('PUT', `/rest/api/3/issue/${key}`, { fields })).status).toBe(204);
};
const transitionsOf = async (key: string) =>
  listOf((await people.bot('GET', `/rest/api/3/issue/${key}/transitions`)).body.transitions)
    .filter(isObject)
    .map(({ name }) => name);

describe('an approval that needs all of them', () => {
  it('waits for the last, without the reporter, and then opens the next one', async () => {
    const key = await request('2', ['grace', 'nora', 'mia'], { [site.field('Approver groups')]: [{ name: 'hr' }] });
    expect(await answer('mia', key, 'approve')).toBe(403);
    expect(await answer('grace', key, 'approve')).toBe(200);
    expect(statusOf(key)).toBe('Waiting for everybody');
    expect(await answer('grace', key, 'decline')).toBe(409);
    expect(await answer('nora', key, 'approve')).toBe(200);
    expect(statusOf(key)).toBe('Waiting for the groups');
    const [first, second] = await approvals('mia', key);
    expect(first).toMatchObject({ finalDecision: 'approved' });
    expect(second).toMatchObject({
      finalDecision: 'pending',
      approvers: [{ approver: { displayName: 'Ada Lovelace' } }],
    });
    expect(second?.id).not.toBe(first?.id);
  });

  it('ends with the first who declines', async () => {
    const key = await request('2', ['grace', 'nora']);
    expect(await answer('nora', key, 'decline')).toBe(200);
    expect(statusOf(key)).toBe('Declined');
    expect(await answer('grace', key, 'approve')).toBe(409);
  });
});

describe('an approval of groups', () => {
  it('needs one of each, and skips what the transition would ask on its screen', async () => {
    const key = await request('2', ['grace'], {
      [site.field('Approver groups')]: [{ name: 'hr' }, { name: 'it' }],
    });
    expect(await answer('grace', key, 'approve')).toBe(200);
    expect(await answer('grace', key, 'approve')).toBe(200);
    expect(statusOf(key)).toBe('Waiting for the groups');
    expect(await answer('nora', key, 'approve')).toBe(404);
    expect(await answer('ada', key, 'approve')).toBe(200);
    expect(statusOf(key)).toBe('Done');
  });
});

describe('while an approval is open', () => {
  it('whom the field names now may answer, and whom it no longer names may not', async () => {
    const key = await request('1', ['grace']);
    await setApprovers(key, 'nora');
    const { id } = await latest('nora', key);
    expect(await latest('nora', key)).toMatchObject({
      canAnswerApproval: true,
      approvers: [{ approver: { displayName: 'Nora Needle' } }],
    });
    expect(await answer('grace', key, 'approve', id)).toBe(403);
    expect(await answer('nora', key, 'approve', id)).toBe(200);
  });

  it('an approver who is no longer active is none', async () => {
    const lena = { displayName: 'Lena', email: 'lena@acme.example', token: 'lena' };
    const { accountId } = site.jira.site.addUser(lena);
    const key = await request('1', []);
    await people.bot('PUT', `/rest/api/3/issue/${key}`, { fields: { [site.field('Approvers')]: [{ accountId }] } });
    expect(await latest('bot', key)).toMatchObject({ approvers: [{ approver: { displayName: 'Lena' } }] });
    const user = site.jira.site.directory.user(accountId);
    if (user !== undefined) user.active = false;
    expect(await latest('bot', key)).toMatchObject({ approvers: [] });
  });

  it('nobody can answer what names nobody', async () => {
    const key = await request('1', []);
    expect(await latest('bot', key)).toMatchObject({
      finalDecision: 'pending',
      canAnswerApproval: false,
      approvers: [],
    });
    expect(await answer('bot', key, 'approve')).toBe(403);
  });

  it('its two transitions are offered to nobody, and the way around it is', async () => {
    const key = await request('1', ['grace']);
    expect(await transitionsOf(key)).toEqual(['Cancel request', 'Go on without']);
    expect(
      (await people.bot('POST', `/rest/api/3/issue/${key}/transitions`, { transition: { id: '11' } })).status,
    ).toBe(400);
  });

  it('an answer that is neither yes nor no, and an approval of another request, are refused', async () => {
    const [key, other] = [await request('1', ['grace']), await request('1', ['grace'])];
    expect(await answer('grace', key, 'maybe')).toBe(400);
    expect(await answer('grace', key, 'approve', (await latest('grace', other)).id)).toBe(404);
  });
});

describe('an issue that goes on without its approval', () => {
  it('leaves it undecided and closed; coming back opens another', async () => {
    const key = await request('1', ['grace']);
    const { id } = await latest('grace', key);
    const move = async (name: string) => {
      const { body } = await people.bot('GET', `/rest/api/3/issue/${key}/transitions`);
      const found = listOf(body.transitions).find((one) => isObject(one) && one.name === name);
      const path = `/rest/api/3/issue/${key}/transitions`;
      expect((await people.bot('POST', path, { transition: { id: isObject(found) ? found.id : '' } })).status).toBe(
        204,
      );
    };
    await move('Go on without');
    expect(await answer('grace', key, 'approve', id)).toBe(409);
    await move('Ask again');
    const all = await approvals('grace', key);
    expect(all.map(({ canAnswerApproval }) => canAnswerApproval)).toEqual([false, true]);
    expect(await answer('grace', key, 'approve')).toBe(200);
    expect(statusOf(key)).toBe('In Progress');
  });
});

describe('what is not written down is a switch', () => {
  it('the approvers may be those of the beginning, and the transitions may be open to agents', async () => {
    const quirky = await startTestSite({
      quirks: { approversFollowTheField: false, approvalHoldsItsTransitions: false },
    });
    const [usual, before] = [site, people];
    site = quirky;
    const as = (name: string) => quirky.as({ email: `${name}@acme.example`, token: `demo-${name}-token` });
    people = { mia: as('mia'), nora: as('nora'), grace: as('grace'), ada: quirky.ada, bot: quirky.bot };
    try {
      const key = await request('1', ['grace']);
      await setApprovers(key, 'nora');
      expect(await transitionsOf(key)).toContain('Approve');
      expect(await answer('grace', key, 'approve')).toBe(200);
    } finally {
      site = usual;
      people = before;
      await quirky.jira.stop();
    }
  });
});
