/**
 * Event hooks over HTTP ("Event Hooks Management"). Only super administrators manage them. A new one is active and hears
 * nothing before it is verified; another address has to be verified anew.
 */
import { alreadyExists, forbidden, invalid, notFound } from '../http/errors.ts';
import { type Answer, type Call, noContent, ok, parseBody, type Route, z } from '../http/route.ts';
import { answersChallenge, type StoredEventHook } from './eventHooks.ts';
import { isEligible } from './eventTypes.ts';

const MOST_HOOKS = 25;
const MOST_EVENTS = 300;
const READ = 'okta.eventHooks.read';
const MANAGE = 'okta.eventHooks.manage';
const ALL = '/api/v1/eventHooks';
const ONE = `${ALL}/:id`;

const pair = z.object({ key: z.string(), value: z.string() });
const shape = z.object({
  name: z.string().optional(),
  description: z.string().nullish(),
  events: z.object({ type: z.string().optional(), items: z.string().array().optional() }).optional(),
  channel: z
    .object({
      type: z.string().optional(),
      version: z.string().optional(),
      config: z
        .object({
          uri: z.string().optional(),
          headers: pair.array().nullish(),
          authScheme: z
            .object({ type: z.string().optional(), key: z.string().optional(), value: z.string().optional() })
            .nullish(),
        })
        .optional(),
    })
    .optional(),
});

export const hookRoutes: readonly Route[] = [
  { method: 'GET', path: ALL, scope: READ, handle: admin((call) => ok(all(call).map((hook) => view(hook, call)))) },
  { method: 'POST', path: ALL, scope: MANAGE, handle: admin(create) },
  { method: 'GET', path: ONE, scope: READ, handle: admin((call) => ok(view(hookOf(call), call))) },
  { method: 'PUT', path: ONE, scope: MANAGE, handle: admin(replace) },
  { method: 'DELETE', path: ONE, scope: MANAGE, handle: admin(remove) },
  { method: 'POST', path: `${ONE}/lifecycle/verify`, scope: MANAGE, handle: admin(verify) },
  { method: 'POST', path: `${ONE}/lifecycle/activate`, scope: MANAGE, handle: admin((call) => turn(call, 'ACTIVE')) },
  {
    method: 'POST',
    path: `${ONE}/lifecycle/deactivate`,
    scope: MANAGE,
    handle: admin((call) => turn(call, 'INACTIVE')),
  },
];

/** "Only Super Admins can view and configure event hooks" (help page "Add an event hook"). */
function admin(handle: Route['handle']): Route['handle'] {
  return (call) => {
    if (!call.principal.superAdmin) throw forbidden();
    return handle(call);
  };
}

const all = ({ org }: Call): readonly StoredEventHook[] => [...org.hooks.table.values()];

function hookOf({ org, param }: Call): StoredEventHook {
  const hook = org.hooks.table.get(param('id'));
  if (hook === undefined) throw notFound(param('id'), 'Webhook');
  return hook;
}

function create(call: Call): Answer {
  const { org } = call;
  const wanted = wantedFrom(call);
  if (all(call).some(({ name }) => name === wanted.name)) throw alreadyExists('name');
  if (all(call).length >= MOST_HOOKS) throw invalid('eventHook', `at most ${MOST_HOOKS} event hooks`);
  const at = org.timestamp();
  const hook: StoredEventHook = {
    id: org.newId('who'),
    ...wanted,
    status: 'ACTIVE',
    verificationStatus: 'UNVERIFIED',
    createdBy: call.principal.party.id,
    created: at,
    lastUpdated: at,
  };
  return store(call, hook);
}

function replace(call: Call): Answer {
  const before = hookOf(call);
  const wanted = wantedFrom(call);
  const sameChannel = JSON.stringify([before.uri, before.headers, before.auth]);
  const isSame = sameChannel === JSON.stringify([wanted.uri, wanted.headers, wanted.auth]);
  const verificationStatus = isSame ? before.verificationStatus : 'UNVERIFIED';
  return store(call, { ...before, ...wanted, verificationStatus, lastUpdated: call.org.timestamp() });
}

function remove(call: Call): Answer {
  const hook = hookOf(call);
  if (hook.status !== 'INACTIVE') throw invalid('status', 'status: only an inactive event hook can be deleted');
  call.org.hooks.table.delete(hook.id);
  return noContent;
}

/** The exact refusal was not recorded; the description has a 400 for it. */
async function verify(call: Call): Promise<Answer> {
  const hook = hookOf(call);
  if (!(await answersChallenge(hook))) {
    throw invalid('uri', 'uri: the endpoint did not answer the verification challenge');
  }
  return store(call, { ...hook, verificationStatus: 'VERIFIED', lastUpdated: call.org.timestamp() });
}

const turn = (call: Call, status: StoredEventHook['status']): Answer =>
  store(call, { ...hookOf(call), status, lastUpdated: call.org.timestamp() });

function store(call: Call, hook: StoredEventHook): Answer {
  call.org.hooks.table.set(hook.id, hook);
  return ok(view(hook, call));
}

function wantedFrom({ body }: Call) {
  const { name, description = null, events, channel } = parseBody(shape, body);
  if (name === undefined || name === '') throw invalid('name', 'name: The field cannot be left blank');
  const items = events?.items ?? [];
  if (events?.type !== 'EVENT_TYPE' || items.length === 0) throw invalid('events', 'events: nothing is subscribed to');
  if (items.length > MOST_EVENTS) throw invalid('events', `events: at most ${MOST_EVENTS} event types`);
  const odd = items.find((item) => !isEligible(item));
  if (odd !== undefined) throw invalid('events', `events: ${odd} is not eligible for event hooks`);
  if (channel?.type !== 'HTTP' || channel.version !== '1.0.0') throw invalid('channel', 'channel: HTTP 1.0.0 only');
  const { uri = '', headers, authScheme } = channel.config ?? {};
  if (!isSafe(uri)) throw invalid('uri', 'uri: must be an https address');
  if (authScheme != null && (authScheme.type !== 'HEADER' || !authScheme.key || authScheme.value === undefined)) {
    throw invalid('authScheme', 'authScheme: HEADER with key and value only');
  }
  const { key, value } = authScheme ?? {};
  const auth = key === undefined || value === undefined ? null : { key, value };
  return { name, description, events: items, uri, headers: headers ?? [], auth };
}

/** Okta wants HTTPS. On loopback, where this emulator lives, there is nobody to listen in. */
const isSafe = (uri: string): boolean => /^https:\/\/[^/]/.test(uri) || /^http:\/\/127\.0\.0\.1(:\d+)?\//.test(uri);

function view(hook: StoredEventHook, { url }: Call) {
  const { id, name, description, status, verificationStatus, createdBy, created, lastUpdated, auth } = hook;
  const self = `${url.origin}${ALL}/${id}`;
  const post = (action: string) => ({ href: `${self}/lifecycle/${action}`, hints: { allow: ['POST'] } });
  return {
    id,
    name,
    description,
    status,
    verificationStatus,
    events: { type: 'EVENT_TYPE', items: hook.events, filter: null },
    channel: {
      type: 'HTTP',
      version: '1.0.0',
      config: {
        uri: hook.uri,
        headers: hook.headers,
        method: 'POST',
        ...(auth === null ? {} : { authScheme: { type: 'HEADER', key: auth.key } }),
      },
    },
    createdBy,
    created,
    lastUpdated,
    _links: { self: { href: self }, verify: post('verify'), deactivate: post('deactivate') },
  };
}
