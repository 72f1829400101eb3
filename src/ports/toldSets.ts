/** A change set without the policy it carries, which may be megabytes: what is read to tell of it. */
import type { ChangeSetRow } from './store.ts';

export type ToldSet = Omit<ChangeSetRow, 'policy'>;
