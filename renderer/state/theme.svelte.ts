// Light, dark, or as the system says. Canvas drawings read the tokens again when `version` changes.
export type ThemeChoice = 'system' | 'light' | 'dark';

export class Theme {
  choice = $state<ThemeChoice>('system');
  version = $state(0);

  constructor(private readonly page: Window) {
    page.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.version++);
  }

  readonly isDark = $derived.by(() => {
    void this.version;
    if (this.choice !== 'system') return this.choice === 'dark';
    return this.page.matchMedia('(prefers-color-scheme: dark)').matches;
  });

  toggle(): void {
    this.set(this.isDark ? 'light' : 'dark');
  }

  set(choice: ThemeChoice): void {
    this.choice = choice;
    const { documentElement } = this.page.document;
    if (choice === 'system') delete documentElement.dataset['theme'];
    else documentElement.dataset['theme'] = choice;
    this.version++;
  }
}
