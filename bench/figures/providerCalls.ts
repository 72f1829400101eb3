/** How often the identity provider is asked for one person's joining, moving and leaving, by its own request log. */
import { acmePolicy, connectWebhook, type Systems, startSystems, startTenure } from '../../examples/acme/company.ts';
import { type Filed, type FormValues, JiraForms, NADIA } from '../../examples/acme/forms.ts';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { atMost, type Benchmark, type Figure, informing } from '../figure.ts';
import { EXPECTED_GROUPS, joiner } from '../stand/joiner.ts';
import { pause } from '../stand/stand.ts';

type MailFrom = 'tenure' | 'provider';
interface Calls {
  readonly writes: number;
  readonly reads: number;
}

const PATIENCE = 30_000;
const MOVED: FormValues = { Department: 'Data', 'Job title': 'Data Engineer' };

export const providerCalls: Benchmark = {
  name: 'provider-calls',
  about: 'writes and reads at the provider for a joiner, a mover, a leaver',
  async run() {
    const provider = await lifeWith('provider');
    const tenure = await lifeWith('tenure');
    return {
      figures: [
        ...figuresOf('joiner', provider.joiner, { writes: 1, reads: 2 }),
        ...figuresOf('joiner-own-mail', tenure.joiner, { writes: 2, reads: 2 }),
        ...figuresOf('mover', provider.mover, null),
        ...figuresOf('leaver', provider.leaver, null),
      ],
      notes: [
        `A joiner of ${EXPECTED_GROUPS.length} groups who starts now; a mover from Engineering to Data; a leaver at once.`,
        "All calls in Okta's request log from the form to the proof count, whoever made them.",
      ],
    };
  },
};

/** One person's whole life at Acme; who mails the activation link decides about one write. */
async function lifeWith(mailFrom: MailFrom) {
  const systems = await startSystems();
  const opened = await openStore({ inMemory: true });
  const policy = acmePolicy(systems.addresses, (text) => text.replace('mailFrom: tenure', `mailFrom: ${mailFrom}`));
  const running = await startTenure({ opened, policy, alarms: false });
  connectWebhook(systems, running.served);
  const forms = new JiraForms(systems.jira.url);
  const { values, summary } = joiner(0);
  const person: FormValues = { Employee: values['Employee number'] ?? null };
  try {
    return {
      joiner: await counted(systems, () => forms.file(NADIA, 'Onboarding', summary, values)),
      mover: await counted(systems, () => forms.file(NADIA, 'Change', 'Moves', { ...person, ...MOVED })),
      leaver: await counted(systems, () => forms.file(NADIA, 'Offboarding', 'Leaves', person)),
    };
  } finally {
    await running.stop();
    await systems.stop();
  }
}

async function counted({ okta, jira }: Systems, file: () => Promise<Filed>): Promise<Calls> {
  const since = (okta.log.list().at(-1)?.sequence ?? -1) + 1;
  const { key } = await file();
  const deadline = performance.now() + PATIENCE;
  while (jira.site.issue(key).state.status.name !== 'Done') {
    if (performance.now() > deadline) throw new Error(`${key} was not done in time`);
    await pause(20);
  }
  const calls = okta.log.list({ since });
  const reads = calls.filter(({ method }) => method === 'GET').length;
  return { writes: calls.length - reads, reads };
}

function figuresOf(who: string, { writes, reads }: Calls, goal: Calls | null): readonly Figure[] {
  const figure = (what: keyof Calls, count: number) => {
    const name = `provider-calls/${who}-${what}`;
    return goal === null ? informing(name, count, 'calls') : atMost(name, count, 'calls', goal[what]);
  };
  return [figure('writes', writes), figure('reads', reads)];
}
