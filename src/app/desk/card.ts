/**
 * One question as the approver reads it: for whom, what, which groups, for how long, why, how risky; and once it is over,
 * how it ended. What is bound by a button is the facts, not the small print beneath them.
 */
import type { CaseLine, CaseQuestion, CaseState } from '../../core/evidence/index.ts';
import { seatOf, seatOfDecision, voidedBecause } from '../../core/evidence/index.ts';
import type { AskedApprover, RecordedEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { entitlementById } from '../../core/policy/index.ts';
import type { Target } from '../../core/policy/model.ts';
import { ruleOf, shorterThan } from '../../core/request/index.ts';
import { canonical, sha256 } from '../../core/shared/canonical.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import { withinConnection } from '../../core/shared/ids.ts';
import { type DeskButton, type DeskCard, SHOWN_WHOLE } from '../../ports/desk.ts';
import { sayShortly } from '../notices/facts.ts';
import type { Scene } from './scene.ts';

export interface Asked {
  readonly question: CaseQuestion;
  readonly line: CaseLine;
  readonly approver: AskedApprover;
}

export interface Drawn {
  /** With buttons that carry `token`, as long as this person may answer. */
  card(token: string): DeskCard;
  readonly isOpen: boolean;
  /** Of what the question is about, as it is written there. */
  readonly facts: string;
  /** Of everything there but the buttons' token. */
  readonly digest: string;
}

/** Everybody who is asked each question, or was. */
export const asksOf = ({ request }: CaseState): readonly Asked[] =>
  request.questions.flatMap((question) => {
    const line = request.lines.find(({ id }) => id === question.line);
    return line === undefined ? [] : question.approvers.map((approver) => ({ question, line, approver }));
  });

export function drawQuestion(scene: Scene, stream: readonly RecordedEvent[], asked: Asked): Drawn {
  const { question, approver } = asked;
  // A delegate and whoever has named them answer once.
  const hasSaid = question.decisions.some((made) => seatOfDecision(made) === seatOf(approver));
  const isOpen = question.isOpen && !hasSaid;
  const facts = factsOf(scene, asked.line);
  const what = `${nameOf(scene.ledger)}: ${accessOf(scene, asked.line)}`;
  const title = isOpen ? `Access request, ${what}` : `${outcome(asked, stream)}, ${what}`;
  const card = (token: string): DeskCard => ({
    title,
    facts,
    notes: [
      ...(isOpen ? openNotes(scene, asked) : []),
      ...(isOpen && !isWhole(facts) ? [TOO_LONG] : []),
      ...saidSoFar(scene, question),
    ],
    link: linkOf(scene),
    buttons: isOpen ? buttons(scene, asked, facts, token) : [],
  });
  return { card, isOpen, facts: sha256(canonical(facts)), digest: sha256(canonical(card(''))) };
}

export const linkOf = ({ issue }: Scene): DeskCard['link'] =>
  issue === null ? null : { says: `${issue.key} in Jira`, address: issue.address };

export const nameOf = ({ person }: PersonLedger) =>
  person === null ? 'somebody' : `${person.profile.givenName} ${person.profile.familyName}`;

export function accessOf({ force }: Scene, { entitlement }: CaseLine): string {
  const entry = entitlementById(force.policy.catalogue, entitlement);
  return entry === undefined ? entitlement : `${entry.application.name}, ${entry.entitlement.role}`;
}

export function factsOf(scene: Scene, line: CaseLine): DeskCard['facts'] {
  const { ledger, askers } = scene;
  const { asked, duration } = line;
  const { reason, ticket } = asked.personal;
  const asker = asked.by === null ? undefined : askers.get(asked.by);
  const ticker = asked.personal.askedBy?.[0];
  const isForOther = asked.by !== ledger.person?.id;
  const length = durationWords(duration);
  return [
    { label: 'For', value: identified(ledger) },
    ...(isForOther && asker !== undefined ? [{ label: 'Asked by', value: identified(asker) }] : []),
    ...(asker === undefined && ticker !== undefined ? [{ label: 'Asked by', value: ticker }] : []),
    {
      label: 'Access',
      value: `${accessOf(scene, line)}${asked.extends === null ? '' : ' (longer than it is held now)'}`,
    },
    { label: 'Opens', value: opens(scene, line) },
    {
      label: 'How long',
      value: duration === asked.duration ? length : `${length} (${durationWords(asked.duration)} was asked)`,
    },
    { label: 'Risk', value: asked.risk },
    { label: 'Reason', value: reason ?? 'none given' },
    ...(ticket === null ? [] : [{ label: 'Ticket', value: ticket }]),
  ];
}

const identified = (ledger: PersonLedger) =>
  ledger.person === null ? nameOf(ledger) : `${nameOf(ledger)} (${ledger.person.profile.workMail})`;

/** Groups by name, and what the catalogue says they open beyond themselves. */
function opens({ force }: Scene, { groups, asked, entitlement }: CaseLine): string {
  if (asked.manual) return 'Opened by a person: the application is in no group';
  const known = groups.map((group) => force.groupsById.get(group)?.name ?? group);
  const targets = entitlementById(force.policy.catalogue, entitlement)?.application.targets ?? [];
  const beyond = targets.flatMap((target) => beyondWords(target, known));
  const names = known.map((name) => withinConnection(name)).join(', ');
  return `${known.length === 1 ? 'Group' : 'Groups'} ${names}${beyond.length === 0 ? '' : `; with that ${beyond.join(', ')}`}`;
}

function beyondWords(target: Target, groups: readonly string[]): readonly string[] {
  if (target.kind === 'scim-app') return [];
  return groups.includes(target.group) ? [`the role ${target.role} in the Jira project ${target.project}`] : [];
}

function openNotes({ zone }: Scene, { question, approver }: Asked): readonly string[] {
  const { needs, until, approvers, escalatedAt } = question;
  const all = needs > 1 ? ` ${needs} of ${new Set(approvers.map(seatOf)).size} must agree.` : '';
  const more = escalatedAt === null ? '' : ' It was not answered in time, so others may answer too.';
  const as = `${AS[approver.as]}${approver.of === undefined ? '' : ` of ${approver.of.mail}`}`;
  return [`You are asked as ${as}, until ${sayShortly(until, zone)} (${zone}).${all}${more}`];
}

const AS = {
  manager: 'the manager',
  above: 'a manager further up',
  owner: 'the owner of the application',
  deputy: 'the deputy of the application’s owner',
  named: 'whom the policy names',
  member: 'a member of the group the policy names',
  delegate: 'the delegate',
} as const satisfies Record<AskedApprover['as'], string>;

const saidSoFar = ({ zone }: Scene, { decisions }: CaseQuestion): readonly string[] =>
  decisions.map(({ verdict, duration, channel, at, personal }) => {
    const less = duration === undefined ? '' : ` for ${durationWords(duration)}`;
    const why = personal.reason === null ? '' : `: “${personal.reason}”`;
    const said = verdict === 'approve' ? 'approved' : 'refused';
    const place = personal.of === undefined ? '' : `, delegate of ${personal.of},`;
    return `${personal.by}${place} ${said}${less} by ${CHANNELS[channel]}, ${sayShortly(at, zone)}${why}`;
  });

const CHANNELS = { jira: 'Jira', slack: 'Slack', api: 'Tenure itself' } as const;

/** How the question ended, or how it stands for somebody who has answered. */
function outcome({ question, approver }: Asked, stream: readonly RecordedEvent[]): string {
  const { id, decisions, isOpen } = question;
  const isTheirs = decisions.some(({ personal }) => personal.by === approver.mail);
  if (isOpen) return isTheirs ? 'Answered by you' : 'Answered by whoever may answer with you';
  const last = decisions.at(-1);
  const voided = stream.findLast(({ event }) => event.type === 'QuestionVoided' && event.question === id)?.event;
  if (voided?.type === 'QuestionVoided') return `Not asked any more (${voidedBecause(voided.because)})`;
  return last?.verdict === 'refuse' ? 'Refused' : 'Approved';
}

/** A yes covers all of it, so it is said where all of it stands. */
const isWhole = (facts: DeskCard['facts']) => facts.reduce((sum, { value }) => sum + value.length, 0) <= SHOWN_WHOLE;
const TOO_LONG = 'There is more to this than a message shows: approve it on your page here, or on the issue.';

function buttons({ force }: Scene, { line }: Asked, facts: DeskCard['facts'], token: string): readonly DeskButton[] {
  const no: DeskButton = { action: REFUSE, says: 'Refuse', token, style: 'bad' };
  if (!isWhole(facts)) return [no];
  const rule = ruleOf(line, force.policy);
  const hasShorter = rule !== undefined && shorterThan(line.duration, rule.hold).length > 0;
  return [
    { action: APPROVE, says: 'Approve', token, style: 'good' },
    ...(hasShorter ? [{ action: SHORTER, says: 'Approve for shorter', token }] : []),
    no,
  ];
}

/** What a button asks for, and the name of the form behind it. */
export const APPROVE = 'question.approve';
export const SHORTER = 'question.shorter';
export const REFUSE = 'question.refuse';
