/** What a profile should say, as the provider keeps it; and what it does not take is said on the case, field by field. */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { Wanted } from '../../core/grant/index.ts';
import { formFieldsIn } from '../../core/policy/index.ts';
import type { Settings } from '../../core/policy/model.ts';
import type { AccountProfile } from '../../core/reconcile/model.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import { type FittedProfile, fitted } from '../../core/shared/profileFit.ts';
import type { CallOptions } from '../../ports/provider.ts';
import type { ConnectedTo } from './connectedTo.ts';
import type { Run, RunResult } from './run.ts';
import { settledByItself } from './trouble.ts';

const KIND = 'profile-field-unfit';

/** Where only roles are held there is no profile. A leaver's is not written: nothing is asked for it that could keep a sign-in open. */
export async function fitProfile(
  at: ConnectedTo,
  profile: AccountProfile,
  { state }: Pick<Wanted, 'state'>,
  call: CallOptions,
): Promise<FittedProfile> {
  if (at.kind === 'target' || state === 'none' || state === 'deactivated') return { profile, unfit: [] };
  return fitted(profile, await at.system.fieldsFor(profile, call));
}

/** Each with why, and with the field of the form that says it. */
export const unfitWords = (
  { unfit }: FittedProfile,
  { profile, fields }: Pick<Settings, 'profile' | 'fields'>,
): string =>
  unfit
    .map(({ field, why }) => {
      const said = formFieldsIn(profile[field] ?? `{${field}}`, fields).map((name) => `“${name}”`);
      return said.length === 0 ? `${field} (${why})` : `${field} (${why}, from ${said.join(' and ')} on the form)`;
    })
    .join(', ');

/** Once for the same fields; settled when the provider takes them all. */
export function unfitEvents(
  { lease, fit, wanted, force }: Run,
  { seen, at }: RunResult,
  state: CaseState,
): TenureEvent[] {
  if (wanted.state !== 'staged' && wanted.state !== 'active') return [];
  const told = state.exceptions.filter(({ kind }) => kind === KIND);
  const fields = unfitWords(fit, force.policy.settings);
  const over = told.filter(({ verdict, detail }) => verdict === null && detail.fields !== fields);
  const settled = over.map(({ id }) => settledByItself(id, at));
  const last = told.filter(({ detail }) => detail.fields === fields).at(-1);
  const known = last !== undefined && last.verdict !== 'retry';
  if (fields === '' || known || seen.account?.masteredElsewhere === true) return settled;
  return [
    ...settled,
    {
      type: 'ExceptionRaised',
      exception: exceptionId(`${state.id}!${KIND}-${state.exceptions.length + 1}`),
      kind: KIND,
      account: lease.account.id,
      detail: { fields },
    },
  ];
}
