import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateKeyPair, loadSigner, loadVerifier } from '../../adapters/signing/ed25519.ts';
import { canonical, sha256 } from '../shared/canonical.ts';
import { caseId } from '../shared/ids.ts';
import { type ChainLink, GENESIS } from './chain.ts';
import { FORMAT, piecesToWrite, type SignedPieces, signablePieces } from './pieces.ts';
import { verifyPieces } from './verifyPieces.ts';

const pair = generateKeyPair();
const signer = loadSigner(pair.privateKey);
const loaded = loadVerifier(pair.publicKey);
const verifier = {
  verify: (text: string, signature: string, keyId: string) => keyId === loaded.keyId && loaded.verify(text, signature),
};
const STREAM = caseId('jira', '10001');

function chainOf(events: readonly unknown[]): readonly ChainLink[] {
  const links: ChainLink[] = [];
  for (const [index, event] of events.entries()) {
    const previous = links.at(-1)?.hash ?? GENESIS;
    const text = canonical({ seq: index + 1, previous, event });
    links.push({ seq: index + 1, previous, text, hash: sha256(text) });
  }
  return links;
}

const many = (count: number, size: number) =>
  chainOf(Array.from({ length: count }, (_, n) => ({ type: 'MembershipVerified', n, name: 'x'.repeat(size) })));

/** As Jira gives it back: through JSON, members in another order. */
const readBack = ({ pieces, attachment }: SignedPieces, keep: (index: number) => boolean = () => true) => {
  const [head, ...bodies] = pieces.map(({ value }) => reversed(JSON.parse(JSON.stringify(value))));
  return { head, bodies: bodies.filter((_, index) => keep(index)).reverse(), attachment: attachment?.content ?? null };
};
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
const check = (signed: SignedPieces, keep?: (index: number) => boolean) => {
  const { head, bodies, attachment } = readBack(signed, keep);
  return verifyPieces(head, bodies, attachment, verifier);
};
const faultOf = (outcome: ReturnType<typeof check>) => (outcome.ok ? 'none' : outcome.refusal);

describe('a stream as signed pieces', () => {
  it('gives back exactly the events that went in, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 30 }), (events) => {
        const links = chainOf(JSON.parse(JSON.stringify(events)));
        const outcome = check(signablePieces(STREAM, links, signer, { longestPiece: 2_000 }));
        expect(outcome).toEqual({ ok: true, value: { stream: STREAM, links } });
      }),
      { numRuns: 100 },
    );
  });

  it('keeps every piece under 30,000 characters as serialised', () => {
    const { pieces, attachment } = signablePieces(STREAM, many(1_000, 250), signer);
    expect(attachment).toBeNull();
    expect(pieces.length).toBeGreaterThan(10);
    for (const { value } of pieces) expect(JSON.stringify(value).length).toBeLessThan(30_000);
  });

  it('keeps every piece under the limit, however the lengths of events fall', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 1_300 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lengths, (sizes) => {
        const links = chainOf(sizes.map((size) => 'x'.repeat(size)));
        const { pieces } = signablePieces(STREAM, links, signer, { longestPiece: 2_000, mostPieces: 99 });
        for (const { value } of pieces.slice(1)) expect(JSON.stringify(value).length).toBeLessThanOrEqual(2_000);
      }),
      { numRuns: 100 },
    );
  });

  it('goes into an attachment beyond twenty pieces, with its digest in the head', () => {
    const signed = signablePieces(STREAM, many(3_000, 250), signer);
    expect(signed.pieces).toHaveLength(1);
    expect(signed.attachment?.name).toMatch(/^tenure-record-[0-9a-f]{16}\.jsonl$/);
    expect(faultOf(check(signed))).toBe('none');
  });

  it('goes into an attachment when one event alone is too long', () => {
    const signed = signablePieces(STREAM, many(1, 40_000), signer);
    expect(signed.attachment).not.toBeNull();
    expect(faultOf(check(signed))).toBe('none');
  });

  it('changes only the last piece and the head when an event is added', () => {
    const [before, after] = [many(400, 250), many(401, 250)].map(
      (links) => signablePieces(STREAM, links, signer).pieces,
    );
    const changed = after?.filter(({ digest }, index) => digest !== before?.[index]?.digest).map(({ key }) => key);
    expect(changed).toEqual(['tenure.record', after?.at(-1)?.key]);
  });

  it('writes what changed since the head that is held, the head last', () => {
    const [before, after] = [many(100, 250), many(300, 250)].map((links) => signablePieces(STREAM, links, signer));
    if (before === undefined || after === undefined) throw new Error('no pieces');
    const keys = (held: unknown) => piecesToWrite(after, held).map(({ key }) => key);
    expect(keys(null)).toEqual([...after.pieces.slice(1), ...after.pieces.slice(0, 1)].map(({ key }) => key));
    // The last piece of before was filled up, and more came: both are written.
    expect(keys(before.pieces[0]?.value)).toEqual([
      'tenure.record.2',
      'tenure.record.3',
      'tenure.record.4',
      'tenure.record.5',
      'tenure.record',
    ]);
    expect(keys(after.pieces[0]?.value)).toEqual(['tenure.record']);
    expect(keys({ pieces: 'nonsense' })).toHaveLength(after.pieces.length);
  });

  it('of no events at all is a head that says so', () => {
    expect(check(signablePieces(STREAM, [], signer))).toEqual({ ok: true, value: { stream: STREAM, links: [] } });
  });
});

