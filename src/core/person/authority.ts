/**
 * Who may file. A mapped field counts only if its last author may file that kind of case and is not the person
 * concerned (invariant 9). The right is a tracker group or a role in the case's project.
 */
import type { FormProblem } from '../evidence/model.ts';
import type { CaseSettings } from '../policy/model.ts';
import type { Actor, FiledForm } from './form.ts';

export function mayFile(actor: Actor, settings: CaseSettings): boolean {
  return settings.mayFile.some((filer) =>
    filer.kind === 'group' ? actor.groups.includes(filer.group) : actor.roles.includes(filer.role),
  );
}

/** Who the person concerned is, as far as the tracker can tell. */
export interface Concerned {
  readonly trackerIds: readonly string[];
  readonly mails: readonly string[];
}

export function authorityProblems(form: FiledForm, settings: CaseSettings, concerned: Concerned): FormProblem[] {
  const problems: FormProblem[] = [];
  if (!mayFile(form.creator, settings)) problems.push({ code: 'may-not-file', field: null });
  // A field that was emptied says something too, and so does the type an issue was moved to.
  const authors = [
    ...Object.entries(form.fields).map(([field, { author }]) => [field, author] as const),
    ...Object.entries({ ...form.emptied, ...form.moved }).map(([field, { author }]) => [field, author] as const),
  ];
  for (const [field, author] of authors) {
    if (isConcerned(author, concerned)) problems.push({ code: 'own-edit', field });
    else if (author.id !== form.creator.id && !mayFile(author, settings)) {
      problems.push({ code: 'unauthorised-edit', field });
    }
  }
  return problems;
}

export function isConcerned(actor: Actor, { trackerIds, mails }: Concerned): boolean {
  if (trackerIds.includes(actor.id)) return true;
  return actor.mail !== null && mails.includes(actor.mail.toLowerCase());
}
