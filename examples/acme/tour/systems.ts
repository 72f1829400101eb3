/**
 * The stand-in systems in a process of their own, as the real ones would be: they outlive Tenure being killed, so
 * that it can be started again and find the world as it left it.
 *
 * `systems.json` in the tour's folder says where they answer. The process ends when it is told to, or when nobody
 * has owned it for ten minutes.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { isAlive } from '../../../src/adapters/postgres/processes.ts';
import { SECRETS, startSystems } from '../company.ts';
import { type RunningSystems, readOwner, SYSTEMS_FILE } from './folder.ts';

const ORPHANED_AFTER = 10 * 60_000;

const [, , folder, asker] = process.argv;
if (folder === undefined || asker === undefined) throw new Error('usage: systems.ts FOLDER PROCESS');

const ports = {
  okta: await free(4010),
  jira: await free(4020),
  smtp: await free(4025),
  mailPage: await free(4030),
  slack: await free(4040),
};
const tenurePort = await free(4100);
const systems = await startSystems({ ports, provisioning: true, slack: {} });
systems.jira.site.webhooks.add({
  url: `http://127.0.0.1:${tenurePort}/webhooks/jira`,
  secret: SECRETS.JIRA_WEBHOOK_SECRET ?? '',
});

// Killed before it could hear of them: the next start has begun a world of its own, or will, and must not find this one.
if (!isAlive(Number(asker))) await end();

const running: RunningSystems = {
  pid: process.pid,
  addresses: systems.addresses,
  mailPage: systems.mail.httpUrl,
  tenurePort,
};
const temporary = join(folder, `${SYSTEMS_FILE}.${process.pid}`);
writeFileSync(temporary, JSON.stringify(running));
renameSync(temporary, join(folder, SYSTEMS_FILE));

let ownedAt = Date.now();
setInterval(() => {
  const owner = readOwner(folder);
  if (owner !== null && isAlive(owner)) ownedAt = Date.now();
  if (Date.now() - ownedAt > ORPHANED_AFTER) void end();
}, 5_000);
process.on('SIGTERM', () => void end());
// Ctrl-C in the terminal reaches the whole group: the owner decides when the systems go.
process.on('SIGINT', () => {});

async function end(): Promise<void> {
  await systems.stop();
  process.exit(0);
}

/** The wished port, or any free one when it is taken. */
async function free(wished: number): Promise<number> {
  const tried = (port: number) =>
    new Promise<number | null>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(null));
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
      });
    });
  return (await tried(wished)) ?? (await tried(0)) ?? 0;
}
