/**
 * Moving an issue. Transition ids belong to a workflow and may change with it, so the one that leads to the wanted
 * status is looked up each time, in the same read as where the issue stands ("Get issue", `expand=transitions`).
 */
import { Fault } from '../../ports/fault.ts';
import { api, type JiraClient } from './client.ts';
import { statusAndTransitions, transitionList } from './schemas.ts';

/** `false` = no transition leads there from where the issue stands. */
export async function moveTo(client: JiraClient, issue: string, status: string): Promise<boolean> {
  const before = await look(client, issue, status);
  if (before.there) return true;
  if (before.transition === null) return false;
  try {
    await client.tell({
      operation: 'move issue',
      method: 'POST',
      path: api`/issue/${issue}/transitions`,
      json: { transition: { id: before.transition } },
    });
    return true;
  } catch (error) {
    // 400 when somebody moved the issue in between, 400 too when the transition's screen demands a field.
    if (!(error instanceof Fault && error.kind === 'invalid')) throw error;
    const after = await look(client, issue, status);
    if (after.there) return true;
    if (after.transition !== before.transition) return false;
    throw error;
  }
}

async function look(client: JiraClient, issue: string, status: string) {
  const { fields, transitions: offered } = await client.send(
    { operation: 'read status', path: api`/issue/${issue}`, query: { fields: 'status', expand: 'transitions' } },
    statusAndTransitions,
  );
  if (same(fields.status.name, status)) return { there: true, transition: null };
  const transitions = offered ?? (await readTransitions(client, issue));
  const leading = transitions.filter(({ to }) => same(to.name, status));
  // A transition without a screen asks for nothing; with one, a required field may be on it.
  const chosen = leading.find(({ hasScreen }) => hasScreen !== true) ?? leading[0];
  return { there: false, transition: chosen?.id ?? null };
}

/** An expansion is a courtesy; where it is not given, the list is asked for. */
async function readTransitions(client: JiraClient, issue: string) {
  const call = { operation: 'read transitions', path: api`/issue/${issue}/transitions` };
  return (await client.send(call, transitionList)).transitions;
}

const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();
