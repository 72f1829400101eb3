/** Who says something about a request, by the names that tell who it is. */

/** By which names somebody speaks: an address may have been another's before, and may be another's now. */
export interface Speaker {
  /** Addresses and logins that are theirs now, and nobody else's. */
  readonly by: readonly string[];
  /** Any other, now or before: it bars them from their own matters, and lets them answer for nobody. */
  readonly alsoKnownBy: readonly string[];
}

/** In small letters. */
export const allNames = ({ by, alsoKnownBy }: Speaker): readonly string[] =>
  [...by, ...alsoKnownBy].map((name) => name.toLowerCase());
