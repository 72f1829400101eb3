/** What a notice may say. Every text is plain words for people; the templates decide how it looks. */
import type { NoticeKind } from '../../core/evidence/model.ts';
import { epochOf, type Instant, type TimeZone } from '../../core/shared/instant.ts';

/** Of a mail about a request for access. */
export interface RequestFacts {
  /** As people say it, e.g. `AWS: production`. */
  readonly access: string | null;
  readonly accessGroups: readonly string[];
  readonly duration: string | null;
  /** Why it is asked for, as whoever asks says it. */
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly risk: string | null;
  /** Who asks, where it is for somebody else. */
  readonly asker: string | null;
  readonly answerBy: string | null;
  /** How it ended, or who refused it and why. */
  readonly because: string | null;
}

export const ABOUT_NO_REQUEST: RequestFacts = {
  access: null,
  accessGroups: [],
  duration: null,
  reason: null,
  ticket: null,
  risk: null,
  asker: null,
  answerBy: null,
  because: null,
};

export interface NoticeFacts extends RequestFacts {
  readonly company: string;
  /** As people say it, e.g. `Zoë Müller`. */
  readonly person: string;
  readonly givenName: string;
  /** Work address they sign in with; `null` when there is none yet. */
  readonly login: string | null;
  /** What they signed in with before it was changed on this case. */
  readonly formerLogin: string | null;
  readonly manager: string | null;
  /** In words, see `sayInstant`. */
  readonly start: string | null;
  readonly end: string | null;
  /** Groups by plain name. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** What a person still has to do, e.g. the titles of open sub-tasks. */
  readonly waiting: readonly string[];
  readonly issueKey: string;
  readonly issueLink: string;
  /** One sentence each. */
  readonly failed: readonly string[];
  readonly nextStep: string | null;
  /** What was taken in an emergency, for how long and why, a line each. */
  readonly emergencies: readonly string[];
  /** Only in the mail to the private address; no other kind ever shows it, whatever its template says. */
  readonly activationLink: string | null;
}

/** What a template of a kind may name. */
export function namesOf(kind: NoticeKind, facts: NoticeFacts): Readonly<Record<string, string | readonly string[]>> {
  const { activationLink, issueLink, ...rest } = facts;
  const words = Object.entries(rest).map(([name, value]): [string, string | readonly string[]] => [name, value ?? '']);
  return {
    ...Object.fromEntries(words),
    hasGained: said(facts.gained),
    hasLost: said(facts.lost),
    hasWaiting: said(facts.waiting),
    hasFailed: said(facts.failed),
    issueLink: webAddress(issueLink),
    ...(kind === 'activation' ? { activationLink: webAddress(activationLink ?? '') } : {}),
  };
}

export const PLACEHOLDERS: readonly string[] = [
  'company',
  'person',
  'givenName',
  'login',
  'formerLogin',
  'manager',
  'start',
  'end',
  'gained',
  'lost',
  'waiting',
  'issueKey',
  'issueLink',
  'failed',
  'nextStep',
  'access',
  'accessGroups',
  'duration',
  'reason',
  'ticket',
  'risk',
  'asker',
  'answerBy',
  'because',
  'emergencies',
  'hasGained',
  'hasLost',
  'hasWaiting',
  'hasFailed',
];

/** For what stands once around a list, such as its heading. */
const said = (entries: readonly string[]) => (entries.length > 0 ? 'yes' : '');

/** A link in a mail is a web address or nothing. */
function webAddress(text: string): string {
  if (!URL.canParse(text)) return '';
  const { protocol } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? text : '';
}

/** `Monday, 24 August 2026 at 09:00 (Europe/Zurich)`: nobody has to guess whose nine o'clock it is. */
export function sayInstant(instant: Instant, zone: TimeZone): string {
  const at = new Date(epochOf(instant));
  const say = (as: Style) => speaker(zone, as).format(at);
  // Put together here: where the commas stand differs between versions of the language data.
  return `${say('weekday')}, ${say('day')} at ${say('time')} (${zone})`;
}

/** `21 Nov 2026, 09:00:05`: for tables, where the zone is said once beside them. */
export const sayShortly = (instant: Instant, zone: TimeZone): string =>
  speaker(zone, 'short').format(new Date(epochOf(instant)));

const STYLES = {
  weekday: { weekday: 'long' },
  day: { day: 'numeric', month: 'long', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit' },
  short: { dateStyle: 'medium', timeStyle: 'medium' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;
type Style = keyof typeof STYLES;

/** Making one takes longer than a whole comment that is written with it. */
const speakers = new Map<string, Intl.DateTimeFormat>();

function speaker(timeZone: TimeZone, style: Style): Intl.DateTimeFormat {
  const key = `${style} ${timeZone}`;
  const made = speakers.get(key) ?? new Intl.DateTimeFormat('en-GB', { timeZone, ...STYLES[style] });
  speakers.set(key, made);
  return made;
}
