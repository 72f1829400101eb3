/** What may be decided about what is on the list: nothing that would come to nothing. */
import { expect, it } from 'vitest';
import { verdictsOf } from '../../src/app/settling/verdicts.ts';
import { mara } from '../support/build.ts';

const back = (owner?: string) =>
  verdictsOf({ kind: 'back-after-removal', person: mara, detail: owner === undefined ? {} : { owner } });

it.each(['rule', 'directory', 'mixed'])('what a %s gives back is not Tenure’s to remove', (owner) => {
  expect(back(owner)).toEqual(['ignore', 'accept']);
});

it('what a person gave back by hand is', () => expect(back()).toEqual(['remove', 'ignore', 'accept']));

it('what is nobody’s is neither adopted nor removed', () => {
  expect(verdictsOf({ kind: 'unexplained-actor', person: null, detail: {} })).toEqual(['ignore', 'accept']);
  expect(verdictsOf({ kind: 'unexplained-actor', person: mara, detail: {} })).toContain('adopt');
});
