/** A request raised outside the tracker, as a look at the issue it is to have would find it. */
import { mailsOf } from '../../core/grant/index.ts';
import type { FiledForm } from '../../core/person/index.ts';
import type { CaseSettings } from '../../core/policy/model.ts';
import { type ApproverFacts, type RequestLook, readAsked } from '../../core/request/index.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { askerAs, mailOf, raisedValues } from './raisedForm.ts';
import { requesterNamed } from './requester.ts';

/** All but the case, what it stands beside, and the clock of the transaction. */
export async function raisedLook(
  world: World,
  force: RulesInForce,
  { project, issueType }: CaseSettings,
  row: RaisedRow,
  facts: ApproverFacts,
): Promise<Omit<RequestLook, 'state' | 'askedElsewhere' | 'askedByThem'>> {
  const { read } = world.store;
  const { policy, rules } = force;
  const [asker, ledger, now] = await Promise.all([read.person(row.asker), read.person(row.beneficiary), read.now()]);
  const creator = askerAs(row.asker, mailOf(asker));
  const values = Object.entries(raisedValues(row, policy, mailOf(ledger)));
  const form: FiledForm = {
    ...blank(world, now),
    project,
    issueType,
    creator,
    statusBy: creator,
    fields: Object.fromEntries(values.map(([name, value]) => [name, { value, author: creator, at: now }])),
  };
  return {
    form,
    asked: readAsked(form, []),
    ledger,
    person: ledger.person === null ? null : row.beneficiary,
    requester: await requesterNamed(world, force, row.asker),
    rules,
    policy,
    facts,
    concerned: { trackerIds: [], mails: mailsOf(ledger) },
    closers: new Map(),
    readFrom: now,
    now,
  };
}

function blank(
  { tracker }: World,
  now: Instant,
): Omit<FiledForm, 'project' | 'issueType' | 'creator' | 'fields' | 'statusBy'> {
  return {
    issue: { connection: tracker.connection, id: '', key: '' },
    parent: null,
    status: '',
    statusAt: now,
    created: now,
    updated: now,
    securityLevel: null,
    emptied: {},
    moved: {},
    unreadable: [],
    tasks: [],
  };
}
