/** Which groups whoever asks is in: as far as the provider says so. */
import { expect, it } from 'vitest';
import { account, okta } from '../../../test/support/build.ts';
import { force } from '../../../test/support/requests.ts';
import { Fault, type FaultKind } from '../../ports/fault.ts';
import { groupsOf } from './requester.ts';

const { policy } = force({
  requests: (text) => text.replace('applications: [figma,', 'askedBy: [{ group: security }], applications: [figma,'),
});

/** Of somebody whose groups the provider answers with this. */
const groupsAt = (kind: FaultKind) => {
  const readGroupsOf = async () => {
    throw new Fault(kind, 'read groups of account');
  };
  const world = { providers: new Map([[okta, { readGroupsOf }]]), timing: { callMilliseconds: 1_000 } };
  return groupsOf(world, { policy, groupsById: new Map() }, { accounts: [account()] });
};

it.each<FaultKind>(['missing', 'denied'])('of an account that is %s they are none', async (kind) =>
  expect(await groupsAt(kind)).toEqual(new Set()),
);

it('what may pass is asked again', () => expect(groupsAt('transient')).rejects.toThrow());
