// Where CPython 3.8 to 3.14 (x86-64, with GIL) keeps what: byte offsets per minor version, as data.

const ABSENT = -1;

/** Columns: 3.8, 3.9, 3.10, 3.11, 3.12, 3.13, 3.14. Measured from debug information and development headers; -1 absent. */
const TABLE = {
  // PyInterpreterState; in 3.8 the generations lie in _PyRuntime.
  interpreterBytes: [2720, 5656, 113528, 107752, 383552, 194968, 225864],
  interpreterNext: [0, 0, 0, 0, 0, 7264, 7272],
  generations: [-1, 640, 640, 672, 136, 7424, 7432],
  modules: [56, 856, 856, 888, 944, 7656, 7688],
  sysdict: [72, 872, 872, 904, 352, 7640, 7672],
  builtins: [80, 880, 880, 912, 360, 7648, 7680],
  threadsHead: [8, 8, 8, 16, 72, 7344, 7344],
  staticTypes: [-1, -1, -1, -1, 373704, -1, -1],
  // From the head of generation 0 to the head of the permanent generation, and to the enabled and collecting words.
  permanent: [80, 80, 80, 80, 80, 80, 72],
  collecting: [176, 176, 176, 176, 176, 176, 168],
  // PyThreadState
  threadBytes: [264, 264, 280, 360, 288, 304, 832],
  threadNext: [8, 8, 8, 8, 8, 8, 8],
  threadFrame: [24, 24, 24, -1, -1, 72, 72],
  cframe: [-1, -1, -1, 56, 56, -1, -1],
  cframeCurrent: [-1, -1, -1, 8, 0, -1, -1],
  threadId: [176, 176, 176, 152, 136, 152, 152],
  nativeThreadId: [-1, -1, -1, 160, 144, 160, 160],
  // _PyInterpreterFrame
  frameBytes: [-1, -1, -1, 80, 80, 80, 88],
  frameCode: [-1, -1, -1, 32, 0, 0, 0],
  frameFunction: [-1, -1, -1, 0, 16, 16, 16],
  frameLocals: [-1, -1, -1, 24, 40, 40, 40],
  frameObject: [-1, -1, -1, 40, 48, 48, 48],
  framePrevious: [-1, -1, -1, 48, 8, 8, 8],
  frameInstruction: [-1, -1, -1, 56, 56, 56, 56],
  frameStackTop: [-1, -1, -1, 64, 64, 64, 64],
  frameOwner: [-1, -1, -1, 69, 70, 70, 74],
  localsPlus: [-1, -1, -1, 72, 72, 72, 80],
  // PyFrameObject
  frameBack: [24, 24, 24, 16, 16, 16, 16],
  oldFrameCode: [32, 32, 32, -1, -1, -1, -1],
  oldFrameBuiltins: [40, 40, 40, -1, -1, -1, -1],
  oldFrameGlobals: [48, 48, 48, -1, -1, -1, -1],
  oldFrameLocals: [56, 56, 56, -1, -1, -1, -1],
  oldValueStack: [64, 64, 64, -1, -1, -1, -1],
  oldStackTop: [72, 72, -1, -1, -1, -1, -1],
  oldStackDepth: [-1, -1, 80, -1, -1, -1, -1],
  oldTrace: [80, 80, 72, -1, -1, -1, -1],
  oldLastInstruction: [104, 104, 96, -1, -1, -1, -1],
  oldLine: [108, 108, 100, -1, -1, -1, -1],
  oldLocalsPlus: [360, 360, 352, -1, -1, -1, -1],
  frameOfObject: [-1, -1, -1, 24, 24, 24, 24],
  ownFrame: [-1, -1, -1, 48, 48, 64, 72],
  // PyGenObject
  generatorFrameState: [-1, -1, -1, 75, 67, 67, 67],
  generatorFrame: [-1, -1, -1, 80, 72, 72, 72],
  generatorPrevious: [-1, -1, -1, 56, 48, 48, 48],
  // PyHeapTypeObject
  heapTypeBytes: [880, 880, 888, 904, 920, 928, 936],
  typeBytes: [416, 408, 408, 408, 416, 416, 416],
  typeName: [848, 840, 848, 848, 856, 856, 856],
  typeSlots: [856, 848, 856, 856, 864, 864, 864],
  typeQualname: [864, 856, 864, 864, 872, 872, 872],
  cachedKeys: [872, 864, 872, 872, 880, 880, 880],
  typeModule: [-1, 872, 880, 880, 888, 888, 888],
  // PyDictKeysObject, PyDictValues
  keysCount: [32, 32, 32, 24, 24, 24, 24],
  keysTable: [40, 40, 40, 32, 32, 32, 32],
  valuesStart: [0, 0, 0, 0, 0, 8, 8],
  // Strings, tuples
  asciiData: [48, 48, 48, 48, 40, 40, 40],
  compactData: [72, 72, 72, 72, 56, 56, 56],
  stringData: [72, 72, 72, 72, 56, 56, 56],
  stringBytes: [80, 80, 80, 80, 64, 64, 64],
  utf8: [56, 56, 56, 56, 48, 48, 48],
  tupleItems: [24, 24, 24, 24, 24, 24, 32],
  // PyFunctionObject
  functionGlobals: [24, 24, 16, 16, 16, 16, 16],
  functionBuiltins: [-1, -1, 24, 24, 24, 24, 24],
  functionName: [64, 64, 32, 32, 32, 32, 32],
  functionQualname: [104, 104, 40, 40, 40, 40, 40],
  functionCode: [16, 16, 48, 48, 48, 48, 48],
  functionDefaults: [32, 32, 56, 56, 56, 56, 56],
  functionKeywordDefaults: [40, 40, 64, 64, 64, 64, 64],
  functionClosure: [48, 48, 72, 72, 72, 72, 72],
  functionDoc: [56, 56, 80, 80, 80, 80, 80],
  functionDict: [72, 72, 88, 88, 88, 88, 88],
  functionModule: [88, 88, 104, 104, 104, 104, 104],
  functionAnnotations: [96, 96, 112, 112, 112, 112, 112],
  functionAnnotate: [-1, -1, -1, -1, -1, -1, 120],
  functionTypeParameters: [-1, -1, -1, -1, 120, 120, 128],
  // PyCodeObject
  codeEnd: [152, 152, 152, 184, 192, 200, 208],
  codeWeak: [136, 136, 136, 144, 144, 144, 144],
  codeExtra: [144, 144, 144, 176, 184, 192, 200],
  codeZombie: [128, 128, -1, -1, -1, -1, -1],
  codeCached: [-1, -1, -1, -1, 152, 160, 160],
  codeFilename: [104, 104, 104, 112, 112, 112, 112],
  codeName: [112, 112, 112, 120, 120, 120, 120],
  codeQualname: [-1, -1, -1, 128, 128, 128, 128],
  codeFirstLine: [40, 40, 40, 72, 68, 68, 68],
  codeLines: [120, 120, 120, 136, 136, 136, 136],
  codeConstants: [56, 56, 56, 24, 24, 24, 24],
  codeNames: [64, 64, 64, 32, 32, 32, 32],
  codeVariables: [72, 72, 72, 96, 96, 96, 96],
  codeFree: [80, 80, 80, -1, -1, -1, -1],
  codeCells: [88, 88, 88, -1, -1, -1, -1],
  codeLocalsPlus: [-1, -1, -1, 76, 72, 72, 72],
  codeFreeCount: [-1, -1, -1, 92, 88, 88, 88],
  codeArguments: [16, 16, 16, 56, 52, 52, 52],
  // private structs
  lruDict: [120, 120, 136, 136, 136, 136, 136],
  lruWeak: [-1, 128, 144, 144, 144, 144, 144],
  poolBytes: [4096, 4096, 16384, 16384, 16384, 16384, 16384],
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type Field = keyof typeof TABLE;

export type Layout = Readonly<Record<Field, number>> & { readonly minor: number };

export const FIRST_MINOR = 8;
export const LAST_MINOR = 14;

/** The offsets of CPython 3.`minor`, 8 to 14. */
export function layoutOf(minor: number): Layout {
  const known = LAYOUTS.get(minor);
  if (known !== undefined) return known;
  const made = madeLayout(minor);
  LAYOUTS.set(minor, made);
  return made;
}

const LAYOUTS = new Map<number, Layout>();

function madeLayout(minor: number): Layout {
  const rows = Object.entries(TABLE).map(([field, columns]) => [field, columns.at(minor - FIRST_MINOR) ?? ABSENT]);
  return { ...(Object.fromEntries(rows) as Record<Field, number>), minor };
}
