/** The sentences people read about exceptions: what is wrong, and what to do about it. Forms: formSentences.ts. */
import { RECORD_EXCEPTIONS } from './recordSentences.ts';
import { ROLE_EXCEPTIONS } from './roleSentences.ts';
import type { Sentence } from './sentence.ts';

const EXCEPTION: Readonly<Record<string, Sentence>> = {
  'gone-after-verified': {
    says: 'A membership Tenure had verified was taken away by another hand. It is not put back without a decision.',
    remedy: 'Decide: restore it, or end the grant.',
  },
  'back-after-removal': {
    says: 'A membership came back after Tenure had removed it and verified that it was gone.',
    remedy:
      'Decide: remove it, or ignore it. Where a rule, a directory or a group of the site gives it, Tenure does not write: have it taken out there.',
  },
  'lowered-by-other-hand': {
    says: 'The account was closed by another hand. Tenure opens only what it closed itself.',
    remedy: 'Decide: restore the sign-in, or leave it closed.',
  },
  'raised-by-other-hand': {
    says: 'The account of someone who has left was opened again by another hand.',
    remedy: 'Close it now: decide “remove”, and find out who opened it.',
  },
  'group-not-writable': {
    says: 'The group’s members are decided elsewhere, so Tenure does not write it.',
    remedy: 'Let the owner of the rule or directory settle it, then confirm.',
  },
  'protected-account': {
    says: 'The account is protected: Tenure never writes it.',
    remedy: 'A person has to do this by hand, then confirm.',
  },
  'protected-group': {
    says: 'The group is protected: Tenure never writes it.',
    remedy: 'A person has to do this by hand, then confirm.',
  },
  'account-vanished': {
    says: 'The account no longer exists at the provider, although nobody left.',
    remedy: 'Find out who deleted it, then confirm.',
  },
  'account-unseen': {
    says: 'The provider shows no such account, and our role does not reach everybody there: it may have been deleted, or be out of our sight and open. Nothing is concluded from that.',
    remedy:
      'Look there by hand whether it is gone or closed. If it is there, let our role reach it and retry; Tenure keeps trying. If it is gone, let a named person accept that no machine can show it.',
  },
  'issue-vanished': {
    says: 'The issue of this case was deleted, or Tenure may no longer see it. Nothing was changed because of that.',
    remedy: 'Restore it or file an offboarding; then decide: retry, or ignore it.',
  },
  'issue-moved': {
    says: 'The issue of this case was moved to where no such case is filed. The case stands as it was, and is not read there.',
    remedy: 'Move it back; or decide: ignore it (it stays where it is), or file a new issue for what is to change.',
  },
  'closed-by-own-hand': {
    says: 'A sub-task was closed by the person this case is about, or by nobody the tracker can name. That does not count.',
    remedy: 'Open it again and let somebody else close it; or decide: confirm that the work is done.',
  },
  'sub-task-vanished': {
    says: 'A sub-task of this case was deleted, or Tenure may no longer see it. Whether its work was done is not known.',
    remedy: 'Decide: confirm that the work is done, or let a named person accept that it will not be.',
  },
  'account-exists': {
    says: 'An account with this login exists already, and it is not certain whose it is.',
    remedy: 'Decide: adopt it (it is this person’s), or retry with the next login (it is somebody else’s).',
  },
  'no-approver': {
    says: 'Nobody is left who may decide about a line of this request: those the rule names ask for it, hold it, have left or are away.',
    remedy: 'Name somebody in policy.yaml or catalogue.yaml, or a manager on a change form: it goes on by itself then.',
  },
  'held-in-conflict': {
    says: 'Something asked for is held beside what came with the work later, and policy says that nobody holds both.',
    remedy: 'End what was asked for (end-grant), or accept that both are held; the work’s own stays either way.',
  },
  'not-in-place': {
    says: 'What was approved was not whole in the time policy gives it. What was given of it is taken back.',
    remedy: 'See what kept it: another exception, shadow mode, a stop. Then ask again.',
  },
  ...ROLE_EXCEPTIONS,
  'unknown-group': {
    says: 'The policy names a group the provider does not have.',
    remedy: 'Create the group or correct the policy, then retry.',
  },
  'provider-refused': {
    says: 'The provider refused a change for good.',
    remedy: 'See the provider’s code, mend the cause, then retry.',
  },
  'admin-unknown': {
    says: 'The person has left, and their sign-in may still be open: Tenure cannot read whether the account is an administrator’s, and never writes one that is.',
    remedy:
      'Stop the sign-in by hand now; then give our credential the right that “tenure doctor” names. Tenure keeps trying.',
  },
  'apps-unknown': {
    says: 'The person has left; the sign-in is stopped and the groups are taken. Which applications they have directly cannot be read, so the receipt stays open.',
    remedy: 'Give our credential the right that is named here, as “tenure doctor” does. Tenure keeps trying.',
  },
  'account-awaited': {
    says: 'HR or a directory makes this person’s account, and it has not come.',
    remedy: 'Have it made there, with this login; Tenure goes on by itself as soon as it is there.',
  },
  'memberships-revived': {
    says: 'The account was closed or stopped, and memberships that nothing explains are on it: they come alive with the sign-in.',
    remedy:
      'Take out at the provider what should not be there; it is settled by itself then. Or decide: ignore, or accept that it stays.',
  },
  'closing-overtaken': {
    says: 'This person was hired again before their account had been read back as closed, or as stopped where it was to be kept for a while. It is in use now, so that cannot be shown any more; what they had may have stayed open in between.',
    remedy:
      'Look at what the account holds (“tenure explain” lists it), take what nothing explains, then decide: accept. The case then closes with accepted risk, not as proved.',
  },
  'login-awaited': {
    says: 'The new name needs a new login, and HR or a directory masters this account: Tenure does not write it there.',
    remedy:
      'Have the login changed where the account is mastered. Tenure reads it back and goes on by itself; the old login and address stand until then. Or decide: ignore, and the old one stays.',
  },
  'profile-field-unfit': {
    says: 'The provider’s profile does not take what the form says for a field. That field was left as it is there; everything else went on.',
    remedy:
      'Correct the value on the form, or the field there; Tenure looks again with the next change, or decide: retry.',
  },
  'directory-changed': {
    says: 'The account was mastered by one directory and is by another now. Nothing was removed and nothing given again.',
    remedy: 'Find out whether it is still the same person’s account, then confirm.',
  },
  'app-not-provisioned': {
    says: 'The person is in the groups, and the account inside an application is not there.',
    remedy: 'Mend it at the provider (its tasks, the application’s provisioning); Tenure looks again by itself.',
  },
  'app-account-left': {
    says: 'The person has left and their account is closed, and an application still has them.',
    remedy: 'Take it from them at the provider or in the application itself; Tenure looks again by itself.',
  },
  'app-accounts-unknown': {
    says: 'The accounts inside this person’s applications cannot be read.',
    remedy: 'Give our credential the right that is named here, as “tenure doctor” does. Tenure keeps trying.',
  },
  'not-getting-through': {
    says: 'A change has not got through for some time. Tenure keeps trying.',
    remedy: 'Look at the provider’s status; nothing is lost.',
  },
  'unauthorised-edit': {
    says: 'Someone without the right edited the form. The case stands as it was.',
    remedy: 'Set the fields again by someone with the right.',
  },
  'unknown-address': {
    says: 'Somebody the form asks to tell has no mail address Tenure can use. The work ends as filed; they are not told.',
    remedy: 'Correct that field or tell them yourself; then decide: ignore it.',
  },
  'unclear-on-form': {
    says: 'The form says something about a hand-over or a legal hold that cannot be read. Access is closed as filed; until it is clear, what deletes data waits.',
    remedy: 'Correct that field; or decide: ignore it.',
  },
  'nobody-answers': {
    says: 'What somebody who has left answered for has nobody now: no deputy, no manager, nobody else with that role.',
    remedy: 'Name somebody in the policy file and put it in force; then decide: confirm.',
  },
  'account-review-due': {
    says: 'The review date of a non-person account has come.',
    remedy:
      'Its owner says whether it is still needed, and who knows its secrets; write a new date in catalogue.yaml, or close the account.',
  },
  'access-review-due': {
    says: 'The date has come to look at access that was taken over by a list: no row gives it, and nobody had asked for it here.',
    remedy:
      'End what is not needed any more, by a change form or at the provider; then decide: confirm, and what is left is kept until its next date.',
  },
  'leaver-rate': {
    says: 'More terminations and leaves than usual were filed by one person within an hour. This one waits.',
    remedy: 'A named person confirms it, or rejects it.',
  },
  'leavers-held': {
    says: 'One person has filed many more terminations and leaves than usual. They wait, all of them in one.',
    remedy:
      'Ask whoever filed them. If they were forged, take that account out of service and reject them; else look at whom they are about and confirm them by the hash shown with them. One alone is settled by its issue.',
  },
  'unexplained-membership': {
    says: 'Somebody is in a group Tenure fills, and nothing in the ledger gives it.',
    remedy:
      'Decide: adopt it (it is theirs, until a date on which somebody looks again), remove it, or let a named person accept it.',
  },
  'account-without-person': {
    says: 'An account is open for sign-in, and it is nobody’s here.',
    remedy: 'Find out whose it is and adopt it, register it, or close it at the provider.',
  },
  'group-vanished': {
    says: 'A group in which people should be is gone at the provider, or our role does not see it any more. One of the same name is another group.',
    remedy: 'Put the policy right; memberships of the new group come by grants, not by its name.',
  },
  'group-owned-elsewhere': {
    says: 'A rule or a directory fills a group that Tenure has filled: nothing is written there any more.',
    remedy: 'Take the group out of the rule, or leave its members to the rule.',
  },
  'not-on-roster': {
    says: 'Works here by the ledger, and is not on HR’s list.',
    remedy: 'If they left, file an offboarding; else let HR correct the list. Nothing is removed by it.',
  },
  'on-roster-after-leaving': {
    says: 'Is on HR’s list, and their work here has ended.',
    remedy: 'Let HR correct the list, or file an onboarding for who came back.',
  },
  'differs-from-roster': {
    says: 'HR’s list says something else of this person than the ledger.',
    remedy: 'File a change where the list is right, correct the list where it is not.',
  },
  'unknown-on-roster': {
    says: 'Is on HR’s list, and nobody here has that number.',
    remedy: 'Adopt the account if there is one, file an onboarding, or correct the number.',
  },
  'account-not-on-roster': {
    says: 'An account is open whose person is neither on HR’s list nor in the ledger.',
    remedy: 'Find out whose it is, and close it at the provider if it is nobody’s.',
  },
  'many-roster-findings': {
    says: 'HR’s list differs in more than a list can say one by one.',
    remedy: 'Adopt what is there first, or see whether the list is the right one.',
  },
  'many-findings': {
    says: 'A full sweep found more that nothing explains than a list can say one by one.',
    remedy: 'Take over what is there with `tenure adopt --plan`; what is left then is listed one by one.',
  },
  'sweep-broken-off': {
    says: 'The full sweep of a connection broke off more than once. What other hands change there is not found until it gets through.',
    remedy:
      'See what the provider answered; “tenure doctor” names a right that is missing. Tenure tries again by itself.',
  },
  ...RECORD_EXCEPTIONS,
  'right-missing': {
    says: 'A credential of Tenure’s lacks a right it needs. What needs it waits or is unknown; nothing is concluded from what cannot be seen.',
    remedy:
      'Give the right as `give` says, or a new credential; “tenure doctor” tries all of them. This goes by itself then.',
  },
  'request-not-filed': {
    says: 'Somebody asked for access outside Jira, and Jira refuses the issue for it: nobody is asked yet.',
    remedy:
      'See what it refuses: the issue type or a field of “cases” that is not there, or a right our account lacks; “tenure doctor” names both. Tenure tries again by itself, until you let it be.',
  },
  'clock-stepped': {
    says: 'The clock of the database was set by more than five minutes while Tenure ran. Nothing ends by its date until somebody says that the clock is right; what people decide meanwhile is carried out.',
    remedy: 'Compare the database server’s clock with the true time, put it right if it is wrong, then confirm.',
  },
  'brake-held': {
    says: 'More is to be taken away by changes of many than an hour allows. It waits, and goes on as the limit allows.',
    remedy: 'Look at the change set it comes from; stop all writes if it is a mistake.',
  },
  'change-set-held': {
    says: 'A change touches more people than the brake lets pass, or waits for a word by its nature. Nothing of it is done until somebody has decided.',
    remedy:
      'Look at who would gain and lose what (`tenure change-sets ID`); confirm exactly that with its hash (`tenure confirm ID --hash`), or reject it.',
  },
  'sub-task-overdue': {
    says: 'What a sub-task asks of a person is not done, and its day has passed. No machine can do it.',
    remedy: 'Do it, and close the sub-task; this is over with it. Or let a named person accept that it is not done.',
  },
  'emergency-not-justified': {
    says: 'Access was taken in an emergency, and whoever looked at it afterwards found that it was none. It is over.',
    remedy: 'Find out what was done with it and talk with who took it; then decide: confirm.',
  },
  'no-second-factor': {
    says: 'No enrolment policy of the provider asks this person for a second factor.',
    remedy:
      'Put a group of theirs under an enrolment policy: this goes by itself then. Or let a named person accept it.',
  },
  'no-private-address': {
    says: 'The account is open, but there is no private address to send the activation link to.',
    remedy: 'Add the private address to the form: the link is sent then, and this goes by itself.',
  },
  'mail-refused': { says: 'A mail was refused, or has no address.', remedy: 'Correct the address, then retry.' },
  'evidence-refused': {
    says: 'The issue did not take the evidence.',
    remedy:
      'Look at the issue’s permissions and workflow, and whether it or its project is archived. “tenure doctor” names a right our account lacks. Then retry.',
  },
  'record-there-already': {
    says: 'On the issue lies a record that this store did not write. Nothing is written over it.',
    remedy:
      'Find out which store wrote it: put that one back, or make it again with `tenure rebuild`. Only if that record is to be given up, take the property tenure.record off the issue, then retry.',
  },
};

/** All there are; each has its line in docs/operate/running.md. */
export const EXCEPTION_KINDS: readonly string[] = Object.keys(EXCEPTION);

export function exceptionSentence(kind: string): Sentence {
  return EXCEPTION[kind] ?? { says: `Something needs a person: ${kind}.`, remedy: 'Look at the case.' };
}
