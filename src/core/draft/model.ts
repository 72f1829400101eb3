/** A catalogue as it could be: proposed from what the provider has, for a person to edit. */
import type { ProviderApplication } from '../diagnosis/model.ts';
import type { KnownGroup, Policy } from '../policy/model.ts';

export interface DraftInput {
  /** What there is already; only what is missing beside it is proposed. */
  readonly policy: Policy;
  /** Complete listings: what is on none of them is not there. */
  readonly groups: readonly KnownGroup[];
  readonly applications: readonly ProviderApplication[];
  /** What people ask for again and again, and the catalogue has not. */
  readonly asked: readonly { readonly name: string; readonly times: number }[];
}

export interface Draft {
  /** As `catalogue.yaml` is read. */
  readonly text: string;
  readonly applications: number;
  readonly entitlements: number;
  /** What was left out, a sentence each; it stands in the text too. */
  readonly leftOut: readonly string[];
}
