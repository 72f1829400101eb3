/** A Tenure without workers that only sweeps: what it chooses to be looked at stays in the queue and is counted there. */
import { acmePolicy, SECRETS } from '../../examples/acme/company.ts';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { generateKeyPair, loadSigner } from '../../src/adapters/signing/ed25519.ts';
import { listGroups } from '../../src/app/listGroups.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { startSweep } from '../../src/app/sweep/index.ts';
import { compose, type Tenure } from '../../src/compose.ts';
import { answerAsks } from './child.ts';
import { sweeperOptions } from './wire.ts';

let tenure: Tenure | undefined;
const running = () => {
  if (tenure === undefined) throw new Error('not started');
  return tenure;
};
const SAMPLE = 100;

answerAsks({
  async start(given) {
    const { addresses, databaseUrl, groups } = sweeperOptions.parse(given);
    const large = `  large:\n    name: Large\n    owner: ines.keller@acme.example\n    entitlements:\n      all: { groups: [${groups.join(', ')}] }\n`;
    const policy = acmePolicy(addresses, (text, file) => {
      if (file === 'catalogue.yaml') return text.replace('applications:\n', `applications:\n${large}`);
      // The whole limit is ours here: what is measured is how near to it a sweep comes.
      return file === 'tenure.yaml' ? text.replace('    kind: okta\n', '    kind: okta\n    rateShare: 1\n') : text;
    });
    const opened = await openStore({ databaseUrl });
    await opened.migrate();
    const say = (fields: object, text: string) => console.error(text, JSON.stringify(fields));
    tenure = await compose({
      opened,
      policy,
      secret: (source) => ('env' in source ? (SECRETS[source.env] ?? '') : ''),
      sign: loadSigner(generateKeyPair().privateKey),
      log: { debug() {}, info() {}, warn: say, error: say },
    });
    await listGroups(tenure.world);
    await applyPolicy(tenure.world, { policy, author: 'bench', approver: null });
    return null;
  },
  async sweep() {
    const { world } = running();
    let most = process.memoryUsage().rss;
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, SAMPLE);
    const cpu = process.cpuUsage();
    const begun = performance.now();
    const answer = await startSweep(world, 'bench');
    if (!answer.ok) throw new Error(answer.refusal);
    const record = await answer.value.outcome;
    clearInterval(timer);
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - begun) / 1_000;
    return { record, seconds, memoryMegabytes: most / 1e6, cpuSeconds: (user + system) / 1e6 };
  },
  bulk: async () => (await running().engine.backlog()).bulk,
  end: () => tenure?.stop(),
});
