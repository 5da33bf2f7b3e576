// Short facts at the corner: at most two, gone after eight seconds unless somebody looks at them.
export interface Toast {
  readonly id: number;
  readonly text: string;
}

const MOST = 2;
const STAYS_MS = 8000;

export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 1;
  #held = false;

  constructor(
    private readonly page: Window,
    private readonly words: { readonly copied: (text: string) => string; readonly notCopied: string },
  ) {}

  say(text: string): void {
    const toast = { id: this.#next++, text };
    this.list = [...this.list, toast].slice(-MOST);
    this.page.setTimeout(() => this.#expire(toast), STAYS_MS);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** While hovered or focused nothing goes away. */
  hold(held: boolean): void {
    this.#held = held;
  }

  async copy(text: string): Promise<void> {
    try {
      await this.page.navigator.clipboard.writeText(text);
      this.say(this.words.copied(text));
    } catch {
      this.say(this.words.notCopied);
    }
  }

  #expire(toast: Toast): void {
    if (this.#held) this.page.setTimeout(() => this.#expire(toast), STAYS_MS);
    else this.dismiss(toast.id);
  }
}
