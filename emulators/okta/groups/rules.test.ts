import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OktaEmulator } from '../index.ts';
import { type Caller, someone, startOrg } from '../testing/client.ts';

let okta: OktaEmulator;
let call: Caller;
beforeAll(async () => {
  ({ okta, call } = await startOrg());
});
afterAll(() => okta.stop());

let count = 0;
const rule = (expression: string) => {
  count += 1;
  const group = okta.directory.createGroup(`Target ${count}`);
  return { group, rule: okta.directory.createRule({ name: `Rule ${count}`, expression, groupIds: [group.id] }) };
};
const inDepartment = (department: string) => okta.directory.createUser({ profile: someone({ department }) });
const types = () => okta.directory.logEntries().map(({ eventType }) => eventType);

describe('group rules', () => {
  it('put in who fits, on creation and on change, and take out who stops fitting', async () => {
    const { group } = rule('user.department=="Legal" && user.title!="Intern"');
    const user = inDepartment('Legal');
    expect(okta.directory.members(group.id)).toEqual([user.id]);
    await call('POST', `/api/v1/users/${user.id}`, { profile: { title: 'Intern' } });
    expect(okta.directory.members(group.id)).toEqual([]);
    await call('POST', `/api/v1/users/${user.id}`, { profile: { title: 'Counsel' } });
    expect(okta.directory.members(group.id)).toEqual([user.id]);
  });

  it('move nobody who has yet to come in, and them as soon as they have', async () => {
    const { group } = rule('user.department=="Pending"');
    const user = okta.directory.createUser({
      profile: someone({ department: 'Pending' }),
      status: 'STAGED',
      hasPassword: false,
    });
    await call('POST', `/api/v1/users/${user.id}/lifecycle/activate?sendEmail=false`);
    expect([okta.directory.user(user.id)?.status, okta.directory.members(group.id)]).toEqual(['PROVISIONED', []]);
    okta.directory.completeActivation(user.id);
    expect(okta.directory.members(group.id)).toEqual([user.id]);
  });

  it('begin to work on activation and leave everybody in place when put to sleep', async () => {
    const group = okta.directory.createGroup('Later');
    const user = inDepartment('Later');
    const body = {
      type: 'group_rule',
      name: 'Later',
      conditions: { expression: { value: 'user.department=="Later"', type: 'urn:okta:expression:1.0' } },
      actions: { assignUserToGroups: { groupIds: [group.id] } },
    };
    const { id, status } = (await call('POST', '/api/v1/groups/rules', body)).body;
    expect([status, okta.directory.members(group.id)]).toEqual(['INACTIVE', []]);
    expect((await call('POST', `/api/v1/groups/rules/${id}/lifecycle/activate`)).status).toBe(204);
    expect(okta.directory.members(group.id)).toEqual([user.id]);
    expect((await call('PUT', `/api/v1/groups/rules/${id}`, { ...body, name: 'Renamed' })).status).toBe(400);
    await call('POST', `/api/v1/groups/rules/${id}/lifecycle/deactivate`);
    expect(okta.directory.members(group.id)).toEqual([user.id]);
    expect((await call('PUT', `/api/v1/groups/rules/${id}`, { ...body, name: 'Renamed' })).body.name).toBe('Renamed');
    const other = { assignUserToGroups: { groupIds: [okta.directory.everyoneId] } };
    expect((await call('PUT', `/api/v1/groups/rules/${id}`, { ...body, actions: other })).status).toBe(400);
    expect((await call('DELETE', `/api/v1/groups/rules/${id}?removeUsers=true`)).status).toBe(202);
    expect(okta.directory.members(group.id)).toEqual([]);
  });

  it('write an exclusion, silently, when somebody removes their member by hand', async () => {
    const { group, rule: made } = rule('user.department=="Excluded"');
    const user = inDepartment('Excluded');
    expect((await call('DELETE', `/api/v1/groups/${group.id}/users/${user.id}`)).status).toBe(204);
    const { body } = await call('GET', `/api/v1/groups/rules/${made.id}`);
    expect(body.conditions.people.users.exclude).toEqual([user.id]);
    expect(types().slice(-2)).toEqual(['group.user_membership.remove', 'group.user_membership.rule.add_exclusion']);
    await call('POST', `/api/v1/users/${user.id}`, { profile: { title: 'Any change' } });
    expect(okta.directory.members(group.id)).toEqual([]);
  });

  it('take away at a change of attribute whom they put in, even if a person added them again by hand', async () => {
    const { group } = rule('user.department=="Mirror"');
    const user = inDepartment('Mirror');
    await call('PUT', `/api/v1/groups/${group.id}/users/${user.id}`);
    await call('POST', `/api/v1/users/${user.id}`, { profile: { department: 'Elsewhere' } });
    expect(okta.directory.members(group.id)).toEqual([]);
  });

  it('leave alone whom a person put in first', async () => {
    const { group } = rule('user.department=="Manual"');
    const user = inDepartment('None');
    await call('PUT', `/api/v1/groups/${group.id}/users/${user.id}`);
    await call('POST', `/api/v1/users/${user.id}`, { profile: { department: 'Manual' } });
    await call('POST', `/api/v1/users/${user.id}`, { profile: { department: 'None' } });
    expect(okta.directory.members(group.id)).toEqual([user.id]);
  });

  it('do not look at the deactivated, who keep what they had, until they come back', async () => {
    const { group: before } = rule('user.department=="Frozen"');
    const user = inDepartment('Frozen');
    await call('POST', `/api/v1/users/${user.id}/lifecycle/deactivate`);
    const { group: after } = rule('user.department=="Frozen"');
    expect(okta.directory.groupsOf(user.id)).toEqual([before.id]);
    await call('POST', `/api/v1/users/${user.id}/lifecycle/activate?sendEmail=false`);
    expect(okta.directory.groupsOf(user.id)).toEqual([before.id, after.id]);
  });

  it('hold at most a hundred exclusions', async () => {
    const { group } = rule('user.department=="Crowd"');
    const people = Array.from({ length: 101 }, () => inDepartment('Crowd'));
    const replies = [];
    for (const person of people)
      replies.push((await call('DELETE', `/api/v1/groups/${group.id}/users/${person.id}`)).status);
    expect(replies.slice(0, 100).every((status) => status === 204)).toBe(true);
    expect(replies[100]).toBe(400);
    expect(okta.directory.members(group.id)).toHaveLength(1);
  });

  it('become invalid with their group', async () => {
    const { group, rule: made } = rule('user.department=="Orphan"');
    await call('DELETE', `/api/v1/groups/${group.id}`);
    const { body } = await call('GET', `/api/v1/groups/rules/${made.id}`);
    expect([body.status, body.allGroupsValid]).toEqual(['INVALID', false]);
  });

  it.each([
    ['user.department=="A" || user.department=="B"', ['A', 'B'], ['C']],
    ['(user.department=="A" || user.department=="B") && !(user.title=="x")', ['A'], ['C']],
    ['String.startsWith(user.department, "Eng")', ['Engineering'], ['Sales']],
    ['String.stringContains(user.department, "ale")', ['Sales'], ['Engineering']],
  ])('understand %s', (expression, fitting, others) => {
    const { group } = rule(expression);
    const inside = fitting.map(inDepartment).map(({ id }) => id);
    others.map(inDepartment);
    expect(okta.directory.members(group.id)).toEqual(expect.arrayContaining(inside));
    expect(
      okta.directory.members(group.id).every((id) => okta.directory.user(id)?.profile.department !== others[0]),
    ).toBe(true);
  });

  it('refuse an expression outside the language', () => {
    expect(() => rule('user.department LIKE "x"')).toThrow('Api validation failed: conditions.expression');
  });
});
