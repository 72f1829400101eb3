/** Who was there before Tenure: their accounts, as other hands have made them, and how they are adopted. */
import { confirmAdoption, planAdoption } from '../../../src/app/adoption/index.ts';
import type { World } from '../../../src/app/world.ts';
import type { Colleague } from './colleague.ts';
import { DEPARTMENTS, INES, LENA, MEDDLED, okta as OKTA, TITLES } from './company.ts';
import type { Okta } from './okta.ts';
import { bringsBy } from './policies.ts';
import type { Random } from './random.ts';
import { DAY, HOUR, MINUTE } from './timeline.ts';

/** Again and again: what has changed since it was listed is listed anew, and what broke off was nothing. */
export const ADOPTED_AFTER: readonly number[] = [
  3 * MINUTE,
  20 * MINUTE,
  HOUR,
  3 * HOUR,
  DAY,
  2 * DAY,
  4 * DAY,
  8 * DAY,
];
const BEFORE = 60 * DAY;

/** They have what their job brings, and now and then something besides that nothing explains. */
export function wereThere(colleagues: readonly Colleague[], okta: Okta, random: Random, from: number): void {
  for (const one of colleagues) {
    if (one.stays || !random.chance(0.5)) continue;
    one.isThere = true;
    one.department = random.pick(DEPARTMENTS) ?? one.department;
    one.title = random.pick(TITLES) ?? one.title;
    one.start = from - BEFORE;
    const { number: employeeNumber, given: givenName, family: familyName, department, title, mail: login } = one;
    const profile = { employeeNumber, givenName, familyName, department, title };
    const brought = bringsBy({ table: 0, roles: 'plain', limits: 'wide' }, department, title).surely;
    const besides = random.chance(0.6) ? random.pick(MEDDLED) : undefined;
    const groups = [...new Set([...brought, ...(besides === undefined ? [] : [besides])])];
    const { id } = okta.create({ login, profile, mark: '', active: true, groups, providerSendsMail: false }, 'other');
    okta.comeIn(id);
  }
}

/** Whoever Tenure knows by now is adopted; the others are listed by one person, and confirmed by another. */
export async function adopt(world: World, colleagues: readonly Colleague[]): Promise<void> {
  const waiting = colleagues.filter(({ isThere, isAdopted }) => isThere && !isAdopted);
  for (const one of waiting) one.isAdopted = (await world.store.read.findPersons(one.number)).length > 0;
  if (waiting.every(({ isAdopted }) => isAdopted)) return;
  const planned = await planAdoption(world, { kind: 'connection', connection: OKTA }, LENA);
  if (planned.ok) await confirmAdoption(world, planned.value.list.hash, INES);
}
