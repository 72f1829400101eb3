/** What somebody is offered for another: policy's answer, and of what they hold or have asked for only what is theirs to know. */
import { expect, it } from 'vitest';
import { at, grant, group, ledger, mara, person } from '../../../test/support/build.ts';
import { asking, force, HOUR } from '../../../test/support/requests.ts';
import { caseId, connectionId, entitlementId, type PersonId, personId } from '../../core/shared/ids.ts';
import type { World } from '../world.ts';
import { type Offers, offersFor } from './offers.ts';

const EDITOR = entitlementId('figma', 'editor');
const READER = entitlementId('vault', 'reader');
const confidential = (text: string) =>
  `${text}confidential:\n  secret: { applications: [bank], seenBy: [{ person: sven@small.example }] }\n`;

/** Mara holds the one for some hours more, and has asked for the other. */
function worldOf(): World {
  const { ledger: hers } = asking();
  const held = grant('held', [group('figma-editors')], 0, 5 * HOUR, {
    cause: 'request',
    holds: { kind: 'entitlement', entitlement: EDITOR },
  });
  const named = (name: string) => {
    const profile = { ...person.profile, workMail: `${name}@small.example` };
    return ledger({ person: { id: personId(name), profile } });
  };
  const asked = [{ case: caseId(connectionId('jira'), '9'), entitlement: READER }];
  const read = {
    now: async () => at(60),
    getControl: async (key: string) => (key === `open-asks:${mara}` ? asked : null),
    person: async (id: PersonId) => (id === mara ? { ...hers, grants: [held] } : named(id)),
    unfiledAbout: async () => [],
    findFormer: async () => [],
    findPersons: async (mail: string) => [mail.split('@')[0]],
  };
  const rules = { current: async () => force({ requests: confidential }) };
  return { store: { read }, rules, providers: new Map() } as unknown as World;
}

async function offered(by: string): Promise<Offers> {
  const offers = await offersFor(worldOf(), mara, personId(by));
  return offers.ok ? offers.value : expect.fail(offers.refusal);
}
const stands = (offers: Offers, text: string) => {
  const offer = offers.named(text);
  if (offer === null) return 'nothing';
  return offer.offered ? (offer.extends === null ? 'new' : 'longer') : offer.because;
};

it.each([
  ['themselves', String(mara), 'longer', 'asked-already'],
  ['their manager', 'tomasz', 'longer', 'asked-already'],
  ['a colleague', 'ben', 'new', 'new'],
])('what they hold, and what waits, is told to %s as far as it is theirs to know', async (_, by, editor, reader) => {
  const offers = await offered(by);
  expect([stands(offers, 'Figma: editor'), stands(offers, 'Vault: reader')]).toEqual([editor, reader]);
});

it('what only some may see is found by nobody else, by no word and no name', async () => {
  const found = (offers: Offers) => [...offers.find('bank')].length;
  const [sven, ben] = [await offered('sven'), await offered('ben')];
  expect([found(sven) > 0, stands(sven, 'Bank: payer') !== 'nothing']).toEqual([true, true]);
  expect([found(ben), stands(ben, 'Bank: payer'), stands(ben, 'Nothing: such')]).toEqual([0, 'nothing', 'nothing']);
});
