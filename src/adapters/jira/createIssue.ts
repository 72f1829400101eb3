/**
 * An issue that is made with more than it needs. What of `more` Jira names as refused is left out of another try: an option
 * it does not have, a field that is not on the screen, a person we may not set ("Create issue": 400, `errors` by field).
 * Refused, nothing was made.
 */
import { Fault } from '../../ports/fault.ts';
import { api, type JiraClient } from './client.ts';
import { createdIssue } from './schemas.ts';

export interface Filed {
  readonly id: string;
  readonly key: string;
}

export interface NewIssue {
  /** In Tenure's words, for the fault. */
  readonly operation: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly more: Readonly<Record<string, unknown>>;
  /** By which it is found again. */
  readonly property: { readonly key: string; readonly value: unknown };
}

export async function createIssue(client: JiraClient, issue: NewIssue): Promise<Filed> {
  const { operation, fields, more, property } = issue;
  const json = { fields: { ...fields, ...more }, properties: [property] };
  try {
    return await client.send({ operation, method: 'POST', path: api`/issue`, json }, createdIssue);
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.kind !== 'invalid') throw fault;
    const taken = Object.entries(more).filter(([name]) => !fault.parts.includes(name));
    if (taken.length === Object.keys(more).length) throw fault;
    return createIssue(client, { ...issue, more: Object.fromEntries(taken) });
  }
}
