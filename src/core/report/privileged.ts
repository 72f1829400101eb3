/** Access of high risk, by when it began: as it was asked for, or as policy says of what it opens. */
import type { RecordedEvent } from '../evidence/model.ts';
import type { Grant } from '../grant/model.ts';
import type { Found, ReportOptions } from './model.ts';

export interface PrivilegedBook {
  add(recorded: RecordedEvent): void;
  grants(): readonly Found[];
}

export function privilegedBook({ isPrivileged }: Pick<ReportOptions, 'isPrivileged'>): PrivilegedBook {
  const lines = new Map<string, { readonly isHigh: boolean; readonly rule: string }>();
  const asked = new Map<string, { readonly isHigh: boolean; readonly rule: string }>();
  const grants = new Map<string, { readonly stream: string; readonly grant: Grant }>();
  const edit = (id: string, change: Partial<Grant>) => {
    const kept = grants.get(id);
    if (kept !== undefined) grants.set(id, { ...kept, grant: { ...kept.grant, ...change } });
  };
  return {
    add({ stream, event }) {
      switch (event.type) {
        case 'LineAsked':
          lines.set(`${stream} ${event.line}`, { isHigh: event.risk === 'high', rule: event.rule });
          break;
        case 'LineGranted': {
          const line = lines.get(`${stream} ${event.line}`);
          if (line !== undefined) asked.set(event.grant, line);
          break;
        }
        case 'GrantGiven':
          grants.set(event.grant.id, { stream, grant: event.grant });
          break;
        case 'GrantEnded':
        case 'GrantReinstated':
          edit(event.grant, { end: event.end });
          break;
        default:
      }
    },
    grants: () =>
      [...grants.values()].flatMap(({ stream, grant }): readonly Found[] => {
        const what = grant.holds.kind === 'entitlement' ? grant.holds.entitlement : grant.holds.group;
        const line = asked.get(grant.id);
        if (line?.isHigh !== true && !isPrivileged(what)) return [];
        const until = grant.end === null ? 'with the work' : `until ${grant.end}`;
        const rule = line === undefined ? grant.rows.join(' ') : `rule ${line.rule}`;
        const note = [grant.cause, rule, until].filter((part) => part !== '').join(', ');
        return [{ at: grant.start.at, stream, person: grant.person, what, by: null, note }];
      }),
  };
}
