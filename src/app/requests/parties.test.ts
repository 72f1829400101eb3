/** Whom a request still asks, where one of two who answer together has said yes. */
import { expect, it } from 'vitest';
import { asking, asks, candidate, FACTS } from '../../../test/support/requests.ts';
import { partiesOf } from './parties.ts';

it('neither who has answered nor whoever they answered for, and everybody else', () => {
  const sven = candidate('sven', { delegates: [candidate('dora')] });
  const facts = { ...FACTS, named: new Map([...FACTS.named, ['sven@small.example', sven]]) };
  const asked = asking().after(asks({ access: 'Production: console', ticket: 'INC-1' }), 5, { facts });
  expect(partiesOf(asked.state).approvers).toEqual([
    'dora@small.example',
    'sam@small.example',
    'sue@small.example',
    'sven@small.example',
  ]);
  const said = asked.said('dora', {}, 10, { facts });
  expect(partiesOf(said.state).approvers).toEqual(['sam@small.example', 'sue@small.example']);
});
