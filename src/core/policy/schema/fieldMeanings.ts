/** What each field of a form means to Tenure, for the hover text of an editor. */
import type { KnownField } from '../model.ts';

export const FIELD_MEANINGS: Readonly<Record<KnownField, string>> = {
  person: 'Change, leave and offboarding: employee number or work address of whom it is about.',
  employeeNumber: 'What joins the papers of one person.',
  givenName: 'First name.',
  familyName: 'Last name.',
  workMail: 'Work address, when the form gives it.',
  privateMail: 'Where the activation link goes.',
  manager: 'Work address, or a user picker.',
  start: 'First day of the work or the leave, or its date and time.',
  end: 'Last day, or its date and time.',
  workerType: 'employee or contractor.',
  additional: 'Onboarding: yes = a second engagement, beside the work that goes on.',
  applications: 'Names of applications, or `Application: role`.',
  applicationsUntil: 'Until when what is ticked is held: a date or an instant; empty = as long as the work.',
  applicationsEnding: 'Change: access that ends now, named as in applications.',
  hardware: 'Each becomes a sub-task.',
  notify: 'Further addresses that get the notices.',
  handOver: 'Offboarding: until when the account is only suspended. A date, or Yes for as long as policy says.',
  legalHold: 'Offboarding: Yes = access closes, and what deletes data waits until it says No.',
  access: 'Access request: application and role, a select or a cascading select.',
  otherApplication:
    'Access request: an application that no choice names, as text. Counted, and proposed for the catalogue.',
  forWhom: 'Access request: whom it is for, a user picker; empty = whoever asks.',
  approvers: 'Access request: the user picker whose people the service desk lets answer; Tenure fills it in.',
  duration: 'Access request: for how long, such as 24 hours or 30 days; empty = as policy says.',
  reason: 'Access request: what it is needed for.',
  ticket: 'Access request: link or key of the ticket it is for.',
  breakGlass: 'Access request: Yes = an emergency, given at once where policy allows it.',
  verdict: 'The sub-task that looks at an emergency: what it was, where the resolution does not say so.',
  confidential: 'Offboarding: Yes = nothing is visible to others before the last day is over. Needs a security level.',
};
