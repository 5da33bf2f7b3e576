// One question to a worker and its four faces: empty, working, failed, full. A late answer never replaces a newer one.
import type { Fault, Outcome } from '#heap/base/fault.ts';

export type Asking<Value> =
  | { readonly kind: 'empty' }
  /** `before`: what was shown, dimmed while the new answer is on its way. */
  | { readonly kind: 'working'; readonly before: Value | undefined }
  | { readonly kind: 'failed'; readonly fault: Fault }
  | { readonly kind: 'full'; readonly value: Value };

export class Asked<Value> {
  status = $state.raw<Asking<Value>>({ kind: 'empty' });
  #ticket = 0;

  /** What is on screen: the answer, or the one before while a new one is awaited. */
  get value(): Value | undefined {
    if (this.status.kind === 'full') return this.status.value;
    return this.status.kind === 'working' ? this.status.before : undefined;
  }

  async ask(question: () => Promise<Outcome<Value>>): Promise<void> {
    const ticket = ++this.#ticket;
    this.status = { kind: 'working', before: this.value };
    const outcome = await question();
    if (ticket !== this.#ticket) return;
    this.status = outcome.ok ? { kind: 'full', value: outcome.value } : { kind: 'failed', fault: outcome.fault };
  }

  clear(): void {
    this.#ticket++;
    this.status = { kind: 'empty' };
  }
}
