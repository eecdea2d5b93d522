// Codes of the voxel types in calls: positions in `dtypes` of src/array/dtype.ts.

// @ts-ignore: decorator
@inline export const BOOL: i32 = 0;
// @ts-ignore: decorator
@inline export const UINT8: i32 = 1;
// @ts-ignore: decorator
@inline export const INT8: i32 = 2;
// @ts-ignore: decorator
@inline export const UINT16: i32 = 3;
// @ts-ignore: decorator
@inline export const INT16: i32 = 4;
// @ts-ignore: decorator
@inline export const UINT32: i32 = 5;
// @ts-ignore: decorator
@inline export const INT32: i32 = 6;
// @ts-ignore: decorator
@inline export const UINT64: i32 = 7;
// @ts-ignore: decorator
@inline export const INT64: i32 = 8;
// @ts-ignore: decorator
@inline export const FLOAT32: i32 = 9;
// @ts-ignore: decorator
@inline export const FLOAT64: i32 = 10;
