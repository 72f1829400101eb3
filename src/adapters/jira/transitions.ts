/**
 * Moving an issue. Transition ids belong to a workflow and may change with it, so the one that leads to the wanted
 * status is looked up each time, in the same read as where the issue stands ("Get issue", `expand=transitions`).
 */
import { Fault } from '../../ports/fault.ts';
import { api, type JiraClient } from './client.ts';
import { issueCall } from './issueCall.ts';
import { needRight } from './ownRight.ts';
import { statusAndTransitions, transitionList } from './schemas.ts';

/**
 * `false` = no transition leads there from where the issue stands, nor one to `through`, or it is not to leave that status.
 * Whoever moves it between the look and the move is overtaken where the transition leads from everywhere.
 */
export async function moveTo(
  client: JiraClient,
  issue: string,
  status: string,
  through?: string,
  mayLeave: (from: string) => Promise<boolean> = async () => true,
): Promise<boolean> {
  const here = await look(client, issue);
  if (same(here.status, status)) return true;
  if (!(await mayLeave(here.status))) return false;
  if (leading(here, status) !== null) return take(client, issue, status, here);
  if (here.transitions.length === 0) await mayMove(client, issue);
  if (through === undefined || leading(here, through) === null || !(await take(client, issue, through, here)))
    return false;
  return moveTo(client, issue, status);
}

/** No transitions: a status nothing leads out of, or an account that may not move the issue. */
const mayMove = (client: JiraClient, issue: string) => needRight(client, 'move issue', 'TRANSITION_ISSUES', issue);

/** One transition, as it was offered. `false` = the issue was moved away meanwhile. */
async function take(client: JiraClient, issue: string, status: string, before: Standing): Promise<boolean> {
  const transition = leading(before, status);
  try {
    await client.tell({
      operation: 'move issue',
      method: 'POST',
      path: api`/issue/${issue}/transitions`,
      json: { transition: { id: transition } },
    });
    return true;
  } catch (error) {
    // 400 when somebody moved the issue in between, 400 too when the transition's screen demands a field, or we may not.
    if (!(error instanceof Fault && error.kind === 'invalid')) throw error;
    const after = await look(client, issue);
    if (same(after.status, status)) return true;
    if (after.transitions.length === 0) await mayMove(client, issue);
    if (leading(after, status) !== transition) return false;
    throw error;
  }
}

interface Standing {
  readonly status: string;
  readonly transitions: Awaited<ReturnType<typeof readTransitions>>;
}

async function look(client: JiraClient, issue: string): Promise<Standing> {
  const { fields, transitions: offered } = await client.send(
    issueCall('read status', issue, { fields: 'status', expand: 'transitions' }),
    statusAndTransitions,
  );
  return { status: fields.status.name, transitions: offered ?? (await readTransitions(client, issue)) };
}

/** A transition without a screen asks for nothing; with one, a required field may be on it. */
function leading({ transitions }: Standing, status: string): string | null {
  const there = transitions.filter(({ to }) => same(to.name, status));
  return (there.find(({ hasScreen }) => hasScreen !== true) ?? there[0])?.id ?? null;
}

/** An expansion is a courtesy; where it is not given, the list is asked for. */
async function readTransitions(client: JiraClient, issue: string) {
  const call = { operation: 'read transitions', path: api`/issue/${issue}/transitions` };
  return (await client.send(call, transitionList)).transitions;
}

const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();
