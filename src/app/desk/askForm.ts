/** The form by which access is asked for where people decide: its fields follow from what is chosen in it. */
import { titleOf } from '../../core/policy/index.ts';
import type { ApproverRule, RequestRule, StageRule } from '../../core/policy/model.ts';
import {
  isEmergencyFor,
  isEmergencyOnly,
  type Offer,
  type SharedChoice,
  sharedChoices,
} from '../../core/request/index.ts';
import { canonical, sha256 } from '../../core/shared/canonical.ts';
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
export function durationField(offers: readonly Offer[], isEmergency: boolean): string {
  const [only = '', ...more] = offers.map(({ entry }) => entry.entitlement.id).toSorted();
  const what = more.length === 0 ? only : `several:${sha256(canonical([only, ...more])).slice(0, 32)}`;
  return `duration:${isEmergency ? 'emergency:' : ''}${what}`;
}

export const isDurationField = (field: string) => field.startsWith('duration:');

/** Asked for with one form. */
export const MOST_LINES = 10;

const LONGEST = { reason: 2_000, ticket: 500 };

export interface AskView {
  /** Names this asking, however often it is handed in. */
  readonly token: string;
  /** What is asked for; empty = nothing is chosen yet. */
  readonly offers: readonly Offer[];
  /** What the words after the command found; empty = everything is searched. */
  readonly found: readonly Offer[];
  /** Ticked so. */
  readonly isEmergency: boolean;
  /** A sentence each. */
  readonly says: readonly string[];
  readonly show: (at: Instant) => string;
}

export function askForm(view: AskView): DeskForm {
  const { token, offers, says, show } = view;
  const isEmergency = isEmergencyFor(offers, view.isEmergency);
  const choices = sharedChoices(offers, isEmergency);
  const mayBeEither = offers.some((one) => one.offered && one.emergency.length > 0) && !offers.some(isEmergencyOnly);
  return {
    name: ASK_FORM,
    title: 'Ask for access',
    submit: 'Ask',
    token,
    says: [
      ...says,
      ...offers.flatMap((offer) => aboutOffer(offer, { isEmergency, isOneOfSeveral: offers.length > 1, show })),
      ...(choices.length === 0 && offers.length > 1 && offers.every(({ offered }) => offered) ? [NO_TIME_SHARED] : []),
    ],
    fields: [
      accessField(view),
      ...(mayBeEither ? [EMERGENCY] : []),
      ...(choices.length > 0 ? [timesField(durationField(offers, isEmergency), choices)] : []),
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

export const NO_TIME_SHARED = 'Not all of this is offered for the same time: ask for it one by one.';

/** The field says so only where every choice wants it; where some do, whoever hands it in is told. */
const isNeeded = (what: 'reason' | 'ticket', choices: readonly SharedChoice[]) =>
  choices.length > 0 && choices.every((choice) => wants(choice, what));

export const wants = ({ rules }: SharedChoice, what: 'reason' | 'ticket'): boolean =>
  rules.some((rule) => rule[what] === 'needed');

/** What the command's words found is a list to choose one from; from then on more can be searched and added. */
function accessField({ offers, found }: AskView): DeskField {
  const field = { id: FIELDS.access, label: 'What', tellsAtOnce: true } as const;
  if (found.length > 0 && offers.length === 0) return { ...field, kind: 'choice', options: found.map(optionOf) };
  return {
    ...field,
    kind: 'search',
    hint: 'A few letters of the application or the role; several, if you need them for the same time.',
    chosen: offers.map(optionOf),
    most: MOST_LINES,
  };
}

/** As it stands in a list: what it is, and in small print how far it goes. */
export function optionOf(offer: Offer): DeskOption {
  const { entry } = offer;
  const { id, risk } = entry.entitlement;
  const option = { value: id, says: titleOf(entry) };
  if (!offer.offered) return option;
  const longest = (offer.choices.length > 0 ? offer.choices : offer.emergency).at(-1);
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

const timesField = (id: string, choices: readonly SharedChoice[]): DeskField => {
  const usual = choices.find((one) => one.isUsual);
  return {
    kind: 'choice',
    id,
    label: 'For how long',
    options: choices.map((choice) => ({
      value: timeValue(choice),
      says: durationWords(choice.duration),
      more: [...new Set(choice.rules.map(({ answer }) => ANSWERS[answer.kind]))].join(', or '),
    })),
    ...(usual === undefined ? {} : { chosen: timeValue(usual) }),
  };
};

/** Comes back when it is chosen, and counts only while it is still offered. */
export const timeValue = ({ asks }: Pick<SharedChoice, 'asks'>) => (asks === null ? 'work' : String(asks));

const ANSWERS = {
  automatic: 'given at once',
  stages: 'somebody is asked',
  'break-glass': 'given at once, looked at afterwards',
  refuse: '',
} as const satisfies Record<RequestRule['answer']['kind'], string>;

interface Told {
  readonly isEmergency: boolean;
  readonly isOneOfSeveral: boolean;
  readonly show: (at: Instant) => string;
}

/** What whoever asks should know before they do. */
function aboutOffer(offer: Offer, { isEmergency, isOneOfSeveral, show }: Told): readonly string[] {
  const title = titleOf(offer.entry);
  if (!offer.offered) return [refusalOf(offer)];
  const rules = [...new Set((isEmergency ? offer.emergency : offer.choices).map(({ rule }) => rule))];
  const end = offer.extends?.end ?? null;
  const asked = rules
    .slice(0, 3)
    .flatMap(({ answer }) => (answer.kind === 'stages' ? [askedWords(answer.stages)] : []));
  return [
    ...(end === null ? [] : [`${title} is held until ${show(end)}: this goes on from there.`]),
    ...(isEmergencyOnly(offer) ? [`${title} is given in an emergency only.`] : []),
    ...asked.map((says) => (isOneOfSeveral ? `${title}: ${says}` : says)),
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
