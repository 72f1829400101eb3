/** Why a form is not acted on, as people read it: what is wrong, and what to do about it. */
import type { FormRefusal } from './model.ts';
import type { Sentence } from './sentence.ts';

const REFUSALS: Readonly<Record<FormRefusal, Sentence>> = {
  'not-known-here': {
    says: 'This was asked by somebody whom Tenure does not know as working here.',
    remedy: 'Ask from the account of your work address; somebody who works here may ask for you.',
  },
  'not-working-here': {
    says: 'names somebody who does not work here now',
    remedy: 'Access begins with the work: file it on the onboarding form.',
  },
  'protected-account': {
    says: 'names somebody whose account is out of Tenure’s reach: nothing is given to it or taken from it here',
    remedy: 'Whoever looks after that account does this by hand, if it has to be done.',
  },
  'nothing-asked': { says: 'names nothing', remedy: 'Choose what is needed.' },
  'missing-field': { says: 'is empty', remedy: 'Fill it in.' },
  'unknown-value': { says: 'has a value Tenure does not know', remedy: 'Choose one of the offered values.' },
  'wrong-shape': { says: 'cannot be read as what it should be', remedy: 'Enter it again in the form’s own field.' },
  'too-long': { says: 'is too long', remedy: 'Shorten it.' },
  'not-on-issue': {
    says: 'is not on this form',
    remedy: 'Ask your Jira administrator to put the field on the screen.',
  },
  'not-mapped': {
    says: 'is a field that Jira does not have, or has more than once',
    remedy: 'Ask whoever looks after Tenure: `tenure doctor` says which.',
  },
  'hidden-address': {
    says: 'names somebody whose mail address Jira hides, and whom Tenure does not find by their name',
    remedy:
      'Let them show their address to the company (in their Atlassian account: Profile and visibility, Contact), then pick them again; or have a text field on the form and enter the work address.',
  },
  'not-a-mail-address': { says: 'is not a mail address', remedy: 'Enter a full address such as name@company.example.' },
  'not-a-date': { says: 'is not a date', remedy: 'Pick a date.' },
  'end-before-start': { says: 'is not after the start', remedy: 'Correct one of the two dates.' },
  'already-over': {
    says: 'lies in the past',
    remedy: 'Nothing is left to begin: correct the date or close the issue.',
  },
  'may-not-file': {
    says: 'This issue was filed by someone who may not file this kind of case.',
    remedy: 'Ask someone with that right to file it.',
  },
  'unauthorised-edit': {
    says: 'was last edited by someone who may not edit this kind of case',
    remedy: 'Someone with that right must set it again.',
  },
  'own-edit': {
    says: 'was last edited by the person it is about',
    remedy: 'Nobody decides for themselves: someone else with the right must set it.',
  },
  'may-not-terminate': {
    says: 'ends the work now, and was set by someone who may not file offboardings',
    remedy: 'File an offboarding, or let someone with that right set it.',
  },
  'may-not-extend': {
    says: 'lies after the end that an offboarding has set, and was set by someone who may not file offboardings',
    remedy: 'Let someone with that right edit the offboarding.',
  },
  'end-set-elsewhere': {
    says: 'is not the end that another case has set since',
    remedy: 'Set it to that end here; edit the other case to move it.',
  },
  'may-not-postpone': {
    says: 'stops the sign-in of somebody who has begun, and was set by someone who may not file offboardings',
    remedy: 'Let someone with that right set it, or file a leave.',
  },
  'may-not-reopen': {
    says: 'lets work go on that has ended, and was set by someone who may not file onboardings',
    remedy: 'Let someone with that right set it.',
  },
  'end-emptied': {
    says: 'is empty now, which ends the work neither at once nor never',
    remedy: 'To end it at once, set today; to take the offboarding back, move its issue to the status for that.',
  },
  withdrawn: { says: 'This issue was taken back, and stays so.', remedy: 'File a new one.' },
  'in-effect': {
    says: 'This change has taken effect already.',
    remedy: 'File another change with what is to be true from now on.',
  },
  'too-late-to-undo': {
    says: 'What this takes back took effect too long ago.',
    remedy: 'File an onboarding: somebody who comes back begins anew.',
  },
  'not-recorded': {
    says: 'What stood before this was recorded by an earlier version of Tenure, which did not keep it: nobody can say what to put back.',
    remedy:
      'Before its day, move the end by a change of somebody who may file offboardings; after it, file an onboarding.',
  },
  'hold-stands': {
    says: 'This work stays ended, and only the legal hold on this form keeps what belongs to it.',
    remedy: 'Move the issue back and take the hold off its form first, if the hold is to go; otherwise leave it there.',
  },
  'hired-again': {
    says: 'This person has been hired again since.',
    remedy: 'The new work stands; change or end that one.',
  },
  'begins-after-a-gap': {
    says: 'lies more than a day after the last day of the contract',
    remedy:
      'File an onboarding from that day on: it is a re-hire, and the account is closed in between. If they work on, move the last day of the contract up to it first.',
  },
  'kind-changed': {
    says: 'This issue was accepted as another kind of case.',
    remedy: 'File a new issue, and move this one back to its type.',
  },
  'unknown-person': { says: 'names nobody Tenure knows', remedy: 'Use the employee number or the work address.' },
  'ambiguous-person': { says: 'fits more than one person', remedy: 'Use the employee number.' },
  'person-changed': {
    says: 'now names another person than the one this case is about',
    remedy: 'File a new issue for the other person.',
  },
  'person-erased': {
    says: 'The names and words of this person were erased: nothing on this form is carried out or taken back any more.',
    remedy: 'File an onboarding if they are hired again: it begins anew, under a new name here.',
  },
  'unknown-manager': {
    says: 'names a manager nobody knows',
    remedy: 'Enter the work address of someone who works here.',
  },
  'own-manager': {
    says: 'names the person themself as their manager',
    remedy: 'Name somebody else, or leave it empty: nobody decides for themselves.',
  },
  'already-engaged': {
    says: 'belongs to somebody who works here already',
    remedy:
      'Use a change issue, correct the employee number, or let a renewal start after the present work ends, also once that is over. The other case stays as it is.',
  },
  'already-left': {
    says: 'This person’s work here has ended already.',
    remedy: 'Nothing is left to change or to end.',
  },
  'left-since': {
    says: 'An offboarding filed after this form ends this person’s work before this could begin.',
    remedy:
      'If they come all the same, enter another first day, file another onboarding, or take the offboarding back.',
  },
  'no-row-applies': {
    says: 'No row of the reference table applies to these values.',
    remedy: 'Correct the department, title or location, or add a row to the table.',
  },
  'comes-with-the-job': {
    says: 'names access that comes with the job, and would be given again',
    remedy: 'Change what the job is, or have the row of the reference table changed; then it ends by itself.',
  },
  'not-held': {
    says: 'names access that this person was not given on request and did not have before',
    remedy: 'Take it off this field, or name it as it is listed: `tenure explain` shows what they hold, and why.',
  },
  'no-login-from-name': {
    says: 'gives no login by the naming rule',
    remedy: 'Enter the work address on the form.',
  },
  'no-security-level': {
    says: 'A confidential termination needs an issue security level, and this issue has none: everybody in the project could read it.',
    remedy: 'Set the level of those who may know, and nobody else; it is read again at once.',
  },
  'non-person-account': {
    says: 'is a non-person account by catalogue.yaml: nobody is hired, moved or terminated with it',
    remedy: 'Enter a person, or take the account out of `accounts` there.',
  },
  'kind-not-configured': { says: 'This kind of case is not configured.', remedy: 'Add it to tenure.yaml.' },
};

