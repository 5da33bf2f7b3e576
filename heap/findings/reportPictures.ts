// Which pictures a report has: of the findings that are about the graph, the first few.
import type { AutoFinding } from '../model/findingRows.ts';
import type { ObjectId } from '../model/ids.ts';
import type { Subgraph, SubgraphRequest } from '../model/pictures.ts';

/** More would make a report long and say little. */
const MOST_PICTURES = 4;
/** A page is as wide as this many objects. */
const OBJECTS = 16;

export interface ReportPicture {
  readonly finding: AutoFinding;
  readonly subgraph: Subgraph;
}

export interface PictureQuestion {
  readonly finding: AutoFinding;
  readonly request: SubgraphRequest;
}

/** A cycle with what it is made of; of other findings the paths that hold their example. */
export function pictureQuestions(automatic: readonly AutoFinding[]): readonly PictureQuestion[] {
  return automatic.flatMap((finding) => questionOf(finding)).slice(0, MOST_PICTURES);
}

function questionOf(finding: AutoFinding): readonly PictureQuestion[] {
  switch (finding.kind) {
    case 'cycle': {
      const { lens, component } = finding;
      return [{ finding, request: { kind: 'component', lens, component: component.component, limit: OBJECTS } }];
    }
    case 'retainer':
      return [{ finding, request: pathsTo(finding.object.object) }];
    case 'refcount':
      return [{ finding, request: pathsTo(finding.example) }];
    case 'garbage':
    case 'duplicates':
    case 'overhead':
      return [];
  }
}

function pathsTo(object: ObjectId): SubgraphRequest {
  return { kind: 'pathUnion', object, limit: OBJECTS };
}
