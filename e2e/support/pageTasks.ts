// The tasks of a page's main thread while something is done: wall time and the thread's own time, from Chromium's trace.
import type { Browser, Page } from '@playwright/test';

export interface PageTasks {
  /** Longest task in ms, waiting for a core included. */
  readonly wallMs: number;
  /** Longest task in ms of the thread's own CPU time: the same on a busy and on an idle machine. */
  readonly cpuMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export async function watchTasks(browser: Browser, page: Page, work: () => Promise<void>): Promise<PageTasks> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { readonly traceEvents: readonly TraceEvent[] };
  const threads = traceEvents.filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain');
  const tasks = traceEvents.filter(
    (event) =>
      event.ph === 'X' &&
      event.name === 'ThreadControllerImpl::RunTask' &&
      threads.some(({ pid, tid }) => pid === event.pid && tid === event.tid),
  );
  if (tasks.length === 0) throw new Error('the trace names no task of the page');
  return {
    wallMs: Math.round(Math.max(...tasks.map(({ dur = 0 }) => dur)) / 1000),
    cpuMs: Math.round(Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000),
  };
}
