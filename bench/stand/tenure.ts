/** Tenure in a process of its own, as it is shipped, on the store it is told. */
import { acmePolicy, type RunningTenure, startTenure } from '../../examples/acme/company.ts';
import { type OpenStore, openStore } from '../../src/adapters/postgres/open.ts';
import { generateKeyPair, loadSigner, loadVerifier } from '../../src/adapters/signing/ed25519.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { answerAsks } from './child.ts';
import { beginProfile, endProfile } from './profile.ts';
import { storedStreams, verifiedRecords } from './verify.ts';
import { type Watch, watch } from './watch.ts';
import { issueRecord, tenureOptions } from './wire.ts';

const keys = generateKeyPair();
let watched: Watch | undefined;
let began = process.cpuUsage();
let opened: OpenStore | undefined;
let running: RunningTenure | undefined;
const faults: string[] = [];
const tenure = () => {
  if (running === undefined) throw new Error('not started');
  return running.tenure;
};

answerAsks({
  async start(given) {
    const { addresses, databaseUrl, mailFrom, watched: isWatched } = tenureOptions.parse(given);
    if (isWatched) watched = watch();
    opened = await openStore(databaseUrl === null ? { inMemory: true } : { databaseUrl });
    const policy = acmePolicy(addresses, (text) => text.replace('mailFrom: tenure', `mailFrom: ${mailFrom}`));
    const keep = (fields: object, text: string) => void faults.push(`${text} ${JSON.stringify(fields)}`);
    running = await startTenure({
      opened,
      policy,
      signer: loadSigner(keys.privateKey),
      log: { debug() {}, info() {}, warn: keep, error: keep },
    });
    began = process.cpuUsage();
    return running.served.url;
  },
  taken: () => watched?.take() ?? { arrivals: [], calls: [] },
  /** When the form of this issue was decided, by the store's clock. */
  decidedAt: async (issue) => {
    const [first] = await tenure().world.store.read.stream(caseId('jira', String(issue)));
    return first === undefined ? null : Date.parse(first.at);
  },
  backlog: async () => Object.values(await tenure().engine.backlog()).reduce((sum, count) => sum + count, 0),
  exceptions: async () => (await tenure().world.store.read.exceptions({ open: true })).map(({ kind }) => kind),
  faults: () => faults,
  usage() {
    const { user, system } = process.cpuUsage(began);
    return { cpuMilliseconds: (user + system) / 1_000, residentMegabytes: process.memoryUsage().rss / 1e6 };
  },
  beginProfile,
  endProfile: (path) => endProfile(String(path)),
  storedStreams: () => storedStreams(tenure().world.store.read),
  verifiedRecords: (given) => verifiedRecords(issueRecord.array().parse(given), loadVerifier(keys.publicKey)),
  end: () => running?.stop(),
});
