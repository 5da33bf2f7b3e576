// Which dump is open, and how it came to be: estimate, load with progress, columns in the workers, analyses queued.
import type { Fault } from '#heap/base/fault.ts';
import type { Progress } from '#heap/base/task.ts';
import type {
  CompanionChoice,
  DumpCard,
  EstimateCard,
  OpenedDump,
  Shell,
  ShellEvent,
  StartState,
} from '#main/bridge.ts';
import type { Cancel, HeapClient } from './client.svelte.ts';
import type { Jobs } from './jobs.svelte.ts';

type FirstHistogram = OpenedDump['histogram'];

export type SessionStatus =
  | { readonly kind: 'none' }
  | { readonly kind: 'estimating'; readonly name: string }
  /** Waits for the person: the card says whether it fits. */
  | { readonly kind: 'estimated'; readonly name: string; readonly card: EstimateCard }
  | {
      readonly kind: 'loading';
      readonly name: string;
      readonly started: number;
      /** Rates and time left are those of the running phase. */
      readonly phaseStarted: number;
      readonly progress: Progress | undefined;
      readonly histogram: FirstHistogram | undefined;
    }
  /** `columnsReady`: the workers hold the columns; before it only manifest and histogram are there. */
  | { readonly kind: 'open'; readonly opened: OpenedDump; readonly columnsReady: boolean }
  | { readonly kind: 'failed'; readonly name: string; readonly fault: Fault; readonly dump: string };

export class Session {
  status = $state.raw<SessionStatus>({ kind: 'none' });
  start = $state.raw<StartState | undefined>(undefined);
  /** Shell-side failures that concern no dump. */
  notice = $state.raw<Fault | undefined>(undefined);

  readonly opened = $derived(this.status.kind === 'open' ? this.status.opened : undefined);
  readonly manifest = $derived(this.opened?.manifest);

