/** users.*: who somebody is. */
import { missingField, SlackRefusal } from '../refusal.ts';
import { type Call, type Method, pageOf, requiredText, scope } from './method.ts';

const reading = { token: 'bot', json: false } as const;
const seesAddresses = ({ scopes }: Call) => scopes.includes('users:read.email');

export const userMethods: readonly Method[] = [
  {
    ...reading,
    name: 'users.info',
    tier: 4,
    scopes: scope('users:read'),
    handle(call) {
      const { users } = call.workspace;
      const user = users.get(requiredText(call, 'user'));
      if (user === undefined) throw new SlackRefusal('user_not_found');
      return { user: users.show(user, seesAddresses(call)) };
    },
  },
  {
    ...reading,
    name: 'users.lookupByEmail',
    tier: 3,
    scopes: scope('users:read.email'),
    handle(call) {
      const { users } = call.workspace;
      const email = requiredText(call, 'email');
      if (email.trim() === '') throw missingField('email');
      const user = users.byEmail(email);
      if (user === undefined) throw new SlackRefusal('users_not_found');
      return { user: users.show(user, true) };
    },
  },
  {
    ...reading,
    name: 'users.list',
    tier: 2,
    scopes: scope('users:read'),
    handle(call) {
      const { users, clock } = call.workspace;
      const all = users.all();
      const { items, response_metadata } = pageOf(call, all, Math.max(1, all.length), 1_000);
      return {
        members: items.map((user) => users.show(user, seesAddresses(call))),
        cache_ts: Math.floor(clock.now() / 1000),
        response_metadata,
      };
    },
  },
];
