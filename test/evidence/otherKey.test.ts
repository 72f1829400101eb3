/** Seals of a key that nobody has named: none of ours follows them, and they vouch for nothing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateKeyPair, loadSigner } from '../../src/adapters/signing/ed25519.ts';
import { readSeals } from '../../src/app/operations/verifySeals.ts';
import { sealNow } from '../../src/app/seals/make.ts';
import { OtherKey } from '../../src/app/seals/otherKey.ts';
import type { World } from '../../src/app/world.ts';
import { verifierFor } from '../../src/signingKey.ts';
import { EXAMPLES } from '../golden/events.ts';
import { FIRST, freshKeys, minute, smallStore } from './smallRecord.ts';

const [ours, theirs] = [freshKeys(), freshKeys()];
const worldOf = (seals: ReturnType<typeof smallStore>, sign: World['sign']) =>
  ({ store: { seals }, sign, log: { info() {} } }) as unknown as World;

async function sealedByThem() {
  const seals = smallStore(() => minute(0));
  seals.append(FIRST, [EXAMPLES.CaseOpened]);
  await sealNow(worldOf(seals, theirs.signer));
  seals.append(FIRST, [EXAMPLES.GrantGiven]);
  return seals;
}
const replaced = { ...ours.signer, before: theirs.verifier };

it('nothing is sealed behind a seal of another key, until somebody says that the key was replaced', async () => {
  const seals = await sealedByThem();
  await expect(sealNow(worldOf(seals, ours.signer))).rejects.toThrow(OtherKey);
  await expect(sealNow(worldOf(seals, ours.signer))).rejects.toThrow(theirs.signer.keyId);
  expect(await seals.after(0, 10)).toHaveLength(1);
  expect(await sealNow(worldOf(seals, replaced))).toMatchObject({ seal: 2 });
});

it('a record with seals of a key nobody knows is not whole', async () => {
  const seals = await sealedByThem();
  const faultsFor = async (sign: World['sign']) => (await readSeals(worldOf(seals, sign))).faults;
  expect(await faultsFor(ours.signer)).toEqual([
    expect.objectContaining({ fault: 'seal-of-unknown-key', where: `key ${theirs.signer.keyId}` }),
  ]);
  expect(await faultsFor(replaced)).toEqual([]);
  const forged = { ...theirs.verifier, verify: () => false };
  expect(await faultsFor({ ...ours.signer, before: forged })).toMatchObject([{ fault: 'seal-signature' }]);
});

it('the key that is named goes before the one a data folder still has', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tenure-keys-'));
  try {
    const [old, named] = [generateKeyPair(), generateKeyPair()];
    const signingKeyFile = join(dataDir, 'named.pem');
    writeFileSync(join(dataDir, 'signing-key.pub.pem'), old.publicKey);
    writeFileSync(signingKeyFile, named.privateKey);
    const knows = (file: string | null, key: string) =>
      verifierFor({ dataDir, signingKeyFile: file }, []).knows(loadSigner(key).keyId);
    expect(knows(signingKeyFile, named.privateKey)).toBe(true);
    expect(knows(signingKeyFile, old.privateKey)).toBe(false);
    expect(knows(null, old.privateKey)).toBe(true);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
