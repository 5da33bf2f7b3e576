// The page as a person sees it: names of regions, tables and buttons, no selectors of ours.
import { expect, type Page } from '@playwright/test';

export class OuroPage {
  readonly violations: string[] = [];
  readonly problems: string[] = [];

  constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
      if (/Content Security Policy|Trusted ?Type/i.test(message.text())) this.violations.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(error.message));
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  /** Until every analysis of the open dump has ended. */
  async analysed(timeout = 60_000): Promise<void> {
    await expect(this.page.getByText('All analyses are complete')).toBeVisible({ timeout });
  }

  async view(name: string): Promise<void> {
    const link = this.page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('link', { name: new RegExp(`^${name}`) });
    // A greyed view stays a link: it says why it is grey.
    await link.click({ force: true });
  }

  pathPane(): ReturnType<Page['getByRole']> {
    return this.page.getByRole('complementary', { name: 'Path to root' });
  }
}
