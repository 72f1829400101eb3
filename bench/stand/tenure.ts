/** Tenure in a process of its own, as it is shipped, on the store it is told. */
import { z } from 'zod';
import { acmePolicy, type RunningTenure, startTenure } from '../../examples/acme/company.ts';
import { type OpenStore, openStore } from '../../src/adapters/postgres/open.ts';
import { generateKeyPair, loadSigner, loadVerifier } from '../../src/adapters/signing/ed25519.ts';
import { confirmAdoption, planAdoption } from '../../src/app/adoption/index.ts';
import { perform } from '../../src/app/operations/index.ts';
import { foldCase, openQuestions } from '../../src/core/evidence/index.ts';
import { emptyLedger } from '../../src/core/grant/index.ts';
import { caseId, connectionId, groupId } from '../../src/core/shared/ids.ts';
import { instantOf } from '../../src/core/shared/instant.ts';
import { answerAsks } from './child.ts';
import { beginProfile, endProfile } from './profile.ts';
import { storedStreams, verifiedRecords } from './verify.ts';
import { type Watch, watch } from './watch.ts';
import { decided, holding, issueRecord, tenureOptions } from './wire.ts';
import { holdingUntil, workerLedger } from './worker.ts';

const OKTA = connectionId('okta');
/** Whoever makes the list does not confirm it. */
const PLANS = 'rafael.ortiz@acme.example';
const CONFIRMS = 'ines.keller@acme.example';
let keys = generateKeyPair();
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
    const options = tenureOptions.parse(given);
    const { addresses, databaseUrl, mailFrom, watched: isWatched, rateShare, groups = [] } = options;
    keys = options.keys ?? keys;
    if (isWatched) watched = watch();
    opened = await openStore(databaseUrl === null ? { inMemory: true } : { databaseUrl });
    const roles = groups.map((name) => `      ${name}: { groups: [${name}] }\n`).join('');
    const existing = `  existing:\n    name: Existing\n    owner: ines.keller@acme.example\n    entitlements:\n${roles}`;
    const policy = acmePolicy(addresses, (text, file) => {
      if (file === 'catalogue.yaml' && groups.length > 0)
        return text.replace('applications:\n', `applications:\n${existing}`);
      const shared =
        rateShare === undefined
          ? text
          : text.replace('    kind: okta\n', `    kind: okta\n    rateShare: ${rateShare}\n`);
      return shared.replace('mailFrom: tenure', `mailFrom: ${mailFrom}`);
    });
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
  /** Whoever works here already, by their ids at the provider; see worker.ts. */
  async employ(ids) {
    const { store } = tenure().world;
    const left = z.string().array().parse(ids).entries();
    const one = async () => {
      for (const [number, id] of left) {
        await store.transaction((tx) => tx.saveLedger(emptyLedger, workerLedger(number, id)));
      }
    };
    await Promise.all(Array.from({ length: 4 }, one));
  },
  /** Whoever works here and holds, until some day, what this group of the provider gives. */
  async employHolding(given) {
    const { first, ids, group } = holding.parse(given);
    const { store } = tenure().world;
    const held = groupId(OKTA, group);
    const end = instantOf(new Date(Date.now() + 365 * 86_400_000));
    const left = ids.entries();
    const one = async () => {
      for (const [nth, id] of left) {
        const ledger = holdingUntil(workerLedger(first + nth, id), first + nth, held, end);
        await store.transaction(async (tx) => {
          await tx.saveLedger(emptyLedger, ledger);
          for (const account of ledger.accounts) {
            const row = await tx.lockReconcile(account.id);
            await tx.saveReconcile({ ...row, wantedRev: 1, appliedRev: 1 });
            await tx.setNextChange(account.id, end);
          }
        });
      }
    };
    await Promise.all(Array.from({ length: 4 }, one));
  },
  /** Answers when it was said, by the clock of `taken`. */
  async decide(given) {
    const { issue, by } = decided.parse(given);
    const at = performance.timeOrigin + performance.now();
    const said = await perform(tenure().world, 'decide', { case: issue, verdict: 'approve', by });
    if (said.kind !== 'done') throw new Error(JSON.stringify(said));
    return at;
  },
  openQuestions: async (issue) => {
    const id = caseId('jira', String(issue));
    const { request } = foldCase(id, await tenure().world.store.read.stream(id));
    return openQuestions(request).length;
  },
  /** As `tenure adopt --plan` does. */
  async adoptPlan() {
    const answer = await planAdoption(tenure().world, { kind: 'connection', connection: OKTA }, PLANS);
    if (!answer.ok) throw new Error(answer.refusal);
    const { hash, counts } = answer.value.list;
    return { hash, matched: counts.matched, adopted: counts.adopted };
  },
  async adoptConfirm(hash) {
    const answer = await confirmAdoption(tenure().world, String(hash), CONFIRMS);
    if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
    return null;
  },
  async adopted() {
    const { read } = tenure().world.store;
    const rows = await read.adoptions();
    return { done: rows.every(({ state }) => state === 'done') };
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
