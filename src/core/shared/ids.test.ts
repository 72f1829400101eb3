import { expect, it } from 'vitest';
import {
  caseId,
  connectionId,
  connectionOf,
  entitlementId,
  groupId,
  groupName,
  naturalKey,
  withinConnection,
} from './ids.ts';

const okta = connectionId('okta');

it.each(['00g1', 'eng-core', 'team: core', 'a:b:c', ''])(
  'a group “%s” is taken apart at the first colon alone',
  (id) => {
    for (const group of [groupId(okta, id), groupName(okta, id)]) {
      expect([connectionOf(group), withinConnection(group)]).toEqual(['okta', id]);
    }
  },
);

it('one person has one natural key, however it is written', () =>
  expect([' E2001', 'e2001', 'E2001 '].map(naturalKey)).toEqual(['e2001', 'e2001', 'e2001']));

it('cases and entitlements carry where they are from', () =>
  expect([caseId('jira', '10012'), entitlementId('figma', 'editor')]).toEqual(['jira:10012', 'figma:editor']));
