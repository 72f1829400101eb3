/** Who may be asked about a request, as they are read where it is decided. */
import { expect, it } from 'vitest';
import { ledger } from '../../../test/support/build.ts';
import { force } from '../../../test/support/requests.ts';
import type { Policy } from '../../core/policy/model.ts';
import { entitlementId } from '../../core/shared/ids.ts';
import { factsFrom } from './facts.ts';
import type { People } from './people.ts';

const GONE = 'ines@small.example';
const { policy: read } = force();
const policy: Policy = {
  ...read,
  settings: { ...read.settings, roles: { ...read.settings.roles, confirm: ['Ines@small.example'] } },
};
const people: People = {
  named: async (mail) => ({ candidate: { mail, names: [mail], works: mail !== GONE }, ledger: null }),
  byId: async () => null,
  delegatesOf: async () => [],
};
const factsAbout = (application: string, role: string) =>
  factsFrom(
    people,
    policy,
    ledger(),
    { entitlements: [entitlementId(application, role)], rules: [], askers: [] },
    { members: new Map(), unread: new Map() },
  );

it('of an emergency also whoever confirms: who has left says nothing of it', async () => {
  expect((await factsAbout('vault', 'admin')).named.get(GONE)).toMatchObject({ works: false });
  expect((await factsAbout('figma', 'editor')).named.has(GONE)).toBe(false);
});
