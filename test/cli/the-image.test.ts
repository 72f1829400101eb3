/**
 * What the image holds, put together as the Dockerfile says it but without an engine: the files it takes, the packages that
 * are not for development, its variables. It tries itself, serves, and ends when it is asked to.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SECRETS, type Systems, startSystems, writeAcmePolicy } from '../../examples/acme/company.ts';
import { readServiceFile } from '../../src/serviceFile.ts';
import { type Place, startProcess, untilServing } from './processes.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGES = 'node_modules/';
const dockerfile = readFileSync(join(REPOSITORY, 'Dockerfile'), 'utf8');

/** Of `npm ci --omit=dev`: each by its path, without those that lie below it, which have paths of their own. */
function packagesOfTheService(): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  // Some that are optional are for other platforms.
  return Object.entries(packages).flatMap(([path, { dev }]) =>
    path.startsWith(PACKAGES) && dev !== true && existsSync(join(REPOSITORY, path)) ? [path] : [],
  );
}

function makeImage(): string {
  const image = mkdtempSync(join(tmpdir(), 'tenure-image-'));
  const takes = dockerfile.matchAll(/^COPY (?!--from)(?!.*package-lock)(.+) \S+$/gm);
  for (const path of [...takes].flatMap(([, paths = '']) => paths.split(' ')))
    cpSync(join(REPOSITORY, path), join(image, path), {
      recursive: true,
      filter: (from) => !from.endsWith('.test.ts'),
    });
  for (const path of packagesOfTheService()) {
    const from = join(REPOSITORY, path);
    const isOwn = (one: string) => !one.slice(from.length).includes(PACKAGES.slice(0, -1));
    cpSync(from, join(image, path), { recursive: true, dereference: true, filter: isOwn });
  }
  return image;
}

let systems: Systems;
let image: string;
let place: Place;

beforeAll(async () => {
  systems = await startSystems();
  image = makeImage();
  const folders = { TENURE_DATA: join(image, 'data'), TENURE_POLICY: join(image, 'policy') };
  mkdirSync(folders.TENURE_DATA);
  writeAcmePolicy(folders.TENURE_POLICY, systems.addresses);
  const [, bin = ''] = /^ENTRYPOINT \["node", "(.+)"\]$/m.exec(dockerfile) ?? [];
  const variables = { ...SECRETS, ...folders, NODE_ENV: 'production', TENURE_HOST: '127.0.0.1', TENURE_PORT: '0' };
  place = { bin: join(image, bin), cwd: image, variables };
}, 60_000);
afterAll(async () => {
  await systems.stop();
  rmSync(image, { recursive: true, force: true });
});

it('finds everything it needs, serves, and ends when it is asked to', async () => {
  const doctor = startProcess(place, 'doctor');
  expect([await doctor.exit, doctor.said()]).toEqual([0, expect.stringContaining('Well: nothing needed is missing')]);
  const [, command = ''] = /^CMD \["(\w+)"\]$/m.exec(dockerfile) ?? [];
  const serving = startProcess(place, command, '--json');
  try {
    const { TENURE_DATA = '' } = place.variables;
    await untilServing(serving, TENURE_DATA);
    const answer = await fetch(`${readServiceFile(TENURE_DATA)?.url}/ready`);
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ ready: true })]);
    serving.process.kill('SIGTERM');
    expect(await serving.exit).toBe(0);
  } finally {
    serving.process.kill('SIGKILL');
  }
}, 400_000);
