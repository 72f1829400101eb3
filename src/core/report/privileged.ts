/** Access of high risk, by when it began: as it was asked for, or as policy says of what it opens. */
import type { RecordedEvent } from '../evidence/model.ts';
import type { Grant } from '../grant/model.ts';
import type { Instant } from '../shared/instant.ts';
import type { Found, ReportOptions } from './model.ts';

export interface PrivilegedBook {
  add(recorded: RecordedEvent): void;
  grants(): readonly Found[];
}

/** What a row needs of a grant: there may be a million, and most of them are in no row. */
interface Kept {
  readonly stream: string;
  readonly at: Instant;
  readonly person: Grant['person'];
  readonly what: string;
  readonly cause: Grant['cause'];
  readonly rows: string;
  readonly end: Instant | null;
}

export function privilegedBook({ isPrivileged }: Pick<ReportOptions, 'isPrivileged'>): PrivilegedBook {
  const lines = new Map<string, { readonly isHigh: boolean; readonly rule: string }>();
  const asked = new Map<string, { readonly isHigh: boolean; readonly rule: string }>();
  const grants = new Map<string, Kept>();
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
        case 'GrantGiven': {
          const { id, holds, cause, person, rows, start, end } = event.grant;
          const what = holds.kind === 'entitlement' ? holds.entitlement : holds.group;
          // What comes with the job was asked of nobody, so that no line makes it one of high risk.
          if (cause === 'birthright' && !isPrivileged(what)) break;
          grants.set(id, { stream, at: start.at, person, what, cause, rows: rows.join(' '), end });
          break;
        }
        case 'GrantEnded':
        case 'GrantReinstated': {
          const kept = grants.get(event.grant);
          if (kept !== undefined) grants.set(event.grant, { ...kept, end: event.end });
          break;
        }
        default:
      }
    },
    grants: () =>
      [...grants].flatMap(([id, { stream, at, person, what, cause, rows, end }]): readonly Found[] => {
        const line = asked.get(id);
        if (line?.isHigh !== true && !isPrivileged(what)) return [];
        const until = end === null ? 'with the work' : `until ${end}`;
        const rule = line === undefined ? rows : `rule ${line.rule}`;
        const note = [cause, rule, until].filter((part) => part !== '').join(', ');
        return [{ at, stream, person, what, by: null, note }];
      }),
  };
}