describe('a record that was tampered with', () => {
  const signed = signablePieces(STREAM, many(300, 250), signer);
  const { head, bodies } = readBack(signed);
  const checkWith = (changedHead: unknown, changedBodies: readonly unknown[]) =>
    faultOf(verifyPieces(changedHead, changedBodies, null, verifier));
  const altered = (value: unknown, from: string, to: string) => JSON.parse(JSON.stringify(value).replace(from, to));

  it('shows when nothing was done', () => {
    expect(checkWith(head, bodies)).toBe('none');
  });

  it('shows an altered event', () => {
    expect(
      checkWith(
        head,
        bodies.map((body) => altered(body, 'MembershipVerified', 'RemovalVerified')),
      ),
    ).toBe('bad-signature');
  });

  it('shows a head with another count', () => {
    expect(checkWith(altered(head, '"count":300', '"count":299'), bodies)).toBe('bad-signature');
  });

  it('shows a missing piece', () => {
    expect(faultOf(check(signed, (index) => index !== 1))).toBe('piece-missing');
  });

  it('shows a piece of another time, though signed by us', () => {
    const [, first] = signablePieces(STREAM, many(5, 250), signer).pieces;
    const rest = bodies.filter((body) => !JSON.stringify(body).includes('"piece":1,'));
    expect(checkWith(head, [first?.value, ...rest])).toBe('piece-altered');
  });

  it('shows a piece of another issue', () => {
    const others = signablePieces(caseId('jira', '10002'), many(300, 250), signer).pieces.slice(1);
    expect(
      checkWith(
        head,
        others.map(({ value }) => value),
      ),
    ).toBe('piece-altered');
  });

  it('shows a record signed with another key', () => {
    const forged = signablePieces(STREAM, many(3, 10), loadSigner(generateKeyPair().privateKey));
    expect(faultOf(check(forged))).toBe('bad-signature');
  });

  it('shows an attachment that is gone or changed', () => {
    const attached = signablePieces(STREAM, many(1, 40_000), signer);
    const [top] = attached.pieces;
    expect(faultOf(verifyPieces(top?.value, [], null, verifier))).toBe('attachment-missing');
    expect(faultOf(verifyPieces(top?.value, [], new Uint8Array([1]), verifier))).toBe('attachment-altered');
  });

  it('shows a head of ours that counts what is not there', () => {
    const wrong = {
      format: FORMAT,
      piece: 0,
      stream: STREAM,
      count: 1,
      first: null,
      last: null,
      head: null,
      pieces: [],
      attachment: null,
      keyId: signer.keyId,
    };
    const count = { ...wrong, signature: signer.sign(canonical(wrong)) };
    expect(checkWith(count, [])).toBe('count-differs');
  });

  it('is no record without a head', () => {
    expect(checkWith(null, bodies)).toBe('no-head');
    expect(checkWith({ format: 'tenure-record-1' }, bodies)).toBe('no-head');
  });
});
