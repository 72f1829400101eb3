/** A seal as it is written, read, and cut into what fits on an issue. */
import { describe, expect, it } from 'vitest';
import { generateKeyPair, loadSigner, loadVerifier } from '../../adapters/signing/ed25519.ts';
import { sha256 } from '../shared/canonical.ts';
import { instantOf } from '../shared/instant.ts';
import { isSealSigned, readSeal, type SealGround, writeSeal } from './seal.ts';
import { sealKey, sealPieces, sealsIn } from './sealPieces.ts';

const keys = generateKeyPair();
const signer = loadSigner(keys.privateKey);
const verifier = loadVerifier(keys.publicKey);
const at = instantOf(new Date('2026-03-02T08:00:00Z'));
const groundOf = (streams: number): SealGround => ({
  seal: 7,
  at,
  previous: 'a'.repeat(64),
  streams,
  changed: Array.from({ length: streams }, (_, n) => ({
    stream: `jira:"${n}" ü😀`,
    count: n + 1,
    head: 'b'.repeat(64),
  })),
});

describe('a seal', () => {
  it('says what it was made of, signed, and no other spelling is one', () => {
    const { text, hash } = writeSeal(groundOf(2), signer);
    const seal = readSeal(text);
    if (seal === null) throw new Error('no seal');
    expect(seal).toMatchObject(groundOf(2));
    expect(hash).toBe(sha256(text));
    expect(isSealSigned(seal, verifier)).toBe(true);
    expect(isSealSigned({ ...seal, streams: 3 }, verifier)).toBe(false);
    for (const other of [`${text} `, text.replace(',', ', '), '{}', 'no', text.replace('"count":1', '"count":0')])
      expect(readSeal(other)).toBeNull();
  });

  it('lies on an issue in signed pieces that fit, and they are it again', () => {
    const written = writeSeal(groundOf(900), signer);
    const seal = readSeal(written.text);
    if (seal === null) throw new Error('no seal');
    const { pieces, attachment } = sealPieces({ ...seal, ...written }, signer);
    const [head, ...bodies] = pieces;
    expect(attachment).toBeNull();
    expect(bodies.length).toBeGreaterThan(5);
    for (const { value } of pieces) expect(JSON.stringify(value).length).toBeLessThan(30_000);
    expect(bodies.map(({ value }) => value.text).join('')).toBe(written.text);
    expect(head?.value).toMatchObject({ seal: 7, hash: written.hash, pieces: bodies.map(({ digest }) => digest) });
    expect(pieces.map(({ key }) => key).slice(0, 2)).toEqual(['tenure.seal.odd', 'tenure.seal.odd.1']);
  });

  it('of very many streams is one attachment, named by the head', () => {
    const written = writeSeal(groundOf(4_000), signer);
    const seal = readSeal(written.text);
    if (seal === null) throw new Error('no seal');
    const { pieces, attachment } = sealPieces({ ...seal, ...written }, signer);
    expect(pieces).toHaveLength(1);
    expect(pieces[0]?.value.attachment).toEqual({ name: attachment?.name, sha256: written.hash });
    expect(new TextDecoder().decode(attachment?.content)).toBe(written.text);
  });

  it('takes turns with the one before', () => {
    expect([1, 2, 3].map(sealKey)).toEqual(['tenure.seal.odd', 'tenure.seal.even', 'tenure.seal.odd']);
  });
});

describe('the seals on an issue', () => {
  const piecesOf = (streams: number) => {
    const written = writeSeal(groundOf(streams), signer);
    const { pieces, attachment } = sealPieces({ ...groundOf(streams), ...written }, signer);
    return { written, attachment, on: new Map<string, unknown>(pieces.map(({ key, value }) => [key, value])) };
  };
  it('are read back from their pieces, however many', () => {
    for (const streams of [2, 900]) {
      const { written, on } = piecesOf(streams);
      expect(sealsIn(on)).toEqual([{ text: written.text }]);
    }
  });
  it('are named by their attachment where they are too long', () => {
    const { written, attachment, on } = piecesOf(9_000);
    expect(sealsIn(on)).toEqual([{ attachment: attachment?.name, hash: written.hash }]);
  });
  it('are none when a piece is gone or says something else', () => {
    const { on } = piecesOf(900);
    const key = [...on.keys()].find((one) => one.endsWith('.2')) ?? '';
    expect(sealsIn(new Map([...on].filter(([one]) => one !== key)))).toEqual([]);
    expect(sealsIn(new Map([...on, [key, { format: 'tenure-seal-piece-1', text: 'no' }]]))).toEqual([]);
    expect(sealsIn(new Map())).toEqual([]);
  });
});
