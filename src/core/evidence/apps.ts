/**
 * The accounts inside applications: which are expected, how each stands by a reading, and what follows from it. The day
 * one check asks whether they are there, the leaver's whether they are gone. Nothing is concluded from what was not read.
 */
import type { AppStanding, SeenApp } from '../reconcile/model.ts';
import { canonical } from '../shared/canonical.ts';
import { exceptionId } from '../shared/ids.ts';
import { epochOf, type Instant, milliseconds, plus } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import { LONGEST_PAUSE } from '../shared/putOff.ts';
import type { CaseApps } from './caseApps.ts';
import type { CaseState } from './caseState.ts';
import type { AppSaid, AppState, RecordedApp, TenureEvent } from './model.ts';

/** An application somebody should have: by the provider's id, or by the catalogue's name alone. */
export interface ExpectedApp {
  readonly app: string | null;
  readonly name: string;
}

/** `words`: what the provider says about one that does not stand as it should. */
export interface Judged extends AppSaid {
  readonly words: string | null;
}

/** A joiner's, each looked up in the reading by id, else by name. The catalogue may name the provider's id too. */
export function appsOf(
  targets: readonly string[],
  ofGroups: readonly { readonly app: string; readonly name: string }[],
  seen: readonly SeenApp[],
): readonly Judged[] {
  const named = targets.filter((target) => !ofGroups.some((one) => isMeant(target, one)));
  const expected: readonly ExpectedApp[] = [
    ...new Map(ofGroups.map((one) => [one.app, one])).values(),
    ...[...new Set(named)].map((name) => ({ app: null, name })),
  ];
  return expected.map(({ app, name }): Judged => {
    const found = seen.find((one) => (app === null ? isMeant(name, one) : one.app === app));
    if (found === undefined) return { app: app ?? name, name, state: 'missing', words: null };
    return { app: app ?? name, name: found.name, state: stateOf(found.standing), words: found.words };
  });
}

const isMeant = (target: string, { app, name }: { readonly app: string; readonly name: string }) =>
  target === app || target.toLowerCase() === name.toLowerCase();

function stateOf(standing: AppStanding): AppState {
  switch (standing) {
    case 'provisioned':
    case 'waiting':
    case 'failed':
      return standing;
    case 'assigned':
      return 'sign-on-only';
    case 'switched-off':
      return 'failed';
    default:
      return unreachable(standing);
  }
}

/**
 * A leaver's: what was recorded before, and whatever else is found, now or by an earlier look. One of an application that
 * is switched off stays as it is.
 */
export function takenOf(
  before: readonly RecordedApp[],
  said: readonly AppSaid[],
  seen: readonly SeenApp[],
): readonly Judged[] {
  const others = [...seen, ...said.map(({ app, name }) => ({ app, name, closes: false }))].map((one) => ({
    ...one,
    tail: null,
  }));
  const late = others.filter(({ app }) => !before.some((one) => one.app === app));
  const all = [...before, ...new Map(late.map((one) => [one.app, one] as const).reverse()).values()];
  return all.map(({ app, name, closes, tail }): Judged => {
    const left = seen.find((one) => one.app === app);
    const gone = closes ? 'closed' : 'unassigned';
    const state = left === undefined ? gone : left.standing === 'switched-off' ? 'switched-off' : 'still-there';
    return { app, name, state, tail, words: left?.words ?? null };
  });
}

/** Not as it should be, and may still become so. */
export function isWaitedFor({ state }: AppSaid): boolean {
  switch (state) {
    case 'waiting':
    case 'failed':
    case 'missing':
    case 'still-there':
      return true;
    case 'provisioned':
    case 'sign-on-only':
    case 'closed':
    case 'unassigned':
    case 'switched-off':
      return false;
    default:
      return unreachable(state);
  }
}

/** Kinds of exceptions about one application; `detail.app` says which. */
export const APP_TROUBLE = {
  joining: 'app-not-provisioned',
  leaving: 'app-account-left',
  unread: 'app-accounts-unknown',
};

/** What one reading adds to the case: how they stand, who is to be told, and what needs nobody any more. */
export function appEvents(state: CaseState, check: CaseApps, judged: readonly Judged[], at: Instant): TenureEvent[] {
  const said = judged.map(({ words: _, ...one }): AppSaid => one);
  const before = new Set((check.read ?? []).map(canonical));
  const news = said.filter((one) => !before.has(canonical(one)));
  const kind = check.leaving ? APP_TROUBLE.leaving : APP_TROUBLE.joining;
  const trouble = judged.filter((one) => isWaitedFor(one) && (one.state === 'failed' || at >= check.until));
  const own = ofAccount(state, check);
  const about = own.filter((one) => one.kind === kind);
  const fresh = trouble.filter(({ app }) => {
    const last = about.filter(({ detail }) => detail.app === app).at(-1);
    return last === undefined || (last.verdict !== null && last.verdict !== 'ignore' && last.verdict !== 'accept');
  });
  const over = own.filter(
    ({ kind: other, verdict, detail }) =>
      verdict === null &&
      (other === APP_TROUBLE.unread ||
        (other === kind && !judged.some((one) => one.app === detail.app && isWaitedFor(one)))),
  );
  return [
    ...(check.read !== null && news.length === 0
      ? []
      : [{ type: 'AppsRead', check: check.check, account: check.account, apps: news, at } as const]),
    ...fresh.map(
      ({ app, name, state: stands, words }, index): TenureEvent => ({
        type: 'ExceptionRaised',
        exception: exceptionId(`${state.id}!${kind}-${state.exceptions.length + 1 + index}`),
        kind,
        account: check.account,
        detail: { app, application: name, stands },
        ...(words === null ? {} : { personal: { detail: words } }),
      }),
    ),
    ...over.map(
      ({ id }): TenureEvent => ({
        type: 'ExceptionSettled',
        exception: id,
        verdict: 'retry',
        by: 'Tenure: it got through',
        at,
      }),
    ),
  ];
}

const SOONEST = 15_000;
const RARELY = 10 * 60_000;
const RAREST = 60 * 60_000;

/** A person may have accounts at several connections: what one reading shows says nothing of another's applications. */
const ofAccount = ({ exceptions }: CaseState, { account }: Pick<CaseApps, 'account'>) =>
  exceptions.filter((one) => one.account === account);

/** When to look again: soon at first, then more rarely, and once exactly when the time is up; `null` = all is well or accepted. */
export function nextLook(state: CaseState, check: CaseApps, said: readonly AppSaid[], at: Instant) {
  const { begunAt, until } = check;
  const accepted = new Set(
    ofAccount(state, check)
      .filter(({ verdict }) => verdict === 'accept' || verdict === 'ignore')
      .map(({ detail }) => detail.app),
  );
  if (!said.some((one) => isWaitedFor(one) && !accepted.has(one.app))) return null;
  const age = epochOf(at) - epochOf(begunAt);
  if (at >= until) return plus(at, milliseconds(Math.min(RAREST, Math.max(RARELY, age / 4))));
  return plus(at, milliseconds(Math.min(epochOf(until) - epochOf(at), LONGEST_PAUSE, Math.max(SOONEST, age / 4))));
}
