/** What lies on an issue, whatever somebody made of it: only what does not hold, and holds nothing more, is written over. */
import { describe, expect, it } from 'vitest';
import { generateKeyPair, loadSigner, loadVerifier } from '../../adapters/signing/ed25519.ts';
import { canonical, sha256 } from '../shared/canonical.ts';
import { caseId } from '../shared/ids.ts';
import { type ChainLink, GENESIS } from './chain.ts';
import { heldRecord } from './heldRecord.ts';
import { HEAD_KEY, signablePieces } from './pieces.ts';

const STREAM = caseId('jira', '10001');
const pair = generateKeyPair();
const signer = loadSigner(pair.privateKey);
const stranger = loadSigner(generateKeyPair().privateKey);
const loaded = loadVerifier(pair.publicKey);
const keys = { knows: (keyId: string) => keyId === loaded.keyId, verify: loaded.verify };

function chainOf(count: number, word = 'x'): readonly ChainLink[] {
  const links: ChainLink[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const previous = links.at(-1)?.hash ?? GENESIS;
    const text = canonical({ seq, previous, event: { n: seq, word: word.repeat(400) } });
    links.push({ seq, previous, text, hash: sha256(text) });
  }
  return links;
}

type Pieces = Map<string, unknown>;
const SHORT = { longestPiece: 2_000 };

function piecesOf(links: readonly ChainLink[], by = signer, stream = STREAM): Pieces {
  const { pieces } = signablePieces(stream, links, by, SHORT);
  return new Map(pieces.map(({ key, value }) => [key, JSON.parse(JSON.stringify(value))]));
}

const STORE = chainOf(10);
const WRITTEN = 8;
const held = (pieces: Pieces, links = STORE, written = WRITTEN) =>
  heldRecord({ stream: STREAM, pieces, attachment: null }, { links, written }, keys);

/** As somebody who may edit the issue makes it of ours. */
function edited(change: (pieces: Pieces) => unknown): Pieces {
  const pieces = piecesOf(STORE);
  change(pieces);
  return pieces;
}
const inside = (pieces: Pieces, key: string, change: object) =>
  pieces.set(key, { ...(pieces.get(key) as object), ...change });

describe('what was written', () => {
  it.each([
    ['all of it', piecesOf(STORE)],
    ['up to where the store had been told', piecesOf(chainOf(WRITTEN))],
    [
      'with a piece of ours from before beside it',
      edited((all) => all.set(`${HEAD_KEY}.9`, piecesOf(STORE).get(`${HEAD_KEY}.1`))),
    ],
  ])('stands: %s', (_, pieces) => expect(held(pieces)).toEqual({ is: 'as-written' }));

  it('is nothing before anything was', () => {
    expect(held(new Map(), STORE, 0)).toEqual({ is: 'as-written' });
    expect(held(new Map())).toMatchObject({ is: 'broken' });
  });
});

describe('what does not hold is written again', () => {
  it.each([
    ['no head', (all: Pieces) => all.delete(HEAD_KEY)],
    ['no piece', (all: Pieces) => all.delete(`${HEAD_KEY}.2`)],
    ['nothing at all', (all: Pieces) => all.clear()],
    ['a word in a piece', (all: Pieces) => inside(all, `${HEAD_KEY}.2`, { events: [] })],
    ['a number in the head', (all: Pieces) => inside(all, HEAD_KEY, { count: 4 })],
    ['other things in its place', (all: Pieces) => all.set(`${HEAD_KEY}.1`, { nothing: 'to see' })],
    ['a claim to know more, unsigned', (all: Pieces) => inside(all, HEAD_KEY, { count: 999 })],
    ['a piece of another time', (all: Pieces) => all.set(`${HEAD_KEY}.1`, piecesOf(chainOf(1)).get(`${HEAD_KEY}.1`))],
    [
      'nested past all measure',
      (all: Pieces) => inside(all, HEAD_KEY, { head: JSON.parse(`${'['.repeat(9_000)}${']'.repeat(9_000)}`) }),
    ],
  ])('%s', (_, change) => expect(held(edited(change))).toMatchObject({ is: 'broken' }));
});

describe('what holds, or knows more, is not written over', () => {
  it.each([
    ['an older set, put back', piecesOf(chainOf(5)), /older record/],
    ['one that is ahead: the store is a backup', piecesOf(chainOf(12)), /store does not have/],
    [
      'a broken one that is ahead',
      new Map([...piecesOf(chainOf(12))].filter(([key]) => key !== `${HEAD_KEY}.1`)),
      /store does not have/,
    ],
    [
      'a headless one that is ahead',
      new Map([...piecesOf(chainOf(12))].filter(([key]) => key !== HEAD_KEY)),
      /store does not have/,
    ],
    ['one of another past', piecesOf(chainOf(10, 'y')), /store does not have/],
    ['another case’s', piecesOf(STORE, signer, caseId('jira', '10002')), /another case/],
    ['one of a key nobody here knows', piecesOf(STORE, stranger), /nobody here knows/],
  ])('%s', (_, pieces, says) => {
    expect(held(pieces)).toEqual({ is: 'other', says: expect.stringMatching(says) });
  });
});
