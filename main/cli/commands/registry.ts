import type { Command, CommandName } from '../arguments.ts';
import type { Output } from '../output.ts';
import { advise, duplicates } from './advise.ts';
import { allocations } from './allocations.ts';
import { arenas } from './arenas.ts';
import { bench } from './bench.ts';
import { capture } from './capture.ts';
import { compare } from './compare.ts';
import { cycles } from './cycles.ts';
import { exportTable } from './export.ts';
import { frames } from './frames.ts';
import { gc } from './gc.ts';
import { generations } from './generations.ts';
import { info } from './info.ts';
import { references, referrers } from './neighbours.ts';
import { object } from './object.ts';
import { owners } from './owners.ts';
import { paths } from './paths.ts';
import { refcounts } from './refcounts.ts';
import { redact } from './redact.ts';
import { replay } from './replay.ts';
import { report } from './report.ts';
import { rss } from './rss.ts';
import { search } from './search.ts';
import { sql } from './sql.ts';
import { serve } from './serve.ts';
import { threads } from './threads.ts';
import { top } from './top.ts';
import { types } from './types.ts';
import { suggest } from './suggest.ts';
import { why } from './why.ts';
import { whatif } from './whatif.ts';
import { help, version } from './words.ts';

/** Every subcommand: its answer is the exit code. */
export const COMMANDS: Readonly<Record<CommandName, (command: Command, output: Output) => Promise<number>>> = {
  info,
  types,
  top,
  object,
  references,
  referrers,
  paths,
  cycles,
  refcounts,
  gc,
  generations,
  threads,
  frames,
  owners,
  arenas,
  rss,
  allocations,
  advise,
  duplicates,
  whatif,
  suggest,
  why,
  search,
  sql,
  compare,
  export: exportTable,
  report,
  replay,
  redact,
  serve,
  capture,
  bench,
  help,
  version,
};
