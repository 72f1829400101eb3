/** What the shell may use of drafts. All pure. */
export { draftCatalogue } from './draft.ts';
export type { Draft, DraftInput } from './model.ts';
