// The notebook: notes are shown as saved only after the shell has put them on the disk.
import type { Fault } from '#heap/base/fault.ts';
import {
  findingsAfter,
  type EvidenceLine,
  type Finding,
  type FindingOperation,
  type FindingTarget,
} from '#heap/findings/finding.ts';
import type { Confidence } from '#heap/model/findingRows.ts';
import type { Shell } from '#main/bridge.ts';
import type { HeapClient } from './client.svelte.ts';
import type { Operations } from './operations.svelte.ts';

export type SaveStatus =
  | { readonly kind: 'saved'; readonly at: number | undefined }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly fault: Fault };

export interface Draft {
  readonly title: string;
  readonly note: string;
  readonly target: FindingTarget;
  readonly evidence: readonly EvidenceLine[];
  readonly confidence: Confidence;
}

export class Findings {
  list = $state.raw<readonly Finding[]>([]);
  save = $state.raw<SaveStatus>({ kind: 'saved', at: undefined });
  readOnly = $state(false);
  #heap: string | undefined;

  constructor(
    private readonly shell: Shell,
    private readonly operations: Operations,
    private readonly client: HeapClient,
    private readonly clock: () => Date,
  ) {}

  async read(heap: string): Promise<void> {
    this.#heap = heap;
    this.list = [];
    const outcome = await this.shell.call('readFindings', { heap });
    if (this.#heap !== heap) return;
    if (!outcome.ok) {
      this.save = { kind: 'failed', fault: outcome.fault };
      return;
    }
    this.list = findingsAfter(outcome.value.operations);
    this.readOnly = outcome.value.readOnly;
    this.save = { kind: 'saved', at: undefined };
  }

  /** Adds a finding and returns its id. */
  add(draft: Draft): string {
    const now = this.clock().toISOString();
    let finding: Finding = { ...draft, id: newId(), status: 'open', created: now, changed: now };
    this.operations.edit({
      operation: { kind: 'note', finding: finding.id, title: finding.title },
      redo: () => this.#apply({ kind: 'put', finding }),
      undo: () => this.#apply({ kind: 'remove', id: finding.id }),
    });
    void this.#prove(finding).then((proved) => (finding = proved));
    return finding.id;
  }

  change(
    before: Finding,
    changes: Partial<Pick<Finding, 'title' | 'note' | 'status' | 'confidence' | 'severity' | 'tags'>>,
  ): void {
    const finding: Finding = { ...before, ...changes, changed: this.clock().toISOString() };
    this.operations.edit({
      operation: { kind: 'note', finding: finding.id, title: finding.title },
      redo: () => this.#apply({ kind: 'put', finding }),
      undo: () => this.#apply({ kind: 'put', finding: before }),
    });
  }

  remove(finding: Finding): void {
    this.operations.edit({
      operation: { kind: 'removeNote', finding: finding.id, title: finding.title },
      redo: () => this.#apply({ kind: 'remove', id: finding.id }),
      undo: () => this.#apply({ kind: 'put', finding }),
    });
  }

  about(target: FindingTarget): readonly Finding[] {
    const wanted = JSON.stringify(target);
    return this.list.filter((finding) => JSON.stringify(finding.target) === wanted);
  }

  /** Keeps what the heap says of the target now, so that it can be asked again; without it when the heap cannot say. */
  async #prove(finding: Finding): Promise<Finding> {
    const heap = this.#heap;
    const outcome = await this.client.ask?.seen(finding.target);
    if (outcome?.ok !== true || heap !== this.#heap) return finding;
    const { value: seen } = outcome;
    const listed = this.list.find(({ id }) => id === finding.id);
    if (listed !== undefined) this.#apply({ kind: 'put', finding: { ...listed, seen } });
    return { ...finding, seen };
  }

  #apply(operation: FindingOperation): void {
    this.list = findingsAfter([...this.list.map((finding) => ({ kind: 'put', finding }) as const), operation]);
    void this.#append(operation);
  }

  async #append(operation: FindingOperation): Promise<void> {
    const heap = this.#heap;
    if (heap === undefined) return;
    this.save = { kind: 'saving' };
    const outcome = await this.shell.call('appendFinding', { heap, operation });
    this.save = outcome.ok ? { kind: 'saved', at: this.clock().getTime() } : { kind: 'failed', fault: outcome.fault };
  }
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
