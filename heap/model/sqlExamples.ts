// Questions worth asking, ready to run. What each is for stands in the words of the page, under its id.

export interface SqlExample {
  readonly id: SqlExampleId;
  readonly sql: string;
}

const EXAMPLES = {
  typesBySize: `SELECT type, count(*) AS objects, sum(self) AS bytes
FROM objects
GROUP BY type
ORDER BY bytes DESC, type
LIMIT 50`,
  largest: `SELECT id AS object, type, self, retained
FROM objects
ORDER BY retained DESC, id
LIMIT 50`,
  packages: `SELECT split_part(type, '.', 1) AS package, count(*) AS objects, sum(self) AS bytes
FROM objects
WHERE contains(type, '.')
GROUP BY package
ORDER BY bytes DESC, package`,
  sizeHistogram: `SELECT 2 ** floor(log2(greatest(self, 1))) AS at_least, count(*) AS objects, sum(self) AS bytes
FROM objects
GROUP BY at_least
ORDER BY at_least`,
  percentiles: `SELECT count(*) AS objects, median(self) AS median, quantile_disc(self, 0.99) AS p99, max(self) AS largest
FROM objects`,
  generations: `SELECT generation, count(*) AS objects, sum(self) AS bytes
FROM objects
WHERE tracked
GROUP BY generation
ORDER BY generation`,
  untracked: `SELECT type, count(*) AS objects, sum(self) AS bytes
FROM objects
WHERE NOT tracked
GROUP BY type
ORDER BY bytes DESC, type
LIMIT 50`,
  lonely: `SELECT id AS object, type, self
FROM objects
WHERE refcount = 1 AND self >= 64
ORDER BY self DESC, id
LIMIT 50`,
  unexplained: `SELECT id AS object, type, refcount, excess
FROM objects
WHERE explanation = 'unexplained'
ORDER BY excess DESC, id
LIMIT 50`,
  verdicts: `SELECT verdict, count(*) AS objects, sum(self) AS bytes
FROM objects
GROUP BY verdict
ORDER BY bytes DESC, verdict`,
  unreachable: `SELECT type, count(*) AS objects, sum(self) AS bytes
FROM objects
WHERE NOT reachable
GROUP BY type
ORDER BY bytes DESC, type
LIMIT 50`,
  depths: `SELECT depth, count(*) AS objects, sum(self) AS bytes
FROM objects
WHERE depth IS NOT NULL
GROUP BY depth
ORDER BY depth`,
  dominatorChildren: `SELECT dominator, count(*) AS children, sum(retained) AS bytes
FROM dominators
WHERE dominator IS NOT NULL
GROUP BY dominator
ORDER BY children DESC, dominator
LIMIT 50`,
  smallKeepers: `SELECT id AS object, type, self, retained, retained // greatest(self, 1) AS times
FROM objects
WHERE retained > self
ORDER BY times DESC, id
LIMIT 50`,
  cycles: `SELECT id AS component, objects, refs, self, retained
FROM components
ORDER BY retained DESC, id
LIMIT 50`,
  cycleTypes: `SELECT type, count(*) AS objects, count(DISTINCT component) AS cycles
FROM objects
WHERE component IS NOT NULL
GROUP BY type
ORDER BY objects DESC, type
LIMIT 50`,
  popular: `SELECT target, any_value(o.type) AS type, count(*) AS referrers
FROM refs JOIN objects o ON o.id = target
GROUP BY target
ORDER BY referrers DESC, target
LIMIT 50`,
  fanOut: `SELECT source, any_value(o.type) AS type, count(*) AS held
FROM refs JOIN objects o ON o.id = source
GROUP BY source
ORDER BY held DESC, source
LIMIT 50`,
  kinds: `SELECT kind, count(*) AS refs, count(*) FILTER (strong) AS strong
FROM refs
GROUP BY kind
ORDER BY refs DESC, kind`,
  attributes: `SELECT name, count(*) AS refs, count(DISTINCT source) AS holders
FROM refs
WHERE name IS NOT NULL
GROUP BY name
ORDER BY refs DESC, name
LIMIT 50`,
  typePairs: `SELECT a.type AS holder, b.type AS held, count(*) AS refs
FROM refs
JOIN objects a ON a.id = source
JOIN objects b ON b.id = target
GROUP BY holder, held
ORDER BY refs DESC, holder, held
LIMIT 50`,
  weak: `SELECT target, count(*) AS weak
FROM refs
WHERE kind = 'weak'
GROUP BY target
ORDER BY weak DESC, target
LIMIT 50`,
  selfReferences: `SELECT source AS object, kind, name
FROM refs
WHERE source = target
ORDER BY source, id
LIMIT 50`,
  rootKinds: `SELECT kind, count(*) AS roots, count(DISTINCT object) AS objects
FROM roots
GROUP BY kind
ORDER BY roots DESC, kind`,
  rootsRetain: `SELECT DISTINCT r.object, o.type, o.retained
FROM roots r JOIN objects o ON o.id = r.object
ORDER BY o.retained DESC, r.object
LIMIT 50`,
  longTexts: `SELECT object, length(text) AS characters, left(text, 60) AS text
FROM strings
ORDER BY characters DESC, object
LIMIT 50`,
  repeatedTexts: `SELECT text, count(*) AS copies, sum(o.self) AS bytes
FROM strings JOIN objects o ON o.id = object
WHERE o.type = 'str'
GROUP BY text
HAVING copies > 1
ORDER BY bytes DESC, text
LIMIT 50`,
  halfEmpty: `SELECT c.object, o.type, c.used, c.capacity
FROM containers c JOIN objects o ON o.id = c.object
WHERE c.capacity >= 8 AND c.used * 2 < c.capacity
ORDER BY c.capacity - c.used DESC, c.object
LIMIT 50`,
  pools: `SELECT block, count(*) AS pools, sum(used) AS used, sum(capacity) AS capacity
FROM pools
GROUP BY block
ORDER BY block`,
  stacks: `SELECT thread, id AS frame, function, file, line
FROM frames
ORDER BY thread NULLS LAST, id
LIMIT 200`,
  typesOnce: `SELECT name, module, instances, self
FROM types
WHERE instances = 1
ORDER BY self DESC, name
LIMIT 50`,
  pathToLargest: `SELECT *
FROM path((SELECT id FROM objects WHERE depth > 0 ORDER BY retained DESC, id LIMIT 1))`,
  ownersOfLargest: `SELECT *
FROM owners((SELECT id FROM objects WHERE dominator IS NOT NULL ORDER BY retained DESC, id LIMIT 1))`,
  holdersOfPopular: `SELECT type, kind, count(*) AS refs
FROM holders((SELECT target FROM refs GROUP BY target ORDER BY count(*) DESC, target LIMIT 1))
GROUP BY type, kind
ORDER BY refs DESC, type, kind
LIMIT 50`,
} as const;

export type SqlExampleId = keyof typeof EXAMPLES;

export const SQL_EXAMPLES: readonly SqlExample[] = Object.entries(EXAMPLES).map(([id, sql]) => ({
  // The keys of the table above, and nothing else.
  id: id as keyof typeof EXAMPLES,
  sql,
}));
