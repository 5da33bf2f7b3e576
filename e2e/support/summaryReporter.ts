// The plain closing line of a Playwright run, and every skip with its reason.
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

export default class SummaryReporter implements Reporter {
  private passed = 0;
  private failed = 0;
  private readonly skipped: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'skipped') {
      const reason = test.annotations.find((note) => note.type === 'skip')?.description ?? 'no reason given';
      this.skipped.push(`${test.parent.project()?.name ?? ''}: ${test.title}: ${reason}`);
    } else if (result.status === test.expectedStatus) this.passed++;
    else this.failed++;
  }

  onEnd(_result: FullResult): void {
    for (const line of this.skipped) console.log(`skipped  ${line}`);
    console.log(`${this.passed} passed, ${this.failed} failed, ${this.skipped.length} skipped`);
  }
}
