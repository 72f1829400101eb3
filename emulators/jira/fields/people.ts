/** Fields that point at users and groups. Input is `{accountId}` or `{id}`; names and keys are gone since 2019. */
import { isList, isObject, type Json, textOf } from '../json.ts';
import { showUser } from '../show/user.ts';
import { type FieldContext, type FieldKind, problem, text, texts } from './kind.ts';

export const user: FieldKind = {
  schema: { type: 'user', custom: 'userpicker' },
  parse: (input, context) => (input === null ? null : account(input, context)),
  show: (value, context) => show(text(value), context),
  history: (value, { directory }) => ({ id: text(value), text: directory.user(text(value))?.displayName ?? null }),
};

export const users: FieldKind = {
  schema: { type: 'array', items: 'user', custom: 'multiuserpicker' },
  parse(input, context) {
    if (input === null) return null;
    if (!isList(input)) throw problem('data was not an array');
    const ids = [...new Set(input.map((entry) => account(entry, context)))];
    return ids.length === 0 ? null : ids;
  },
  show: (value, context) => texts(value).map((accountId) => show(accountId, context)),
  history: (value, { directory }) => ({
    id: `[${texts(value).join(', ')}]`,
    text: `[${texts(value)
      .map((accountId) => directory.user(accountId)?.displayName ?? accountId)
      .join(', ')}]`,
  }),
};

export const group: FieldKind = {
  schema: { type: 'group', custom: 'grouppicker' },
  parse: (input, context) => (input === null ? null : groupIn(input, context)),
  show: (value, context) => showGroup(text(value), context),
  history: (value, { directory }) => ({ id: text(value), text: directory.group(text(value))?.name ?? null }),
};

export const groups: FieldKind = {
  schema: { type: 'array', items: 'group', custom: 'multigrouppicker' },
  parse(input, context) {
    if (input === null) return null;
    if (!isList(input)) throw problem('data was not an array');
    const ids = [...new Set(input.map((entry) => groupIn(entry, context)))];
    return ids.length === 0 ? null : ids;
  },
  show: (value, context) => texts(value).map((groupId) => showGroup(groupId, context)),
  history: (value, { directory }) => ({
    id: `[${texts(value).join(', ')}]`,
    text: `[${texts(value)
      .map((groupId) => directory.group(groupId)?.name ?? groupId)
      .join(', ')}]`,
  }),
};

function groupIn(input: Json, { directory }: FieldContext): string {
  const found = isObject(input)
    ? (directory.group(textOf(input.groupId) ?? '') ?? directory.groupNamed(textOf(input.name) ?? ''))
    : undefined;
  if (found === undefined) throw problem('Could not find group with the given name or id.');
  return found.groupId;
}

function showGroup(groupId: string, { directory, base, version }: FieldContext): Json {
  const found = directory.group(groupId);
  if (found === undefined) return null;
  return { name: found.name, groupId, self: `${base}/rest/api/${version}/group?groupId=${groupId}` };
}

function account(input: Json, { directory, field }: FieldContext): string {
  const accountId = isObject(input) ? (textOf(input.accountId) ?? textOf(input.id)) : undefined;
  if (accountId === undefined) throw problem(`Specify a valid 'accountId' for ${field.name}`);
  const found = directory.user(accountId);
  if (found === undefined) throw problem(`User with account ID '${accountId}' does not exist`);
  if (!found.active) throw problem(`User '${accountId}' is not active`);
  return accountId;
}

function show(accountId: string, { directory, base, version, mailHidden }: FieldContext): Json {
  const found = directory.user(accountId);
  return found === undefined ? null : showUser(found, { base, version, mailHidden });
}
