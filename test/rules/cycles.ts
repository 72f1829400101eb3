/** Cycles in who imports whom, each reported once as the shortest way round. */

/** From a node to the nodes it leads to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

export function graphOf(edges: Iterable<readonly [from: string, to: string]>): Graph {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of edges) graph.set(from, (graph.get(from) ?? new Set()).add(to));
  return graph;
}

/**
 * One cycle for each knot: the shortest through the first node of the alphabet that is on one. When it is cut, what is
 * left of the knot shows at the next run. `a -> b -> a` begins and ends with the same node.
 */
export function cyclesIn(graph: Graph): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = [];
  const told = new Set<string>();
  for (const node of [...graph.keys()].sort()) {
    if (told.has(node)) continue;
    const way = shortestWay(graph, node, node);
    if (way === null) continue;
    cycles.push(way);
    for (const other of knotOf(graph, node)) told.add(other);
  }
  return cycles;
}

/** Everything that can be reached from here and leads back here. */
const knotOf = (graph: Graph, node: string) =>
  [...graph.keys()].filter(
    (other) => other === node || (shortestWay(graph, node, other) !== null && shortestWay(graph, other, node) !== null),
  );

function shortestWay(graph: Graph, from: string, to: string): readonly string[] | null {
  const cameFrom = new Map<string, string>();
  const waiting = [from];
  for (let node = waiting.shift(); node !== undefined; node = waiting.shift()) {
    for (const next of [...(graph.get(node) ?? [])].sort()) {
      if (next === to) return [...wayBack(cameFrom, from, node), to];
      if (next !== from && !cameFrom.has(next)) {
        cameFrom.set(next, node);
        waiting.push(next);
      }
    }
  }
  return null;
}

function wayBack(cameFrom: ReadonlyMap<string, string>, from: string, to: string): string[] {
  const way = [to];
  for (let node = to; node !== from; node = way[0] ?? from) way.unshift(cameFrom.get(node) ?? from);
  return way;
}