  #ticket = 0;
  #fetching: Cancel | undefined;
  #loadingDump: string | undefined;
  /** The last wish to end a load: another load starts after the shell has heard it. */
  #cancelled: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly shell: Shell,
    private readonly client: HeapClient,
    private readonly jobs: Jobs,
    private readonly now: () => number,
    private readonly onOpened: (opened: OpenedDump) => void,
  ) {}

  /** Asks the shell what there is, and opens the initial dump if it names one. */
  async begin(): Promise<void> {
    this.shell.onEvent((event) => this.#hear(event));
    await this.refresh();
    const initial = this.start?.initial;
    if (initial !== undefined) await this.open(this.#card(initial) ?? { dump: initial, name: '' });
  }

  async refresh(): Promise<void> {
    const outcome = await this.shell.call('start', {});
    if (outcome.ok) this.start = outcome.value;
    else this.notice = outcome.fault;
  }

  async choose(): Promise<void> {
    const outcome = await this.shell.call('chooseDump', {});
    if (!outcome.ok) this.notice = outcome.fault;
    else if (outcome.value !== undefined) await this.open(outcome.value);
  }

  async drop(file: File): Promise<void> {
    const outcome = await this.shell.grantDropped(file);
    if (outcome.ok) await this.open(outcome.value);
    else this.notice = outcome.fault;
  }

  /** Estimates, and goes on by itself when the dump fits. */
  async open(card: Pick<DumpCard, 'dump' | 'name'>): Promise<void> {
    const ticket = ++this.#ticket;
    this.#stop();
    this.status = { kind: 'estimating', name: card.name };
    const outcome = await this.shell.call('estimate', { dump: card.dump });
    if (ticket !== this.#ticket) return;
    if (!outcome.ok) this.status = { kind: 'failed', name: card.name, fault: outcome.fault, dump: card.dump };
    else if (outcome.value.verdict === 'fits' || outcome.value.indexed) await this.load(card);
    else this.status = { kind: 'estimated', name: card.name, card: outcome.value };
  }

  /** Opens the core that is open once more, with its programs and libraries. */
  async reopen(companions: CompanionChoice): Promise<void> {
    const { opened } = this;
    if (opened === undefined) return;
    this.#stop();
    await this.load(opened, companions);
  }

  /** Desktop: asks where the program or the files of a core are, then opens it once more. */
  async chooseCompanions(what: 'program' | 'folder'): Promise<void> {
    const outcome = await this.shell.call('chooseCompanions', { what });
    if (!outcome.ok) this.notice = outcome.fault;
    else if (outcome.value.chosen) await this.reopen('chosen');
  }

  async load(card: Pick<DumpCard, 'dump' | 'name'>, companions?: CompanionChoice): Promise<void> {
    const ticket = ++this.#ticket;
    this.#loadingDump = card.dump;
    const started = this.now();
    this.status = {
      kind: 'loading',
      name: card.name,
      started,
      phaseStarted: started,
      progress: undefined,
      histogram: undefined,
    };
    await this.#cancelled;
    if (ticket !== this.#ticket) return;
    const outcome = await this.shell.call(
      'open',
      companions === undefined ? { dump: card.dump } : { dump: card.dump, companions },
    );
    if (ticket !== this.#ticket) return;
    this.#loadingDump = undefined;
    if (outcome.ok) await this.#take(outcome.value, ticket);
    else if (isCancelled(outcome.fault)) this.status = { kind: 'none' };
    else this.status = { kind: 'failed', name: card.name, fault: outcome.fault, dump: card.dump };
  }

  /** Ends a running load; what was open before is closed already. */
  async cancel(): Promise<void> {
    this.#ticket++;
    this.#fetching?.cancel();
    this.status = { kind: 'none' };
    this.#cancelLoad();
    await this.#cancelled;
  }

  async close(): Promise<void> {
    this.#ticket++;
    this.#stop();
    this.status = { kind: 'none' };
    await this.refresh();
  }

  async #take(opened: OpenedDump, ticket: number): Promise<void> {
    this.status = { kind: 'open', opened, columnsReady: false };
    this.onOpened(opened);
    const cancel = this.client.newCancel();
    this.#fetching = cancel;
    const job = this.jobs.begin('columns', cancel);
    const outcome = await this.client.open(opened, cancel, (progress) => job.report(progress));
    job.end(outcome);
    if (ticket !== this.#ticket) return;
    if (!outcome.ok) {
      this.status = { kind: 'failed', name: opened.name, fault: outcome.fault, dump: opened.dump };
      return;
    }
    this.status = { kind: 'open', opened, columnsReady: true };
    this.jobs.runAll(opened.manifest);
  }

  #stop(): void {
    this.#cancelLoad();
    this.jobs.clear();
    this.client.close();
    const opened = this.opened;
    if (opened !== undefined) void this.shell.call('close', { heap: opened.heap });
  }

  #cancelLoad(): void {
    const dump = this.#loadingDump;
    this.#loadingDump = undefined;
    if (dump !== undefined) this.#cancelled = this.shell.call('cancelOpen', { dump });
  }

  #hear(event: ShellEvent): void {
    if (event.kind === 'openRequested') {
      void this.open(this.#card(event.dump) ?? { dump: event.dump, name: '' });
      return;
    }
    if (this.status.kind !== 'loading' || !('dump' in event) || event.dump !== this.#loadingDump) return;
    if (event.kind === 'progress') {
      const { progress } = event;
      const isNew = progress.phase !== this.status.progress?.phase;
      this.status = { ...this.status, progress, phaseStarted: isNew ? this.now() : this.status.phaseStarted };
    }
    if (event.kind === 'histogram') this.status = { ...this.status, histogram: event.histogram };
  }

  #card(dump: string): DumpCard | undefined {
    const { recent = [], sample } = this.start ?? {};
    return [...recent, ...(sample === undefined ? [] : [sample])].find((card) => card.dump === dump);
  }
}

function isCancelled(fault: Fault): boolean {
  return fault.code === 'bridge/refused' && fault.reason === 'cancelled';
}
