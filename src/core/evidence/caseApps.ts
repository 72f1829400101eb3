/** What a case knows of the accounts inside applications: its newest check of each account, and what that has read. */
import type { AccountId, GroupId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { AppSaid, TenureEvent } from './model.ts';

/** The accounts inside applications, of one account, as a case looks at them. */
export interface CaseApps {
  readonly check: string;
  readonly account: AccountId;
  readonly leaving: boolean;
  readonly groups: readonly GroupId[];
  readonly begunAt: Instant;
  readonly until: Instant;
  readonly holdsCase: boolean;
  /** `null` = not looked at yet. */
  readonly read: readonly AppSaid[] | null;
}

type Checks = Readonly<Record<string, CaseApps>>;
type AppEvent = Extract<TenureEvent, { readonly type: 'AppCheckBegun' | 'AppsRead' }>;

export function evolveApps(apps: Checks, event: AppEvent, begunAt: Instant): Checks {
  if (event.type === 'AppCheckBegun') {
    const { type: _, at: __, ...check } = event;
    return { ...apps, [event.account]: { ...check, begunAt, read: null } };
  }
  const known = apps[event.account];
  if (known?.check !== event.check) return apps;
  const read = new Map([...(known.read ?? []), ...event.apps].map((one) => [one.app, one]));
  return { ...apps, [event.account]: { ...known, read: [...read.values()] } };
}
