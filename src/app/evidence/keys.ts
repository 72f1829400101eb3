/** The keys that a record of ours may be signed with: the present one and those a person has named as being before it. */
import type { KeyRing } from '../../core/evidence/index.ts';
import type { Sign } from '../world.ts';

/** Signing is the same each time (Ed25519, RFC 8032), so whoever can sign can also check. */
export const keysOf = ({ keyId, sign, before }: Sign): KeyRing => ({
  knows: (key) => key === keyId || before?.knows(key) === true,
  verify: (text, signature, key) =>
    key === keyId ? sign(text) === signature : before?.knows(key) === true && before.verify(text, signature, key),
});
