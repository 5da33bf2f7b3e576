// The only file that makes ids. An id is a row number; mixing two kinds is a compile error.
import type { Brand, IdColumn } from '../base/brand.ts';

export type ObjectId = Brand<'ObjectId'>;
export type ReferenceId = Brand<'ReferenceId'>;
export type TypeId = Brand<'TypeId'>;
export type StringId = Brand<'StringId'>;
export type ThreadId = Brand<'ThreadId'>;
export type FrameId = Brand<'FrameId'>;
/** A strongly connected component of one lens, the one with the most bytes of its own first. */
export type ComponentId = Brand<'ComponentId'>;

export const objectId = (row: number): ObjectId => row as ObjectId;
export const referenceId = (row: number): ReferenceId => row as ReferenceId;
export const typeId = (row: number): TypeId => row as TypeId;
export const stringId = (row: number): StringId => row as StringId;
export const threadId = (row: number): ThreadId => row as ThreadId;
export const frameId = (row: number): FrameId => row as FrameId;
export const componentId = (row: number): ComponentId => row as ComponentId;

/** Reads a column of numbers as a column of ids of one kind. */
export function idColumn<Id extends number>(cells: Uint32Array): IdColumn<Id> {
  return cells as IdColumn<Id>;
}
