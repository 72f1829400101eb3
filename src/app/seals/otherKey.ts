/**
 * The last seal is of a key that nobody has said was ours. A seal of ours behind it would stand there for good, and every
 * later bundle would not be whole: a command on a laptop, a worker that has made a key of its own.
 */
export class OtherKey extends Error {
  constructor(seal: number, theirs: string, ours: string) {
    super(
      `Seal ${seal} is signed with key ${theirs}, and the key here is ${ours}: nothing is sealed with it. Name the key the record is signed with in TENURE_SIGNING_KEY; if it was replaced, the public half of the old one in TENURE_SIGNING_KEYS_BEFORE.`,
    );
    this.name = 'OtherKey';
  }
}
