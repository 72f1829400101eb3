/** From what stands on a request's form to what is asked: every value checked once, every problem named, all at once. */
import type { FormProblem, FormRefusal } from '../evidence/model.ts';
import type { FieldValue, FiledForm } from '../person/index.ts';
import { canonical, sha256 } from '../shared/canonical.ts';
import { fold } from '../shared/fold.ts';
import type { Milliseconds } from '../shared/instant.ts';
import { readDuration } from './duration.ts';

/** What a request's form says. */
export interface Asked {
  /** Changes with every value and every author: the same digest needs no second decision. */
  readonly digest: string;
  /** Whom it is for, as picked or written; `null` = whoever asks. */
  readonly forWhom: string | null;
  /** As ticked: `Application: role`, or an application alone. */
  readonly lines: readonly string[];
  /** `usual` = nothing was chosen; `null` = as long as the work. */
  readonly duration: Milliseconds | null | 'usual';
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly breakGlass: boolean;
  /** Taken back: the issue stands in a status that says so. */
  readonly isWithdrawn: boolean;
  readonly problems: readonly FormProblem[];
}

/** What a request's form may have; the rest of the mapped fields are of other forms. */
export const ASKED_FIELDS = [
  'forWhom',
  'access',
  'applications',
  'otherApplication',
  'duration',
  'reason',
  'ticket',
  'breakGlass',
] as const;
export type AskedField = (typeof ASKED_FIELDS)[number];
type Field = AskedField;
/** Where lines stand. An application nobody offers is asked for like any other: what it is told is that nobody does. */
const ASKED_IN = ['access', 'applications', 'otherApplication'] as const;

const LONGEST = { reason: 2_000, ticket: 500, line: 300 } as const;
const MOST_LINES = 20;
const YES: readonly string[] = ['yes', 'true', 'y', 'x', 'emergency', 'break glass'];
const NO: readonly string[] = ['no', 'false', 'n', 'none'];

/** `holder`: every address of whom it is for, who may give it back as whoever asked may. */
export function readAsked(
  form: FiledForm,
  withdrawnStatuses: readonly string[],
  holder: readonly string[] = [],
): Asked {
  const problems: FormProblem[] = form.unreadable
    .filter(({ field, why }) => isOurs(field) && why !== 'not-on-issue')
    .map(({ field, why }) => ({ code: why, field }));
  const problem = (code: FormRefusal, field: Field) => void problems.push({ code, field });
  const value = (field: Field) => form.fields[field]?.value ?? null;

  const text = (field: Field, limit: number): string | null => {
    const found = value(field);
    if (found === null) return null;
    const plain = textsIn(found)?.join(', ').trim();
    if (plain === undefined) problem('wrong-shape', field);
    else if (plain.length > limit) problem('too-long', field);
    else return plain === '' ? null : plain;
    return null;
  };
  const forWhom = (): string | null => {
    const found = value('forWhom');
    const [only, ...more] = found?.kind === 'users' ? found.users : found?.kind === 'user' ? [found] : [];
    if (more.length > 0) problem('ambiguous-person', 'forWhom');
    if (only === undefined)
      return found?.kind === 'users' ? null : (text('forWhom', LONGEST.line)?.toLowerCase() ?? null);
    if (only.mail === null) problem('hidden-address', 'forWhom');
    return only.mail?.toLowerCase() ?? null;
  };
  const lines = (): readonly string[] => {
    const texts = ASKED_IN.flatMap((field) => {
      const found = value(field);
      const said = found === null ? [] : textsIn(found);
      if (said === null) problem('wrong-shape', field);
      return said ?? [];
    });
    const named = [...new Set(texts.map(asLine).filter((one) => one !== ''))];
    if (named.length > MOST_LINES || named.some((one) => one.length > LONGEST.line)) problem('too-long', 'access');
    if (texts.length === 0 && problems.every(({ field }) => ASKED_IN.every((one) => one !== field))) {
      problem('nothing-asked', 'access');
    }
    return named.slice(0, MOST_LINES);
  };
  const duration = (): Asked['duration'] => {
    const said = text('duration', LONGEST.line);
    if (said === null) return 'usual';
    const read = readDuration(said);
    if (read === undefined) problem('unknown-value', 'duration');
    return read ?? null;
  };
  const breakGlass = (): boolean => {
    const found = value('breakGlass');
    const said = (found === null ? [] : (textsIn(found) ?? ['?'])).map(fold).filter((one) => one !== '');
    if (said.every((one) => NO.includes(one))) return false;
    if (said.every((one) => YES.includes(one))) return true;
    problem('unknown-value', 'breakGlass');
    return false;
  };

  // Who asked takes it back, or whoever it is for: anybody else who moves the issue has said nothing about the access.
  const { id, mail } = form.statusBy;
  const isTheirs = id === form.creator.id || (mail !== null && holder.includes(mail.toLowerCase()));
  const isWithdrawn = isTheirs && withdrawnStatuses.some((one) => fold(one) === fold(form.status));
  return {
    digest: digestOf(form, isWithdrawn),
    forWhom: forWhom(),
    lines: lines(),
    duration: duration(),
    reason: text('reason', LONGEST.reason),
    ticket: text('ticket', LONGEST.ticket),
    breakGlass: breakGlass(),
    isWithdrawn,
    problems,
  };
}

/** A cascading select says `Application / role`, a select what the catalogue says: `Application: role`. */
const asLine = (text: string) => text.trim().replace(/ \/ (?=[^/]+$)/, ': ');

const isOurs = (field: string) => ASKED_FIELDS.some((one) => one === field);

/** `null` = it is no text. */
function textsIn(value: FieldValue): readonly string[] | null {
  switch (value.kind) {
    case 'text':
      return [value.text];
    case 'texts':
      return value.texts;
    default:
      return null;
  }
}

function digestOf(form: FiledForm, isWithdrawn: boolean): string {
  const fields = ASKED_FIELDS.flatMap((name) => {
    const reading = form.fields[name];
    return reading === undefined ? [] : [{ name, value: plainly(reading.value), author: reading.author.id }];
  });
  const unreadable = form.unreadable.filter(({ field }) => isOurs(field));
  return sha256(canonical({ fields, unreadable, isWithdrawn }));
}

/** Somebody picked is their id: an address shown or hidden since is no edit. */
const plainly = (value: FieldValue) =>
  value.kind === 'user' ? value.id : value.kind === 'users' ? value.users.map(({ id }) => id) : value;
