// What a restricted pickle can hold. Tuples are plain arrays.

export type Value = number | string | boolean | null | readonly Value[] | List | Dict | Name | Instance;

export class List {
  readonly items: Value[] = [];
}

export class Dict {
  readonly items = new Map<Value, Value>();
}

/** A class that was named; it is never looked up. */
export class Name {
  constructor(readonly name: string) {}
}

export class Instance {
  state: Value = null;

  constructor(readonly name: string) {}
}
