/**
 * `POST /api/export`: a bundle as it is made, one JSON line for each piece of a file, so that neither side has to hold it.
 * The last line says that it is all there; one that broke off says so, or says nothing more.
 */
import type { Context } from 'hono';
import { z } from 'zod';
import { exportFrames } from '../app/bundle/export.ts';
import { exportInput, exportOptions } from '../app/bundle/input.ts';
import type { World } from '../app/world.ts';
import type { Caller } from './callers.ts';
import { troubleSaid } from './trouble.ts';

/** Everything the record knows, of everybody: nothing less than all rights. */
export async function answerExport(context: Context, world: World, caller: Caller): Promise<Response> {
  if (!caller.scopes.includes('admin')) {
    return context.json({ refusal: 'missing-scope', says: `The token "${caller.name}" lacks the scope admin.` }, 403);
  }
  const parsed = exportInput.safeParse(await context.req.json().catch(() => null));
  if (!parsed.success) {
    return context.json(
      { refusal: 'invalid', says: 'The input is not valid.', details: [z.prettifyError(parsed.error)] },
      400,
    );
  }
  const frames = exportFrames(world, exportOptions(parsed.data))[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const line = (value: object) => encoder.encode(`${JSON.stringify(value)}\n`);
  const body = new ReadableStream<Uint8Array>({
    // Asked for one piece at a time: whoever reads slowly makes us wait, and nothing is piled up.
    async pull(controller) {
      try {
        const next = await frames.next();
        if (!next.done) return controller.enqueue(line(next.value));
        controller.enqueue(line({ end: true }));
      } catch (trouble) {
        const { refusal, says } = troubleSaid(world, 'export', trouble);
        controller.enqueue(line({ refusal, says }));
      }
      controller.close();
    },
    async cancel() {
      await frames.return?.(undefined);
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson' } });
}
