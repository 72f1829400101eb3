/**
 * The issue of a request that was raised outside the tracker, as the form of whoever asked. We made the issue, so its
 * creator says nothing about who asks: that is on our own row. So is what is asked, as long as nobody has touched that field
 * since: the tracker may have filled in a default, or not have had the option.
 */
import { mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import type { Actor, FieldReading, FieldValue, FiledForm } from '../../core/person/index.ts';
import { entitlementById } from '../../core/policy/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import { ASKED_FIELDS, type AskedField } from '../../core/request/index.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import type { EntitlementId } from '../../core/shared/ids.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import type { World } from '../world.ts';

/** What was asked, beside where it is kept. */
export type RaisedWords = Pick<
  RaisedRow,
  'asker' | 'beneficiary' | 'lines' | 'duration' | 'reason' | 'ticket' | 'breakGlass'
>;

/** As the form's own options say it. */
export function lineWords({ catalogue }: Policy, id: EntitlementId): string {
  const entry = entitlementById(catalogue, id);
  return entry === undefined ? id : `${entry.application.name}: ${entry.entitlement.role}`;
}

/** What stands in each field; `beneficiaryMail` is their work address. */
export function raisedValues(
  { asker, beneficiary, lines, duration, reason, ticket, breakGlass }: RaisedWords,
  policy: Policy,
  beneficiaryMail: string,
): Readonly<Partial<Record<AskedField, FieldValue>>> {
  const text = (said: string | null) => (said === null ? undefined : ({ kind: 'text', text: said } as const));
  const found = {
    applications: { kind: 'texts', texts: lines.map((line) => lineWords(policy, line)) } as const,
    forWhom: text(asker === beneficiary ? null : beneficiaryMail),
    duration: text(duration === 'usual' ? null : durationWords(duration)),
    reason: text(reason),
    ticket: text(ticket),
    breakGlass: text(breakGlass ? 'Yes' : null),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Whoever asks, as an author of the form: the same whatever the tracker shows of them. */
export const askerAs = (asker: RaisedRow['asker'], mail: string | null): Actor => ({
  id: `person:${asker}`,
  mail,
  groups: [],
  roles: [],
});

/** The form with whoever asked in the place of our own account, and what they asked where nobody has edited it since. */
export function asFiledBy(
  form: FiledForm,
  creator: Actor,
  /** The tracker's ids of whoever asked: what they edit there is theirs. */
  accounts: ReadonlySet<string>,
  values: ReturnType<typeof raisedValues>,
  /** Erased here: what stands on the form is all that is left of them. */
  erased: readonly AskedField[] = [],
): FiledForm {
  const ours = form.creator.id;
  const named = <Touched extends { readonly author: Actor }>(touched: Touched): Touched =>
    accounts.has(touched.author.id) ? { ...touched, author: creator } : touched;
  const isTouched = (name: AskedField) =>
    erased.includes(name) ||
    form.emptied[name] !== undefined ||
    ![undefined, ours].includes(form.fields[name]?.author.id);
  // One of the two names what is asked: edited in either, what the form says counts.
  const linesTouched = isTouched('access') || isTouched('applications');
  const counts = (name: AskedField) => (name === 'access' || name === 'applications' ? linesTouched : isTouched(name));
  const fields: Record<string, FieldReading> = {};
  for (const [name, reading] of Object.entries(form.fields)) fields[name] = named(reading);
  for (const name of ASKED_FIELDS) {
    const reading = form.fields[name];
    const value = values[name];
    if (counts(name)) {
      if (reading?.author.id === ours) fields[name] = { ...reading, author: creator };
    } else if (value === undefined) delete fields[name];
    else fields[name] = { value, author: creator, at: form.created };
  }
  const emptied = Object.fromEntries(Object.entries(form.emptied).map(([name, touch]) => [name, named(touch)]));
  const isFilledIn = (field: string) => ASKED_FIELDS.some((name) => name === field && !counts(name));
  return {
    ...form,
    creator,
    // What we moved it to ourselves is nobody's word.
    statusBy: accounts.has(form.statusBy.id) ? creator : form.statusBy,
    fields,
    emptied,
    unreadable: form.unreadable.filter(({ field }) => !isFilledIn(field)),
  };
}

/** The request this issue is, when Tenure made the issue for one. */
export async function raisedOf({ store, tracker }: World, form: FiledForm): Promise<RaisedRow | null> {
  const known = await store.read.raisedAs(form.issue.id);
  if (known !== null) return known;
  const key = await tracker.ownKey(form);
  const row = key === null ? null : await store.read.raised(key);
  // Its answer was lost, and this look is earlier than whoever files it again. A second issue with one key is none of ours.
  return row?.issue === null ? row : null;
}

export async function formOf(world: World, policy: Policy, form: FiledForm, row: RaisedRow): Promise<FiledForm> {
  const [asker, beneficiary] = await Promise.all([
    world.store.read.person(row.asker),
    world.store.read.person(row.beneficiary),
  ]);
  const found = await Promise.all(mailsOf(asker).map((mail) => world.tracker.findShownUser(mail)));
  const accounts = new Set(found.filter((id) => id !== null));
  const creator = askerAs(row.asker, mailOf(asker));
  const erased: readonly AskedField[] = row.digest === null ? ['reason', 'ticket'] : [];
  return asFiledBy(form, creator, accounts, raisedValues(row, policy, mailOf(beneficiary)), erased);
}

export const mailOf = ({ person }: PersonLedger): string => person?.profile.workMail.toLowerCase() ?? '';
