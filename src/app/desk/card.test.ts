/** What a card asks for: a yes only where all that it covers stands there. */
import { expect, it } from 'vitest';
import { group, okta } from '../../../test/support/build.ts';
import { ADMIN, asking, asks, force } from '../../../test/support/requests.ts';
import { compileTable } from '../../core/policy/index.ts';
import { groupName } from '../../core/shared/ids.ts';
import { rulesInForce } from '../policy/rules.ts';
import { asksOf, drawQuestion } from './card.ts';
import type { Scene } from './scene.ts';

const { policy } = force();
const asked = asking().after(asks(ADMIN), 5);
const [question] = asksOf(asked.state);

function drawn(name: string) {
  if (question === undefined) throw new Error('nobody is asked');
  const none = { owner: 'tenure', members: null, mfaEnrolment: false, vanished: false } as const;
  const groups = [{ ...none, id: group('vault-admins'), name: groupName(okta, name) }];
  const scene: Scene = {
    case: asked.state.id,
    force: rulesInForce(policy, compileTable(policy.table), groups),
    ledger: asked.ledger,
    askers: new Map(),
    zone: policy.settings.timeZone,
    issue: { key: 'HELP-1', address: 'https://jira.example/browse/HELP-1' },
    reviewers: new Map(),
  };
  return drawQuestion(scene, [], question).card('token');
}

it('approving is offered beside facts that are shown whole, and not beside more than a message shows', () => {
  expect(drawn('vault-admins').buttons.map(({ says }) => says)).toEqual(['Approve', 'Approve for shorter', 'Refuse']);
  const long = drawn('x'.repeat(7_000));
  expect(long.buttons.map(({ says }) => says)).toEqual(['Refuse']);
  expect(long.notes).toContainEqual(expect.stringContaining('approve it on your page here, or on the issue'));
});
