/**
 * What must be true of the world at the end, however often the service was killed: nothing lost, nothing doubled,
 * nothing lingering, and for everybody what an undisturbed run left for somebody of the same itinerary.
 */
import type { Verifier } from '../../src/adapters/signing/ed25519.ts';
import { checkChain, foldCase } from '../../src/core/evidence/index.ts';
import type { RecordedEvent, TenureEvent } from '../../src/core/evidence/model.ts';
import { verifyPieces } from '../../src/core/evidence/verifyPieces.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import type { Reader } from '../../src/ports/store.ts';
import { nameOf } from './scene.ts';
import type { FormRecord, Itinerary, TravellerRecord, WorldRecord } from './wire.ts';

export interface Verdict {
  /** A sentence each. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly lingering: readonly string[];
  /** Mails that came more than once, under one Message-ID. */
  readonly mailRepeats: number;
}

/**
 * What somebody of this itinerary leaves behind, undisturbed. On which of their issues a thing is told depends on who was
 * quicker: an end by the hour that a killed service had not read yet is read for the termination. That it is told does not.
 */
export type Reference = ReadonlyMap<Itinerary, readonly string[]>;

export async function referenceFrom(read: Reader, world: WorldRecord): Promise<Reference> {
  const entries = world.travellers.map(async (who) => [who.itinerary, await factsOf(read, who)] as const);
  return new Map(await Promise.all(entries));
}

export async function judge(
  read: Reader,
  world: WorldRecord,
  {
    reference,
    verifier,
    kills,
  }: { readonly reference: Reference; readonly verifier: Verifier; readonly kills: number },
): Promise<Verdict> {
  const lost: string[] = [];
  const doubled: string[] = [];
  for await (const stream of read.streams()) {
    const fault = checkChain(await read.rawStream(stream));
    if (fault !== null) lost.push(`the chain of ${stream} is broken: ${JSON.stringify(fault)}`);
  }
  for (const { kind, case: on } of await read.exceptions({ open: true }))
    lost.push(`an exception is open: ${kind} on ${on}`);
  for (const who of world.travellers) {
    const name = nameOf(who);
    for (const form of who.forms) {
      lost.push(...(await notProved(read, form)).map((what) => `${name} ${form.leg} (${form.key}): ${what}`));
      lost.push(
        ...(await pieceTrouble(read, form, verifier)).map((what) => `${name} ${form.leg} (${form.key}): ${what}`),
      );
      const { untold, twice } = await toldOn(read, form);
      lost.push(...untold.map((what) => `${name} ${form.leg} (${form.key}): no comment tells of ${what}`));
      doubled.push(...twice.map((what) => `${name} ${form.leg} (${form.key}): two comments tell of ${what}`));
    }
    if (!who.arrived) {
      lost.push(`${name} never arrived`);
      continue;
    }
    const facts = await factsOf(read, who);
    const usual = reference.get(who.itinerary) ?? [];
    lost.push(...beyond(usual, facts).map((fact) => `${name} lacks ${fact}`));
    doubled.push(...beyond(facts, usual).map((fact) => `${name} has beyond the undisturbed: ${fact}`));
  }
  doubled.push(...repeated(world.cards).map((key) => `the card ${key}`));
  const { repeats, others } = mailsOf(world);
  doubled.push(...others.map((about) => `the mail “${about}” under two Message-IDs`));
  if (repeats > kills) doubled.push(`${repeats} mails came again, with ${kills} kills`);
  const lingering = world.travellers.flatMap((who) =>
    who.lingering.map((what) => `${nameOf(who)} has left and keeps ${what}`),
  );
  return { lost, doubled, lingering, mailRepeats: repeats };
}

async function notProved(read: Reader, { id, status }: FormRecord): Promise<readonly string[]> {
  const of = caseId('jira', id);
  const { proved } = foldCase(of, await read.stream(of));
  return [...(proved ? [] : ['not proved']), ...(status === 'Done' ? [] : [`the issue is ${status}`])];
}

