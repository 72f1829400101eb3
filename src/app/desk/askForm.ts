/** The form by which access is asked for where people decide: its fields follow from what is chosen in it. */
import { titleOf } from '../../core/policy/index.ts';
import type { ApproverRule, RequestRule, StageRule } from '../../core/policy/model.ts';
import type { Choice, Offer } from '../../core/request/index.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import type { DeskField, DeskForm, DeskOption } from '../../ports/desk.ts';
import { offerRefusal } from '../requests/offers.ts';

export const ASK_FORM = 'access.form';

export const FIELDS = {
  access: 'access',
  forWhom: 'for-whom',
  emergency: 'emergency',
  reason: 'reason',
  ticket: 'ticket',
} as const;

/** A time that was chosen for one thing is none for another, so each has a field of its own. */
export const durationField = (offer: Offer, isEmergency: boolean) =>
  `duration:${isEmergency ? 'emergency:' : ''}${offer.entry.entitlement.id}`;

const LONGEST = { reason: 2_000, ticket: 500 };

export interface AskView {
  /** Names this asking, however often it is handed in. */
  readonly token: string;
  /** What is asked for; `null` = nothing is chosen yet. */
  readonly offer: Offer | null;
  /** What the words after the command found; empty = everything is searched. */
  readonly found: readonly Offer[];
  readonly isEmergency: boolean;
  /** A sentence each. */
  readonly says: readonly string[];
  readonly show: (at: Instant) => string;
}

export function askForm(view: AskView): DeskForm {
  const { token, offer, isEmergency, says, show } = view;
  const choices = offer === null || !offer.offered ? [] : choicesIn(offer, isEmergency);
  return {
    name: ASK_FORM,
    title: 'Ask for access',
    submit: 'Ask',
    token,
    says: [...says, ...(offer === null ? [] : aboutOffer(offer, isEmergency, show))],
    fields: [
      accessField(view),
      ...(offer?.offered === true && offer.emergency.length > 0 && offer.choices.length > 0 ? [EMERGENCY] : []),
      ...(offer !== null && choices.length > 0 ? [timesField(offer, isEmergency, choices)] : []),
      {
        kind: 'text',
        id: FIELDS.reason,
        label: 'What for',
        longest: LONGEST.reason,
        ...(isNeeded('reason', choices) ? {} : { optional: true }),
        hint: 'Whoever decides reads it, and it stays on the record.',
      },
      {
        kind: 'text',
        id: FIELDS.ticket,
        label: 'Ticket',
        longest: LONGEST.ticket,
        isOneLine: true,
        ...(isNeeded('ticket', choices) ? {} : { optional: true }),
      },
      {
        kind: 'person',
        id: FIELDS.forWhom,
        label: 'For whom',
        optional: true,
        hint: 'Nobody chosen: for yourself.',
        tellsAtOnce: true,
      },
    ],
  };
}

/** In an emergency only what is for emergencies, whether it was ticked or nothing else is offered. */
export const choicesIn = (
  offer: Extract<Offer, { readonly offered: true }>,
  isEmergency: boolean,
): readonly Choice[] => (isEmergency || offer.choices.length === 0 ? offer.emergency : offer.choices);

export const isEmergencyOnly = (offer: Offer) => offer.offered && offer.choices.length === 0;

/** The field says so only where every choice wants it; where some do, whoever hands it in is told. */
const isNeeded = (what: 'reason' | 'ticket', choices: readonly Choice[]) =>
  choices.length > 0 && choices.every(({ rule }) => rule[what] === 'needed');

function accessField({ offer, found }: AskView): DeskField {
  const field = { id: FIELDS.access, label: 'What', tellsAtOnce: true } as const;
  if (found.length > 0) {
    const chosen = offer === null ? {} : { chosen: offer.entry.entitlement.id };
    return { ...field, kind: 'choice', options: found.map(optionOf), ...chosen };
  }
  return {
    ...field,
    kind: 'search',
    hint: 'A few letters of the application or the role.',
    chosen: offer === null ? null : optionOf(offer),
  };
}

/** As it stands in a list: what it is, and in small print how far it goes. */
export function optionOf(offer: Offer): DeskOption {
  const { entry } = offer;
  const { id, risk } = entry.entitlement;
  const option = { value: id, says: titleOf(entry) };
  if (!offer.offered) return option;
  const longest = [...offer.choices, ...offer.emergency].at(-1);
  const held = offer.extends === null ? '' : ', held already';
  const until = longest === undefined ? '' : `, up to ${durationWords(longest.duration)}`;
  return { ...option, more: `risk ${risk}${until.replace('up to as', 'as')}${held}` };
}

const EMERGENCY: DeskField = {
  kind: 'tick',
  id: FIELDS.emergency,
  label: 'Emergency',
  says: 'Give it at once; somebody looks at it afterwards',
  optional: true,
  tellsAtOnce: true,
};

const timesField = (offer: Offer, isEmergency: boolean, choices: readonly Choice[]): DeskField => {
  const usual = choices.find((one) => one.isUsual);
  return {
    kind: 'choice',
    id: durationField(offer, isEmergency),
    label: 'For how long',
    options: choices.map((choice) => ({
      value: timeValue(choice),
      says: durationWords(choice.duration),
      more: ANSWERS[choice.rule.answer.kind],
    })),
    ...(usual === undefined ? {} : { chosen: timeValue(usual) }),
  };
};

/** Comes back when it is chosen, and counts only while it is still offered. */
export const timeValue = ({ asks }: Choice) => (asks === null ? 'work' : String(asks));

const ANSWERS = {
  automatic: 'given at once',
  stages: 'somebody is asked',
  'break-glass': 'given at once, looked at afterwards',
  refuse: '',
} as const satisfies Record<RequestRule['answer']['kind'], string>;

/** What whoever asks should know before they do. */
function aboutOffer(offer: Offer, isEmergency: boolean, show: (at: Instant) => string): readonly string[] {
  const title = titleOf(offer.entry);
  if (!offer.offered) return [refusalOf(offer)];
  const rules = [...new Set(choicesIn(offer, isEmergency).map(({ rule }) => rule))];
  const end = offer.extends?.end ?? null;
  return [
    ...(end === null ? [] : [`${title} is held until ${show(end)}: this goes on from there.`]),
    ...(isEmergencyOnly(offer) ? [`${title} is given in an emergency only.`] : []),
    ...rules.slice(0, 3).flatMap(({ answer }) => (answer.kind === 'stages' ? [askedWords(answer.stages)] : [])),
  ];
}

export function refusalOf({ entry, because, says }: Extract<Offer, { readonly offered: false }>): string {
  return `${titleOf(entry)} ${offerRefusal(because)}${says === null ? '' : ` ${sentence(says)}`}`;
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

const askedWords = (stages: readonly StageRule[]) => `Asked of ${stages.map(stageWords).join(', then of ')}.`;

function stageWords({ approvers, needs }: StageRule): string {
  const names = approvers.map(whom);
  if (typeof needs === 'number' && needs > 1) return `${needs} of ${names.join(', ')}`;
  return names.join(needs === 'all' ? ' and ' : ' or ');
}

function whom(rule: ApproverRule): string {
  switch (rule.kind) {
    case 'manager':
      return 'the manager';
    case 'owner':
      return 'the application’s owner';
    case 'person':
      return rule.mail;
    case 'group':
      return `the group ${rule.group.slice(rule.group.indexOf(':') + 1)}`;
    default:
      return unreachable(rule);
  }
}
