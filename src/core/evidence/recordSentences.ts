/** What people read when a form or the record on an issue cannot be read, or does not hold, and what to do about it. */

export const RECORD_EXCEPTIONS = {
  'record-not-restored': {
    says: 'The record of this issue could not be taken when the store was made again: it does not hold, or does not say enough. Nothing was given for it.',
    remedy:
      'Look at what the issue says and at what the person holds. Decide: retry (its form counts as if it were new), or accept that it counts for nothing.',
  },
  'record-edited': {
    says: 'Somebody changed or deleted what Tenure had written on an issue: its record, a comment, or a seal. No case was changed by it.',
    remedy:
      'See who may edit the issues and comments of that project, and ask whoever did it (`by`, where Jira says). A record that no longer held was written again from the store; one that holds by its signature is never written over: hold it against the store with “tenure verify --issues”.',
  },
  'record-unread': {
    says: 'The issue of a case cannot be read: it was deleted, or Tenure may not see it. Which of the two is not known, and nothing was changed because of it.',
    remedy:
      'Look for it with an account that sees everything, and for a security level or a right that Tenure lacks; “tenure doctor” names lost rights. This goes by itself when the issue can be read again.',
  },
  'form-unread': {
    says: 'A form cannot be read, and its issue says nothing of it. What it asks for waits: nobody is hired, changed or signed out by it.',
    remedy:
      'Look at the issue yourself. Where it ends somebody’s work, stop their sign-in by hand; see `because` for what Jira answers, and “tenure doctor” for lost rights. It is tried again by itself, and this goes when it is read.',
  },
  'seals-not-written': {
    says: 'Seals of the record do not get to the ledger’s issue in Jira: it refuses them, does not let us read what lies there, shows us the issue no more, or newer ones lie there. They are kept here and in the log.',
    remedy:
      'See `fault`: a right or a security level our account lacks at the project of `seals.ledger`, or an attachment larger than the site takes; with `conflict` the store is an older one that was put back: start Tenure again, and it is compared. Tenure tries every minute; after three refusals it writes the line with number and hash alone.',
  },
  'form-refused': {
    says: 'A form cannot be acted on, and nobody has corrected it. What it asks for waits: nobody is hired, changed or signed out by it; what was in force before an edit (`inForce`) goes on as it was.',
    remedy:
      'Its issue (`key`) says what is wrong with it; have whoever may file it correct it, or close it. This goes by itself then. Decide: retry (look at it now), or ignore, and nothing more is said until it is edited.',
  },
} as const;
