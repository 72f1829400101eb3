/**
 * The control door for callers in another process, under /_emulator:
 *
 *   POST /seed                     {users, channels}
 *   GET  /state                    users, conversations with their messages, connections
 *   GET  /calls?method=NAME        Web API calls with their answers
 *   POST /request-url              {url}: where the app listens; null is Socket Mode; says whether it echoed a challenge
 *   GET  /deliveries               what Slack sent the app, and what became of it
 *   POST /deliveries/hold    POST /deliveries/release {order}    POST /deliveries/replay {id, how}
 *   POST /sockets/refresh|drop     POST /revoke {why}
 *   POST /users                    {email, ...}: somebody joins      POST /users/WHO {deleted, email, ...}
 *   GET  /as/WHO                   what somebody sees
 *   POST /as/WHO/run {line}  /click {action, ...where}  /choose {action, choice}  /search {action, typed}
 *                /fill {values}  /submit {values}  /close  /home  /write {text}
 */
import { Hono } from 'hono';
import { z } from 'zod';
import type { People } from './people/people.ts';
import type { Person } from './people/person.ts';
import { wordsOf } from './people/screen.ts';
import type { Workspace } from './workspace.ts';

const optionalText = z.string().optional();
const choice = z.union([z.string(), z.array(z.string()), z.null()]);
const where = {
  in: z.enum(['modal', 'home', 'message']).optional(),
  blockId: optionalText,
  value: optionalText,
  channel: optionalText,
  ts: optionalText,
};
const userShape = z.strictObject({
  email: optionalText,
  name: optionalText,
  realName: optionalText,
  displayName: optionalText,
  emailConfirmed: z.boolean().optional(),
  deleted: z.boolean().optional(),
  guest: z.enum(['no', 'multi-channel', 'single-channel']).optional(),
  timeZone: optionalText,
});
const channelShape = z.strictObject({
  name: z.string(),
  private: z.boolean().default(false),
  archived: z.boolean().default(false),
  members: z.array(z.string()).default([]),
});

export function controlRoutes(workspace: Workspace, people: People): Hono {
  const control = new Hono();
  const { deliveries, sockets } = workspace;
  control.onError((error, context) => context.json({ problem: error.message }, 400));
  const post = <Shape>(path: string, shape: z.ZodType<Shape>, work: (body: Shape, who: string) => unknown) =>
    control.post(path, async (context) => {
      const body = shape.parse(await context.req.json().catch(() => ({})));
      const done: unknown = await work(body, context.req.param('who') ?? '');
      return done === undefined ? context.body(null, 204) : context.json(done);
    });
  const nothing = z.object({});

  post(
    '/seed',
    z.strictObject({
      users: z.array(userShape.extend({ bot: z.boolean().optional() })).default([]),
      channels: z.array(channelShape).default([]),
    }),
    (seed) => {
      workspace.seed({ users: seed.users.map(defined), channels: seed.channels });
      return stateOf(workspace);
    },
  );
  control.get('/state', (context) => context.json(stateOf(workspace)));
  control.get('/calls', (context) => {
    const method = context.req.query('method');
    return context.json(workspace.calls.filter((call) => method === undefined || call.method === method));
  });
  post('/request-url', z.object({ url: z.string().nullable() }), async ({ url }) => {
    deliveries.requestUrl = url ?? undefined;
    return { verified: url === null ? null : await workspace.events.verify() };
  });
  control.get('/deliveries', (context) => context.json(deliveries.records));
  post('/deliveries/hold', nothing, () => deliveries.hold());
  post('/deliveries/release', z.object({ order: z.enum(['as-sent', 'reversed']).default('as-sent') }), ({ order }) =>
    deliveries.release(order),
  );
  post(
    '/deliveries/replay',
    z.object({ id: z.number(), how: z.enum(['as-it-was', 'signed-anew']).default('as-it-was') }),
    ({ id, how }) => deliveries.replay(id, how),
  );
  post('/sockets/refresh', nothing, () => sockets.refresh());
  post('/sockets/drop', nothing, () => sockets.drop());
  post(
    '/revoke',
    z.object({ why: z.enum(['token_revoked', 'account_inactive']).default('token_revoked') }),
    ({ why }) => workspace.revoke(why),
  );
  post('/users', userShape, (user) => ({ id: workspace.join(defined(user)).id }));
  post('/users/:who', userShape, (change, who) => ({ id: workspace.changeUser(who, defined(change)).id }));

  control.get('/as/:who', (context) => context.json(seenBy(people.as(context.req.param('who')))));
  post('/as/:who/run', z.object({ line: z.string(), channel: optionalText }), ({ line, channel }, who) =>
    people.as(who).run(line, channel),
  );
  post('/as/:who/click', z.object({ action: z.string(), option: optionalText, ...where }), ({ action, ...at }, who) =>
    people.as(who).click(action, defined(at)),
  );
  post('/as/:who/choose', z.object({ action: z.string(), choice, ...where }), ({ action, choice: what, ...at }, who) =>
    people.as(who).choose(action, what, defined(at)),
  );
  post(
    '/as/:who/search',
    z.object({ action: z.string(), typed: z.string(), ...where }),
    ({ action, typed, ...at }, who) => people.as(who).search(action, typed, defined(at)),
  );
  post('/as/:who/fill', z.object({ values: z.record(z.string(), choice), ...where }), ({ values, ...at }, who) =>
    people.as(who).fill(values, defined(at)),
  );
  post('/as/:who/submit', z.object({ values: z.record(z.string(), choice).default({}) }), ({ values }, who) =>
    people.as(who).submit(values),
  );
  post('/as/:who/close', nothing, (_, who) => people.as(who).close());
  post('/as/:who/home', nothing, (_, who) => people.as(who).openHome());
  post('/as/:who/write', z.object({ text: z.string(), channel: optionalText }), ({ text, channel }, who) =>
    people.as(who).write(text, channel),
  );
  return control;
}

function seenBy(person: Person) {
  const { id, messages, modal, home, notices } = person;
  return {
    id,
    messages: messages.map((message) => ({ ...message, words: wordsOf(message.blocks) || message.text })),
    modal: modal === undefined ? null : { id: modal.id, view: modal.spec, errors: modal.errors },
    home: home === undefined ? null : { id: home.id, view: home.spec },
    notices,
  };
}

function stateOf({ users, conversations, sockets, deliveries, botUser }: Workspace) {
  return {
    botUser: botUser.id,
    users: users.all(),
    conversations: conversations.all().map((one) => ({ ...one, members: [...one.members] })),
    connections: sockets.connections,
    requestUrl: deliveries.requestUrl ?? null,
  };
}

type Defined<Shape> = { [Key in keyof Shape]?: Exclude<Shape[Key], undefined> };

/** Leaves out what is undefined, which exact optional properties tell apart from absent. */
function defined<Shape extends object>(shape: Shape): Defined<Shape> {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Defined<Shape>;
}
