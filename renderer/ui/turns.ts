// Heavy parts of a page are mounted one per frame, so that no task is long however many of them a click brings.

const waiting: (() => void)[] = [];
let running = false;

/** Calls `mount` in a task of its own, after those that asked before; the answer takes the wish back. */
export function takeTurn(mount: () => void): () => void {
  waiting.push(mount);
  if (!running) {
    running = true;
    afterFrame(runNext);
  }
  return () => {
    const at = waiting.indexOf(mount);
    if (at >= 0) waiting.splice(at, 1);
  };
}

function runNext(): void {
  try {
    waiting.shift()?.();
  } finally {
    // A part that fails must not keep those behind it from being mounted.
    running = waiting.length > 0;
    if (running) afterFrame(runNext);
  }
}

/** After what is on the page now has been drawn; a hidden page draws nothing and need not wait. */
function afterFrame(next: () => void): void {
  if (document.hidden) setTimeout(next, 0);
  else requestAnimationFrame(() => setTimeout(next, 0));
}
