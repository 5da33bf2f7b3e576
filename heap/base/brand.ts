/** A number that carries the name of what it counts, so that mixing ids is a compile error. Free at run time. */
export type Brand<Name extends string> = number & { readonly __brand: Name };

/** A column whose cells are ids; at run time an ordinary `Uint32Array`. */
export interface IdColumn<Id extends number> extends Uint32Array {
  [index: number]: Id;
}

/** The cell that means "there is none" in a column of ids. Each column that may hold it says so. */
export const NONE = 0xffffffff;
