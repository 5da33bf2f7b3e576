/**
 * The rules that come with the program, for CPython. That modules, classes and functions own what they hold, and that an import owns
 * nothing, needs no rule (`ownerHomes`).
 */
export const DEFAULT_OWNERSHIP_RULES = `
# What belongs to a whole does not own it.
WEAK * parent
WEAK * _parent
WEAK * __parent__
WEAK * owner
WEAK * _owner
# Tasks, futures and handles use their loop.
WEAK asyncio.* _loop
# Results that functools.lru_cache keeps belong to nobody who happens to call the function.
TAG lru_cache functools._lru_cache_wrapper *
`;
