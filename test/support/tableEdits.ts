/** Three engineers, at most two of whom may be touched at once, and edits of the table that would touch them all. */
import { acmePolicy } from '../../examples/acme/company.ts';
import { applyPolicy, confirmChangeSet } from '../../src/app/policy/policyInForce.ts';
import type { Company } from './company.ts';
import { INES } from './hands.ts';
import { engineer } from './people.ts';

export type Edit = (text: string) => string;
/** That a group of theirs would be empty is another reason, and has its own story. */
export const mayBeEmptied: Edit = (text) => text.replace('emptiesUpTo: 1', 'emptiesUpTo: 25');
export const twoAtOnce: Edit = (text) => mayBeEmptied(text.replace('peoplePerOrigin: 25', 'peoplePerOrigin: 2'));
export const STAFF = [
  ['E2001', 'Mara', 'Lindt'],
  ['E2002', 'Jonas', 'Frey'],
  ['E2003', 'Ada', 'Moser'],
] as const;
export const LOGINS = STAFF.map(([, given, family]) => `${given}.${family}@acme.example`.toLowerCase());
export const hire = (company: Company, [number, given, family]: readonly [string, string, string]) =>
  company.file('Onboarding', engineer({ 'Employee number': number, 'First name': given, 'Last name': family }));

export async function threeHired(company: Company) {
  for (const one of STAFF) await hire(company, one);
  await company.untilQuiet();
}

export const edited = (company: Company, edit: Edit) =>
  acmePolicy(company.systems.addresses, (text) => twoAtOnce(edit(text)));
export const ROW = 'github:member|jira:developer,eng-core';
/** Somebody empties a cell. */
export const emptied = (text: string) => text.replace(ROW, 'github:member|jira:developer,');

/** That edit, applied and held. */
export async function held(company: Company, edit: Edit = emptied) {
  const answer = await applyPolicy(company.world, { policy: edited(company, edit), author: 'rafael', approver: null });
  if (answer.kind !== 'held') throw new Error(`not held but ${answer.kind}`);
  await company.untilQuiet();
  return answer;
}

export const confirm = ({ world }: Company, { changeSet, hash }: Awaited<ReturnType<typeof held>>) =>
  confirmChangeSet(world, changeSet, hash, INES);
