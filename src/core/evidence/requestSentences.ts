/** What people read about a request for access: why a line is not asked about, and how one ended. */
import type { LineEnd, LineRefusal } from './model.ts';

const REFUSED: Readonly<Record<LineRefusal, string>> = {
  'not-in-catalogue': 'is not in the catalogue of sanctioned applications. Ask IT to add it.',
  'no-such-role': 'names a role the application does not have. Choose one of those on the form.',
  'several-roles': 'has several roles of the same risk. Say which one, as “Application: role”.',
  'no-rule': 'is nothing that may be asked for: no rule of the policy answers it. Ask the owner of the application.',
  'refused-by-rule': 'is refused by policy.',
  'needs-reason': 'needs a reason. Say on the form what it is needed for.',
  'needs-ticket': 'needs the ticket it is for. Put its key or link on the form.',
  'no-duration': 'was asked for no time at all. Choose a duration.',
  'duration-not-offered': 'is not offered for that long. Choose one of the durations the policy names.',
  'too-long': 'was asked for longer than policy allows. Choose a shorter time.',
  'too-long-in-all':
    'would be held longer than policy allows in all. Let it end, and ask again when it is needed again.',
  'comes-with-the-job': 'is held already: it comes with the job.',
  'held-without-end': 'is held already, for as long as the work.',
  'asked-already': 'is asked for twice on this form.',
  'emergency-held': 'is held already: an emergency makes nothing longer. Ask for it in the ordinary way.',
  'asked-elsewhere': 'is asked for on another request of the same person, which nobody has decided yet.',
  'asker-not-known':
    'cannot be asked about: Jira shows no address of who filed this form or ticked it, so nobody can tell who may decide. Ask for it in a request of its own.',
  'may-not-ask': 'is not yours to ask for: policy lets others ask for it. Ask the owner of the application who may.',
  'not-begun': 'is given already, and is not in place yet. Once it is, ask for more time.',
  'decided-already':
    'is decided on this issue already, and stands as it was decided. For another duration or reason, file another request.',
  conflict: 'may not be held together with what is held or asked for already.',
  'unknown-group': 'is opened by a group the identity provider does not have. Its owner has to mend that first.',
};

export const lineRefusal = (because: LineRefusal): string => REFUSED[because];

/** With what the rule itself says about it. */
export const lineNotAsked = (because: LineRefusal, says: string | null): string =>
  `${lineRefusal(because)}${says === null ? '' : ` ${/[.!?]$/.test(says) ? says : `${says}.`}`}`;

/** Said when it is decided, as what is to follow; as what has happened only where the reading that shows it says so. */
const ENDED: Readonly<Record<LineEnd, string>> = {
  refused: 'refused',
  'timed-out': 'not answered in time, so it is not given',
  withdrawn: 'taken back',
  'given-back': 'given back',
  expired: 'ended on time',
  'not-in-place': 'not whole in time, so what was given of it is taken back',
  left: 'over with the work',
  'ended-elsewhere': 'over, because another case has ended it, and tells there what becomes of it',
  'not-offered': 'not offered any more by the policy in force, so it is not given; ask again',
  conflict: 'not given, because what is held by now may not be held together with it',
  'too-long-in-all':
    'not given, because with what was given meanwhile it would be held longer than policy allows in all',
  'not-justified': 'over, because whoever looked at it afterwards found no emergency',
  moved: 'ended because their work has changed',
  'not-kept': 'over, because nobody wanted it to be kept for their other work',
  'conflict-since': 'over, because their other work brings what may not be held together with it',
};

/** What a person opened, nothing closes but a person. */
export const lineEnd = (because: LineEnd, isByHand: boolean): string =>
  !isByHand || NEVER_HELD.has(because)
    ? ENDED[because]
    : `${because === 'expired' ? 'its time is over' : ENDED[because]}; a person is asked to close it`;

/** Gone from its groups by a machine, the application itself may honour it for a while. */
export const hasTail = (because: LineEnd, isByHand: boolean): boolean =>
  // What ends with the work is on the receipt of that end, each application with its own.
  !isByHand && !NEVER_HELD.has(because) && because !== 'left';

const NEVER_HELD: ReadonlySet<LineEnd> = new Set([
  'refused',
  'timed-out',
  'withdrawn',
  'not-offered',
  'conflict',
  'too-long-in-all',
]);
