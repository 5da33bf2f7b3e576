// Opening a heap, running its analyses, and handing columns and results from one worker to the other.
import type { Outcome } from '#heap/base/fault.ts';
import type { AnalysisId, Components, Results } from '#heap/analyses/results.ts';
import type { LensName } from '#heap/model/lenses.ts';
import type { CancelFlag, Finished, OnProgress, OpenRequest, SharedColumns } from './api.ts';
import { expose } from 'comlink';
import { answer, type OpenHeap } from './openHeap.ts';
import { SqlAnswers } from './sqlAnswers.ts';
import type { SqlSource } from './sqlApi.ts';

type Answer<Value> = Promise<Outcome<Value>>;
type Nothing = Record<string, never>;

export class OpenService {
  constructor(protected readonly opened: OpenHeap) {}

  open(request: OpenRequest, cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<Nothing>> {
    return this.opened.open(request, cancel, onProgress);
  }

  connectSql(port: MessagePort): Answer<Nothing> {
    const answers = new SqlAnswers(this.opened);
    const source: SqlSource = { sqlColumns: (tables, columns) => answer(() => answers.columns(tables, columns)) };
    expose(source, port);
    return answer(() => ({}));
  }

  share(): Answer<SharedColumns> {
    return answer(() => ({ manifest: this.opened.heap.manifest, columns: this.opened.columns }));
  }

  adoptColumns(columns: SharedColumns, memoryBudget: number): Answer<Nothing> {
    return answer(() => this.opened.adoptColumns(columns, memoryBudget));
  }

  analyse(id: AnalysisId, cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<Nothing>> {
    return this.opened.analyse(id, cancel, onProgress);
  }

  resultOf<Id extends AnalysisId>(id: Id): Answer<Results[Id]> {
    return answer(() => this.opened.result(id));
  }

  searchLens(lens: LensName, cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<Nothing>> {
    return this.opened.searchLens(lens, cancel, onProgress);
  }

  componentsUnder(lens: LensName): Answer<Components> {
    return answer(() => this.opened.componentsOf(lens));
  }

  adoptLens(components: Components): Answer<Nothing> {
    return answer(() => this.opened.keepLens(components));
  }

  adopt<Id extends AnalysisId>(id: Id, result: Results[Id]): Answer<Nothing> {
    return answer(() => this.opened.keep(id, result));
  }
}
