/**
 * What every emulator lets a caller in another process do, under `/_emulator`:
 *
 *   GET    /_emulator/requests?since=N&matching=REGEX   the request log, with the faults each request met
 *   GET    /_emulator/faults                            what is still on the watch, and how often it fitted and met
 *   POST   /_emulator/faults   one fault, JSON          one more, from now on
 *   PUT    /_emulator/faults   a plan, YAML or JSON     this plan from now on, and nothing of what was pending
 *   DELETE /_emulator/faults                            none any more
 *   POST   /_emulator/reset                             log and faults are emptied
 *
 * A plan with a mistake is refused whole: 400 and `mistakes`, each with its line.
 */
import { Hono } from 'hono';
import { readFaultPlan } from './faults/plan.ts';
import type { EmulatorFrame } from './serve.ts';

export function controlDoor({ log, faults }: EmulatorFrame): Hono {
  const control = new Hono();
  control.get('/requests', (context) => {
    const matching = context.req.query('matching');
    return context.json(
      log.list({
        since: Number(context.req.query('since') ?? 0),
        ...(matching === undefined ? {} : { matching: new RegExp(matching) }),
      }),
    );
  });
  control.get('/faults', (context) => context.json(faults.standing()));
  control.post('/faults', async (context) => {
    // One fault is a plan of one: the same mistakes, found the same way.
    const fault: unknown = await context.req.json().catch(() => null);
    const read = readFaultPlan(JSON.stringify({ faults: [fault] }), [faults.kit]);
    if (!read.ok) return context.json({ mistakes: read.mistakes }, 400);
    for (const fault of read.plan.faults) faults.add(fault);
    return context.body(null, 204);
  });
  control.put('/faults', async (context) => {
    const read = readFaultPlan(await context.req.text(), [faults.kit]);
    if (!read.ok) return context.json({ mistakes: read.mistakes }, 400);
    faults.lay(read.plan);
    return context.json(read.plan);
  });
  control.delete('/faults', (context) => {
    faults.clear();
    return context.body(null, 204);
  });
  control.post('/reset', (context) => {
    log.clear();
    faults.clear();
    return context.body(null, 204);
  });
  return control;
}
