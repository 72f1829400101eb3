/** What an adoption's list says about what it does not take over. */
import type { AccountReason, MembershipReason } from '../adoption/model.ts';
import type { Sentence } from './sentence.ts';

/** Why an account or a membership is not taken over by a list. */
const ADOPTION: Readonly<Record<AccountReason | MembershipReason, Sentence>> = {
  protected: { says: 'accounts that policy protects.', remedy: 'Nothing to do.' },
  'non-person': { says: 'accounts are registered as no person’s own (catalogue.yaml).', remedy: 'Nothing to do.' },
  administrator: { says: 'accounts with an admin role at the provider.', remedy: 'Nothing to do.' },
  'no-person-key': {
    says: 'accounts say no employee number (or work address), so it is not certain whose they are.',
    remedy: 'Add the number at the provider, or leave them.',
  },
  'same-person-key': {
    says: 'accounts share their employee number with another account.',
    remedy: 'Correct the number, or close the account nobody needs.',
  },
  'second-account': {
    says: 'accounts belong to a person who has another account here already.',
    remedy: 'Close the one that is not needed.',
  },
  'has-left': { says: 'accounts belong to somebody who has left.', remedy: 'File an offboarding, or close them.' },
  'never-used': {
    says: 'accounts were never used: nobody has signed in with them.',
    remedy: 'Find out whose they are; close what is not needed.',
  },
  suspended: { says: 'accounts are suspended by another hand.', remedy: 'Open or close them, then list again.' },
  closed: { says: 'accounts are closed.', remedy: 'Nothing to do; a re-hire is an onboarding.' },
  changing: { says: 'accounts were changing while they were read.', remedy: 'List again.' },
  'contract-over': {
    says: 'accounts are open past the end of their contract.',
    remedy: 'Extend the contract or close the account.',
  },
  'unreadable-date': { says: 'accounts have a contract end that is no date.', remedy: 'Correct it at the provider.' },
  'missing-value': {
    says: 'accounts lack a fact that policy asks for (names, or what `adoption.requires` lists).',
    remedy: 'Fill it in at the provider, then list again.',
  },
  'unknown-value': {
    says: 'accounts have a value that policy does not know.',
    remedy: 'Correct it at the provider, or add it under `values`.',
  },
  'account-not-adopted': { says: 'memberships of accounts that are not adopted.', remedy: 'See their accounts.' },
  'high-risk': {
    says: 'memberships of high risk that no row explains.',
    remedy: 'Have each asked for and decided, or take it away.',
  },
  'protected-group': { says: 'memberships of protected groups.', remedy: 'Nothing to do.' },
  excluded: {
    says: 'memberships that a decision has excluded.',
    remedy: 'Take them away by hand, or lift the exclusion.',
  },
  'removed-before': {
    says: 'memberships that Tenure had removed and that came back.',
    remedy: 'Settle the exception about them.',
  },
};

const ADOPTION_REASONS: Readonly<Record<string, Sentence>> = ADOPTION;

export const adoptionSentence = (reason: string): Sentence =>
  ADOPTION_REASONS[reason] ?? { says: `${reason}.`, remedy: 'Look at the list.' };
