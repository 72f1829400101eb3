import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateKeyPair, loadSigner, loadVerifier, publicKeyOf } from './ed25519.ts';

describe('signing evidence', () => {
  const pair = generateKeyPair();
  const signer = loadSigner(pair.privateKey);
  const verifier = loadVerifier(pair.publicKey);

  it('is checked with the public half alone, which has the same name', () => {
    expect(verifier.verify('Zoë 😀', signer.sign('Zoë 😀'))).toBe(true);
    expect(verifier.keyId).toBe(signer.keyId);
    expect(publicKeyOf(pair.privateKey)).toBe(pair.publicKey);
  });

  it('shows another text, another key and what is no signature at all', () => {
    expect(verifier.verify('Zoe', signer.sign('Zoë'))).toBe(false);
    expect(verifier.verify('Zoë', loadSigner(generateKeyPair().privateKey).sign('Zoë'))).toBe(false);
    for (const none of ['', 'x', '😀', 'A'.repeat(10_000)]) expect(verifier.verify('Zoë', none)).toBe(false);
  });

  it('refuses a key of another kind', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => loadSigner(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow(
      'not an Ed25519 key',
    );
  });
});
