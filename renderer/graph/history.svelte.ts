// Steps on one picture that can be taken back: moves, pins, tidying. Expansions are in the list of the whole program; here each
// leaves a wall, so that nothing is taken back across one.

export interface PictureStep {
  readonly undo: () => void;
  readonly redo: () => void;
}

const MOST_STEPS = 200;

export class History {
  #done = $state.raw<readonly (PictureStep | 'wall')[]>([]);
  #undone = $state.raw<readonly PictureStep[]>([]);

  readonly canUndo = $derived(isStep(this.#done.at(-1)));
  readonly canRedo = $derived(this.#undone.length > 0);

  take(step: PictureStep): void {
    step.redo();
    this.#done = [...this.#done, step].slice(-MOST_STEPS);
    this.#undone = [];
  }

  /** False: nothing of this picture comes next, somebody else may have a step. */
  undo(): boolean {
    const step = this.#done.at(-1);
    if (!isStep(step)) return false;
    step.undo();
    this.#done = this.#done.slice(0, -1);
    this.#undone = [...this.#undone, step];
    return true;
  }

  redo(): boolean {
    const step = this.#undone.at(-1);
    if (step === undefined) return false;
    step.redo();
    this.#undone = this.#undone.slice(0, -1);
    this.#done = [...this.#done, step];
    return true;
  }

  wall(): void {
    this.#done = [...this.#done, 'wall'];
    this.#undone = [];
  }

  /** What stood behind the last wall is gone with it. */
  fell(): void {
    const last = this.#done.lastIndexOf('wall');
    this.#done = last < 0 ? [] : this.#done.slice(0, last);
    this.#undone = [];
  }

  clear(): void {
    this.#done = [];
    this.#undone = [];
  }
}

function isStep(step: PictureStep | 'wall' | undefined): step is PictureStep {
  return step !== undefined && step !== 'wall';
}
