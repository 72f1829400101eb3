/** What each fault of a bundle is, in a sentence. */
import type { BundleFault, BundleFaultName, SetBack } from './model.ts';

const SAYS: Readonly<Record<BundleFaultName, string>> = {
  'manifest-unreadable': 'is no manifest as Tenure writes it',
  'manifest-signature': 'is not what was signed',
  'other-key': 'is signed with a key that was not given',
  'file-missing': 'is named by the manifest and is not there',
  'file-altered': 'is not the file the manifest names',
  'file-unnamed': 'is not named by the manifest: nothing vouches for it',
  'seal-unreadable': 'is no seal as Tenure writes it',
  'seal-signature': 'is not what was signed, or signed with a key that was not given',
  'seal-out-of-order': 'does not follow from the seal before it',
  'seal-shrinks': 'counts fewer events of a stream than a seal before it',
  'seal-counts': 'counts other streams than the seals name',
  'event-unreadable': 'is no event',
  'event-out-of-place': 'is not where it belongs: missing, doubled or moved',
  'event-altered': 'was changed: what follows names another one',
  'event-not-as-sealed': 'is not the one that was sealed',
  'event-dated':
    'bears a time that its seals contradict, and that no clock explains of which a person has confirmed that it was set back',
  'tail-missing': 'and what follows was sealed, and is not there',
  'stream-missing': 'was sealed, and is not there',
  'personal-altered': 'is not the text its event was recorded with',
  'count-differs': 'are not as many, or not the ones, the manifest says',
  'known-seal-differs': 'is not the one that is known from elsewhere: the record was written anew behind it',
  'known-seal-missing': 'is known from elsewhere and not in here: the bundle is older, or its end was cut off',
};

export const bundleFaultSentence = ({ fault, where }: BundleFault): string => `${where} ${SAYS[fault]}`;

export const setBackSentence = ({ seal, from, to, by, events }: SetBack): string =>
  `The clock was set back from ${from} to ${to} (seal ${seal}), which ${by} has confirmed: ${events} ${events === 1 ? 'event bears' : 'events bear'} a time that only this explains.`;
