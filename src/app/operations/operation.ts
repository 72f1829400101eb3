/**
 * What may be asked of a running Tenure: one operation is a name, what it takes, and plain JSON back. The HTTP API and
 * the command line both go through this table, so neither can do what the other cannot.
 */
import type { z } from 'zod';
import { type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { NotRaised } from '../requests/raise.ts';
import type { World } from '../world.ts';

export interface Operation<Schema extends z.ZodType, Result> {
  readonly input: Schema;
  /** `store`: answered from what is kept. `outside`: asks the provider, the tracker or the mail server too. */
  readonly needs: 'store' | 'outside';
  run(world: World, input: z.output<Schema>): Promise<Answer<Result>>;
}

export type Answer<Result> = Outcome<Result, Refused>;

export interface Refused {
  readonly refusal: RefusalName | NotRaised['refusal'];
  /** One sentence for people, with what to do. */
  readonly says: string;
  /** Each on a line of its own, e.g. every problem of the policy files. */
  readonly details: readonly string[];
}

export const operation = <Schema extends z.ZodType, Result>(definition: Operation<Schema, Result>) => definition;

/** The sentences of all refusals, in one table. `about` is what the caller named. */
const SAYS = {
  'unknown-person': (about: string) =>
    `Nobody here is known as "${about}". Use the employee number, the work address or the login.`,
  'ambiguous-person': (about: string) => `"${about}" fits more than one person. Use the employee number.`,
  'unknown-case': (about: string) =>
    `There is no case "${about}". Use the issue key; \`tenure cases\` lists those that Tenure acts on.`,
  'unknown-request': (about: string) => `There is no request "${about}". \`tenure requests\` lists those that wait.`,
  'unknown-exception': (about: string) => `There is no open exception "${about}". \`tenure exceptions\` lists them.`,
  'ambiguous-exception': (about: string) => `${about} has more than one open exception. Name one of these:`,
  'no-open-question': (about: string) => `${about} has no open question. \`tenure requests\` lists them.`,
  'several-questions': (about: string) => `${about} has more than one open question. Say which line: --line.`,
  'decided-already': (about: string) => `This question of ${about} is answered already.`,
  'own-request': () =>
    'Nobody decides for themselves: neither who asks, nor whom it is for, nor who stands in for one of them answers this.',
  'not-an-approver': (about: string) => `${about} is not one of those who are asked.`,
  'no-longer-approver': (about: string) =>
    `${about} was asked, and may not answer any more: they have lost the role they were asked in, or a delegation is over.`,
  'several-lines': (about: string) => `${about} has more than one line that is not over. Say which: --line.`,
  'nothing-to-give-back': (about: string) => `Nothing of ${about} is held or asked for: there is nothing to give back.`,
  'given-meanwhile': (about: string) =>
    `${about} has been given meanwhile, and stays: give it back if it is not needed any more.`,
  'delegates-to-oneself': () =>
    'A delegate is somebody else than who is stood in for, and than who names them: nobody gives themselves a decision.',
  'ends-before-it-begins': () => 'A delegation ends after it begins.',
  'delegation-over': () => 'This delegation would be over already.',
  'no-delegation': (about: string) => `Nobody answers in the place of ${about}: there is nothing to end.`,
  'not-allowed-to-delegate': (about: string) =>
    `${about} may not say who answers in that person's place: they themselves may, and one of \`roles.confirm\` of tenure.yaml whom the ledger knows by that address alone.`,
  'not-a-day': (about: string) => `"${about}" is neither a day (2026-11-23) nor an instant.`,
  'not-yours': (about: string) => `${about} has neither asked for this nor holds it: somebody else gives it back.`,
  'shown-otherwise': (about: string) =>
    `What ${about} asks for is no longer what was shown. Look at it again, then decide.`,
  'only-shorter': () => 'An approver may shorten what was asked, not lengthen it: name a shorter time, such as 6h.',
  'bad-duration': (about: string) => `"${about}" is no duration. Write 6h, 30 days, or work for as long as the work.`,
  'not-working': (about: string) => `${about} does not work here now: access begins with the work.`,
  'needs-reason': () => 'A refusal says why: add a reason.',
  'no-open-review': (about: string) => `${about} has given nothing in an emergency that somebody has to look at.`,
  'reviewed-already': (about: string) => `What the emergency of ${about} was has been said already.`,
  'not-a-reviewer': (about: string) =>
    `${about} does not say what this emergency was: whom its rule names, whoever answers for the application, and roles.confirm do.`,
  'verdict-needs-reason': () => 'A verdict says why: add a reason.',
  'settled-already': (about: string) => `"${about}" is settled already.`,
  'verdict-does-not-fit': (about: string) => `This verdict makes no sense for "${about}". Possible are:`,
  'explained-since': (about: string) =>
    `"${about}" says no longer what is so: the ledger gives it now, or is taking it. The next full sweep takes it off the list.`,
  'not-there-any-more': (about: string) =>
    `"${about}" is no longer there, so there is nothing to take over. The next full sweep takes it off the list.`,
  'other-account': () =>
    'The ledger knows another account there as theirs: take this one out by hand, or correct whose it is first.',
  'is-excluded': () => 'A decision excludes them from it until it is lifted or over.',
  'may-not-settle': (about: string) =>
    `${about} may not settle this: name roles.confirm, roles.accept or somebody in one of them whom it is not about.`,
  'theirs-already': (about: string) => `It was handed over to ${about} already.`,
  'own-case': () => 'Nobody decides about themselves: somebody else has to settle this.',
  'not-allowed': (about: string) =>
    `${about} has no right to this. The roles in tenure.yaml (stop, confirm, accept, push) say who has.`,
  'unknown-filer': (about: string) =>
    `The tracker shows nobody with exactly the address ${about}: an announcement is of what one person files.`,
  'unknown-announcer': (about: string) =>
    `The tracker does not tell who ${about} is, so nobody could say whether they have filled in the forms themselves. Announce it as somebody it finds by that address, or by the tracker’s id.`,
  'more-than-work-here': () => 'That is more people than work here.',
  'not-announced': (about: string) => `Nothing is announced for ${about}. \`tenure announce --list\` shows what is.`,
  'announced-too-far-ahead': () => 'An announcement is for a month at most.',
  'not-the-owner': (about: string) =>
    `${about} does not answer for this application: its owner or deputy, as catalogue.yaml names them, decides what its entitlements mean for those who have them.`,
  'unknown-change-set': (about: string) => `There is no change set "${about}". \`tenure change-sets\` lists them.`,
  'not-held': (about: string) => `The change set ${about} is not held: there is nothing to decide about it.`,
  superseded: (about: string) =>
    `Another policy has come into force since ${about} was counted, and this one would put back what that has changed. Reject it, then plan and apply the files again.`,
  'other-items': (about: string) =>
    `The hash is not that of ${about}: what would change is no longer what was shown. Look at it again, then confirm.`,
  'still-comparing': (about: string) =>
    `The store was restored, and ${about} not compared with the provider yet: what would be set free is not counted. Nothing was changed. \`tenure status\` shows what is unsettled; try again when it is not.`,
  'not-caught-up': () =>
    'Seals lie in Jira that this store does not have: it is an older one, and it was not compared with Jira. Nothing was changed. Start the service again, and it is compared; then apply the policy, or confirm it.',
  'own-change': () => 'Whoever wrote a change or filed a form does not approve it: somebody else has to confirm.',
  'unknown-adoption': (about: string) =>
    `No list that waits for a confirmation has the hash ${about}. \`tenure adopt --plan\` shows the hash of the present one.`,
  'unknown-missing': (about: string) =>
    `No list of what was missing waits for a confirmation with the hash ${about}. \`tenure adopt --missing CASE\` shows the hash of the present one.`,
  'nothing-missing': (about: string) =>
    `Nothing is left of what ${about} named as missing: it is there, confirmed already, or no row gives it any more.`,
  'adoption-changed': () =>
    'What is there is no longer what was shown. Nothing was taken over. Plan again, look at it, then confirm. Changed:',
  'not-erasable': (about: string) => `Nothing of ${about} was erased. Their personal text is still needed:`,
  'unknown-erasure': (about: string) =>
    `No plan that waits for a confirmation has the hash ${about}. \`tenure erase PERSON --plan\` shows the hash of the present one.`,
  'erasure-changed': () =>
    'What would be erased is no longer what was counted. Nothing was erased. Plan again, look at it, then confirm.',
  'no-adoption-case': () =>
    'The policy does not say where adoptions are filed: add `cases.adoption` with project and issueType.',
  'under-way': (about: string) => `An adoption of ${about} is being carried out right now.`,
  'unknown-connection': (about: string) => `"${about}" is no identity provider of the policy. There are:`,
  'unknown-application': (about: string) => `The catalogue has no application "${about}". There are:`,
  sweeping: () => 'A full sweep is under way already. `tenure sweep --last` shows how it ends.',
  'bad-roster': () => 'The list cannot be read. Nothing of it was used:',
  'roster-unproven': (about: string) =>
    `Nothing says that the list is whole and of today: it lacks ${about}. Nothing of it was used.`,
  'roster-not-whole': (about: string) => `The list is not whole: it has ${about}. Nothing of it was used.`,
  'roster-stale': (about: string) => `The list is of ${about} and not of today. Nothing of it was used.`,
  'roster-older': (about: string) => `The list is of ${about}, and a later one was used. Nothing of it was used.`,
  'roster-lacks': (about: string) =>
    `${about}: too many for a list that is whole. Nothing of it was used. If they are gone, one of roles.confirm says exactly how many with --missing.`,
  'not-stopped': () => 'Writes are not stopped.',
  'bad-policy': () => 'The policy files cannot be used. Nothing was changed.',
  'policy-does-not-fit': () => 'The policy names what the provider does not have. Nothing was changed.',
  'bad-attributes': () => 'The attributes cannot be read.',
  'bad-cursor': () =>
    'This cursor is none of ours. Take the `next` of the page before, as it is, or begin without one.',
  'form-changed': () =>
    'What would be done to the form is no longer what was shown. Nothing was changed. `tenure catalogue push --plan` shows it as it is now.',
  'form-denied': (about: string) =>
    `The tracker lets our credential neither read nor change the choices of a field: it lacks ${about}. \`tenure doctor\` names it too.`,
  pushing: () => 'Somebody is pushing the catalogue right now. Plan again when that is done: it says what is left.',
  stopped: () => 'Writes are stopped. `tenure resume` lets them go on.',
  'no-policy': () => 'No policy is in force yet. `tenure policy apply FOLDER` puts one in force.',
} as const;

export type RefusalName = keyof typeof SAYS;

export const refused = (refusal: RefusalName, about = '', details: readonly string[] = []) =>
  refuse<Refused>({ refusal, says: SAYS[refusal](about), details });
