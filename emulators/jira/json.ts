/** What crosses the wire, and how Jira writes an id. */
import { textOf } from '../kit/json.ts';

export { isList, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from '../kit/json.ts';

/** Ids come as text or as numbers; Jira takes both. */
export const idOf = (value: unknown): string | undefined => (typeof value === 'number' ? String(value) : textOf(value));
