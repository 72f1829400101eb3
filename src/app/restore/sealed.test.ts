/** What seals of a bundle say of the records that lie on issues now. */
import { expect, it } from 'vitest';
import { generateKeyPair, loadSigner, loadVerifier } from '../../adapters/signing/ed25519.ts';
import { writeSeal } from '../../core/evidence/index.ts';
import { instantOf } from '../../core/shared/instant.ts';
import type { ReadRecord } from './readRecords.ts';
import { contradictedBySeals } from './sealed.ts';

const keys = generateKeyPair();
const verifier = loadVerifier(keys.publicKey);
const hash = (letter: string) => letter.repeat(64);

function sealOf(count: number, head: string, stream = 'jira:7', key = keys.privateKey) {
  const ground = {
    seal: 1,
    at: instantOf(new Date(0)),
    previous: null,
    streams: 1,
    changed: [{ stream, count, head }],
  };
  return writeSeal(ground, loadSigner(key)).text;
}

const record: ReadRecord = {
  issue: { id: '7', key: 'PEO-7', isCase: true },
  stream: 'jira:7',
  taken: {
    ok: true,
    events: [],
    links: ['a', 'b'].map((letter, index) => ({ seq: index + 1, text: '', hash: hash(letter), previous: '' })),
  },
};
const faultsOf = (seals: readonly string[], records = [record]) =>
  contradictedBySeals(seals, records, verifier).map(({ stream, fault }) => `${stream} ${fault}`);

it.each([
  ['as long as it was', [sealOf(2, hash('b'))], []],
  ['grown since', [sealOf(1, hash('a'))], []],
  ['put back as it was earlier', [sealOf(3, hash('c'))], ['jira:7 shorter-than-sealed']],
  [
    'put back, whatever an earlier seal said',
    [sealOf(3, hash('c')), sealOf(1, hash('a'))],
    ['jira:7 shorter-than-sealed'],
  ],
  ['another one', [sealOf(2, hash('e'))], ['jira:7 other-than-sealed']],
  ['beside one that is nowhere', [sealOf(1, hash('d'), 'jira:8')], ['jira:8 sealed-not-found']],
  ['beside what has no issue', [sealOf(1, hash('d'), 'system'), sealOf(1, hash('d'), 'finding:f')], []],
  ['against a seal of a foreign key', [sealOf(9, hash('c'), 'jira:7', generateKeyPair().privateKey)], []],
])('a record %s', (_, seals, faults) => {
  expect(faultsOf(seals)).toEqual(faults);
});

it('that does not hold is told of as that alone, and the parts of a list by the list', () => {
  const broken: ReadRecord = { ...record, taken: { ok: false, fault: 'bad-signature' } };
  expect(faultsOf([sealOf(3, hash('c'))], [broken])).toEqual([]);
  expect(faultsOf([sealOf(1, hash('c'), 'jira:7/0195-person')])).toEqual([]);
  expect(faultsOf([sealOf(1, hash('c'), 'jira:9/0195-person')])).toEqual(['jira:9/0195-person sealed-not-found']);
});