/** The record on the issue stands by itself, and holds exactly what the store holds. */
async function pieceTrouble(read: Reader, form: FormRecord, verifier: Verifier): Promise<readonly string[]> {
  const bodies = Object.entries(form.properties).flatMap(([key, value]) =>
    key.startsWith('tenure.record.') ? [value] : [],
  );
  const verified = verifyPieces(form.properties['tenure.record'] ?? null, bodies, null, {
    verify: (text, signature, keyId) => keyId === verifier.keyId && verifier.verify(text, signature),
  });
  if (!verified.ok) return [`its record does not stand: ${verified.refusal}`];
  const stored = await read.rawStream(caseId('jira', form.id));
  const there = verified.value.links.map(({ text }) => text);
  return stored.length === there.length && stored.every(({ text }, index) => text === there[index])
    ? []
    : [`its record has ${there.length} events, the store ${stored.length}`];
}

/** Each of these is a line or a sentence of its own in the comment whose stretch of the stream it lies in. */
const TOLD: ReadonlySet<TenureEvent['type']> = new Set([
  'FormAccepted',
  'AccountVerified',
  'MembershipVerified',
  'RemovalVerified',
  'SessionsEnded',
  'LeaverVerified',
  'CaseProved',
]);

/** What people read is the stream from its beginning, every stretch once: a comment that was never written leaves a gap. */
async function toldOn(read: Reader, { id, comments }: FormRecord) {
  const of = caseId('jira', id);
  const stretches = comments
    .filter(({ key }) => key.startsWith(`${of}@`))
    .map(({ key, upTo }) => ({ after: Number(key.slice(of.length + 1)), upTo }));
  const events = (await read.stream(of)).map(({ seq, event: { type } }) => ({
    what: `event ${seq}, ${type}`,
    isTold: TOLD.has(type),
    often: stretches.filter(({ after, upTo }) => after < seq && seq <= upTo).length,
  }));
  return {
    untold: events.flatMap(({ what, isTold, often }) => (isTold && often === 0 ? [what] : [])),
    twice: events.flatMap(({ what, often }) => (often > 1 ? [what] : [])),
  };
}

async function factsOf(read: Reader, who: TravellerRecord): Promise<readonly string[]> {
  const forms = who.forms.map(async ({ leg, id, facts }) => {
    const stream = await read.stream(caseId('jira', id));
    const often = repeated(facts).map((fact) => `${leg}: more than once ${fact}`);
    return [...facts, ...often, ...stream.flatMap(factIn)];
  });
  return [...new Set([...who.facts, ...(await Promise.all(forms)).flat()])].sort();
}

const OVER_IN_TIME = /^(asked|asked-again|given|ending)$/;

/** Events that say a thing which happens once; how often an account was looked at, nobody promises. */
function factIn({ event }: RecordedEvent): readonly string[] {
  switch (event.type) {
    case 'MembershipVerified':
    case 'RemovalVerified':
      return [`${event.type} ${event.name}`];
    case 'NoticeSent': {
      // The rest is the place in the stream of the event that asked for it.
      const kind = event.notice.replace(/[-:]\d.*$/, '');
      // Of a request nobody is told what is over by the time a killed service comes to the mail: asked, and answered already.
      // That a call went unanswered three times, under a machine that is busy, people are told rightly; that it passed, too.
      return OVER_IN_TIME.test(kind) || kind === 'exception' ? [] : [`NoticeSent ${kind}`];
    }
    // Not that it was filed: whoever closed the sub-task before a killed service had noted it was as quick.
    case 'TaskDone':
      return [`TaskDone ${event.task}`];
    // A case proved may open once more for an end that is late, and is proved again: that it is, is asked elsewhere.
    case 'FormAccepted':
      return [event.type];
    default:
      return [];
  }
}

function mailsOf({ mails }: WorldRecord) {
  const ids = new Set(mails.map(({ id }) => id));
  const different = [...new Map(mails.map(({ id, about }) => [id, about])).values()];
  return { repeats: mails.length - ids.size, others: repeated(different) };
}

const repeated = (all: readonly string[]) => [...new Set(all.filter((one, index) => all.indexOf(one) !== index))];

/** What of `all` is not in `others`, as often as it is not. */
function beyond(all: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const one of others) left.set(one, (left.get(one) ?? 0) + 1);
  return all.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}