/** A newer version may have written a refusal this one does not know. */
const FORM: Readonly<Record<string, Sentence>> = REFUSALS;

const FIELD_NAMES: Readonly<Record<string, string>> = {
  person: 'Employee',
  employeeNumber: 'Employee number',
  givenName: 'First name',
  familyName: 'Last name',
  workMail: 'Work address',
  privateMail: 'Private address',
  manager: 'Manager',
  start: 'Start date',
  handOver: 'Hand-over until',
  legalHold: 'Legal hold',
  confidential: 'Confidential',
  end: 'Last day',
  workerType: 'Worker type',
  issueType: 'Issue type',
  project: 'Project',
  status: 'Status',
};

/** One problem of a form as a sentence; `labels` are the form's own field names. */
export function formSentence(
  code: string,
  field: string | null,
  labels: Readonly<Record<string, string>> = {},
): Sentence {
  const sentence = FORM[code] ?? { says: `cannot be accepted (${code})`, remedy: 'Correct it.' };
  if (field === null) return sentence;
  const label = labels[field] ?? FIELD_NAMES[field] ?? field;
  const own = sentence.says.endsWith('.');
  return { says: own ? `${label}: ${sentence.says}` : `“${label}” ${sentence.says}.`, remedy: sentence.remedy };
}
