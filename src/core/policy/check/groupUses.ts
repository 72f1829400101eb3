/** Where a policy names groups and project roles: each group once, at its first place, with how many more there are. */
import { connectionId, type GroupName, groupName } from '../../shared/ids.ts';
import type { Policy } from '../model.ts';
import { FILES } from '../read/files.ts';

export interface GroupUse {
  readonly group: GroupName;
  readonly file: string;
  readonly line: number | null;
  /** The place gives the group; otherwise it only protects, keeps, sets its mode or asks its members. */
  readonly gives: boolean;
  readonly others: number;
}

export function groupUses({ catalogue, table, settings, requests }: Policy): readonly GroupUse[] {
  const uses = new Map<string, GroupUse>();
  const note = (group: GroupName, file: string, line: number | null, gives: boolean) => {
    const key = `${gives} ${group}`;
    const first = uses.get(key);
    uses.set(
      key,
      first === undefined ? { group, file, line, gives, others: 0 } : { ...first, others: first.others + 1 },
    );
  };
  for (const { entitlements } of catalogue.applications) {
    for (const { groups, line } of entitlements)
      for (const group of groups) note(group, FILES.catalogue, line ?? null, true);
  }
  for (const { targets, line } of catalogue.applications) {
    for (const target of targets) {
      if (target.kind === 'jira-project-role') note(target.name, FILES.catalogue, line ?? null, true);
    }
  }
  for (const { gives, line } of table) {
    for (const given of gives) if (given.kind === 'group') note(given.group, FILES.table, line, true);
  }
  for (const { answer, line } of requests?.rules ?? []) {
    const stages = answer.kind === 'stages' ? answer.stages : answer.kind === 'break-glass' ? [answer.review] : [];
    for (const approver of stages.flatMap(({ approvers }) => approvers)) {
      if (approver.kind === 'group') note(approver.group, FILES.requests, line ?? null, false);
    }
  }
  for (const { when, line } of requests?.rules ?? []) {
    for (const one of when.askedBy ?? [])
      if (one.kind === 'group') note(one.group, FILES.requests, line ?? null, false);
  }
  for (const { seenBy, line } of requests?.confidential ?? []) {
    for (const one of seenBy) if (one.kind === 'group') note(one.group, FILES.requests, line ?? null, false);
  }
  const { protected: guarded, keep, modes } = settings;
  const named = [...guarded.groups, ...keep, ...groupNamesIn(modes.groups)];
  for (const group of named) note(group, FILES.settings, null, false);
  return [...uses.values()];
}

/** Keys of a record are plain text to the compiler; these were made by `groupName` when the file was read. */
const groupNamesIn = (modes: Readonly<Record<GroupName, unknown>>) =>
  Object.keys(modes).map((key) => {
    const colon = key.indexOf(':');
    return groupName(connectionId(key.slice(0, colon)), key.slice(colon + 1));
  });
