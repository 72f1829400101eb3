/** Planning and confirming an adoption as the command line does, for stories. */
import { expect } from 'vitest';
import { type OperationName, perform } from '../../src/app/operations/index.ts';
import { nextChange } from '../../src/core/grant/index.ts';
import type { Company, CompanyOptions, MakeCompany } from './company.ts';
import { ALL, type Existing, existingPolicy, seedExisting } from './existing.ts';
import { markOfLog, oktaCalls, oktaWrites } from './looks.ts';

export const RAFAEL = 'rafael.ortiz@acme.example';
export const INES = 'ines.keller@acme.example';

export interface Answer {
  readonly [name: string]: unknown;
}

export async function there(
  makeCompany: MakeCompany,
  people: readonly Existing[] = ALL,
  options: Omit<CompanyOptions, 'policy'> = {},
): Promise<Company> {
  const company = await makeCompany({ ...options, policy: existingPolicy });
  seedExisting(company, people);
  return company;
}

/** What an operation answers: its result, with `refusal: null`, or its refusal. */
export async function asked(company: Company, name: OperationName, input: object): Promise<Answer> {
  const performed = await perform(company.world, name, input);
  switch (performed.kind) {
    case 'done':
      return { ...(performed.result as Answer), refusal: null };
    case 'refused':
      return { ...performed.refused };
    case 'invalid':
      throw new Error(performed.problems.join('; '));
  }
}

export async function planned(company: Company, scope: object = {}) {
  const answer = await asked(company, 'adoptPlan', { by: RAFAEL, ...scope });
  if (answer.refusal !== null) throw new Error(JSON.stringify(answer));
  return { counts: answer.counts, hash: String(answer.hash), case: String(answer.case) };
}

export const confirmed = (company: Company, hash: string, by = INES) => asked(company, 'adoptConfirm', { hash, by });

export async function adopted(company: Company) {
  const plan = await planned(company);
  expect((await confirmed(company, plan.hash)).refusal).toBeNull();
  await company.untilQuiet();
  return plan;
}

/** Everybody is looked at as if something had been edited; answers what that wrote. */
export async function reconcileEverybody(company: Company): Promise<readonly string[]> {
  const mark = markOfLog(company);
  for await (const person of company.store.read.allPersons()) {
    await company.store.transaction(async (tx) => {
      const ledger = await tx.lockPerson(person);
      for (const account of ledger.accounts) {
        await tx.raiseWanted(account.id, nextChange(ledger, account, tx.now));
        await tx.send({ lane: 'reconcile', account: account.id });
      }
    });
  }
  await company.untilQuiet();
  expect(oktaCalls(company, mark).length).toBeGreaterThan(0);
  return oktaWrites(company, mark);
}
