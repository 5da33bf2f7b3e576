// How a picture asks the heap worker and tells the program what the person does on it.
import type { HeapClient } from '../state/client.svelte.ts';
import type { Navigation } from '../state/navigation.svelte.ts';
import type { Operations } from '../state/operations.svelte.ts';
import type { Selection } from '../state/selection.svelte.ts';
import type { SubgraphRequest } from '#heap/model/pictures.ts';
import type { Wording } from './drawing.ts';
import type { PictureHost } from './pictureHost.ts';

export interface HostStates {
  readonly client: HeapClient;
  readonly navigation: Navigation;
  readonly selection: Selection;
  readonly operations: Operations;
  /** Another picture is wanted in this panel. */
  readonly seed: (request: SubgraphRequest) => void;
}

export function pictureHost(states: HostStates, wording: () => Wording): PictureHost {
  const { client, navigation, selection, operations } = states;
  return {
    async ask(request) {
      const { ask } = client;
      return ask === undefined
        ? { ok: false, fault: { code: 'heap/not-open', asked: 'subgraph' } }
        : ask.subgraph(request);
    },
    wording,
    seed: states.seed,
    chosen: (row) => selection.select(row),
    async open(object) {
      const answer = await client.ask?.describe(object);
      if (answer?.ok === true) navigation.openObject(answer.value.row);
    },
    expanded(row, undo, redo) {
      operations.edit({
        operation: { kind: 'expand', address: row.id, title: row.type.name },
        undo,
        redo,
      });
    },
  };
}
