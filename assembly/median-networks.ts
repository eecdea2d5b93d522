// Made by scripts/median-networks.mjs: do not edit.
// Medians of small boxes as networks of minima and maxima, on vectors of keys (window.ts).

import { extreme } from "./window";

// @ts-ignore: decorator
@inline function low<K>(a: v128, b: v128): v128 {
  return extreme<K, i32>(a, b);
}
// @ts-ignore: decorator
@inline function high<K>(a: v128, b: v128): v128 {
  return extreme<K, f32>(a, b);
}

/** Sorts columns of three. */
// @ts-ignore: decorator
@inline export function sort3<K>(at: usize, step: usize, target: usize, stride: usize): void {
  let v0 = v128.load(at + 0 * step);
  let v1 = v128.load(at + 1 * step);
  let v2 = v128.load(at + 2 * step);
  let v3 = low<K>(v0, v1);
  let v4 = high<K>(v0, v1);
  let v5 = low<K>(v4, v2);
  let v6 = high<K>(v4, v2);
  let v7 = low<K>(v3, v5);
  let v8 = high<K>(v3, v5);
  v128.store(target + 0 * stride, v7);
  v128.store(target + 1 * stride, v8);
  v128.store(target + 2 * stride, v6);
}

/** Sorts columns of five. */
// @ts-ignore: decorator
@inline export function sort5<K>(at: usize, step: usize, target: usize, stride: usize): void {
  let v0 = v128.load(at + 0 * step);
  let v1 = v128.load(at + 1 * step);
  let v2 = v128.load(at + 2 * step);
  let v3 = v128.load(at + 3 * step);
  let v4 = v128.load(at + 4 * step);
  let v5 = low<K>(v0, v3);
  let v6 = high<K>(v0, v3);
  let v7 = low<K>(v1, v4);
  let v8 = high<K>(v1, v4);
  let v9 = low<K>(v5, v2);
  let v10 = high<K>(v5, v2);
  let v11 = low<K>(v7, v6);
  let v12 = high<K>(v7, v6);
  let v13 = low<K>(v9, v11);
  let v14 = high<K>(v9, v11);
  let v15 = low<K>(v10, v8);
  let v16 = high<K>(v10, v8);
  let v17 = low<K>(v14, v15);
  let v18 = high<K>(v14, v15);
  let v19 = low<K>(v12, v16);
  let v20 = high<K>(v12, v16);
  let v21 = low<K>(v18, v19);
  let v22 = high<K>(v18, v19);
  v128.store(target + 0 * stride, v13);
  v128.store(target + 1 * stride, v17);
  v128.store(target + 2 * stride, v21);
  v128.store(target + 3 * stride, v22);
  v128.store(target + 4 * stride, v20);
}

/** Merges three sorted triples, the i-th of each `step` bytes after the one before, `stride` bytes from triple voxel to triple voxel. */
// @ts-ignore: decorator
@inline export function merge9<K>(at: usize, step: usize, source: usize, target: usize, stride: usize): void {
  let v0 = v128.load(at + 0 * step + 0 * source);
  let v1 = v128.load(at + 0 * step + 1 * source);
  let v2 = v128.load(at + 0 * step + 2 * source);
  let v3 = v128.load(at + 1 * step + 0 * source);
  let v4 = v128.load(at + 1 * step + 1 * source);
  let v5 = v128.load(at + 1 * step + 2 * source);
  let v6 = v128.load(at + 2 * step + 0 * source);
  let v7 = v128.load(at + 2 * step + 1 * source);
  let v8 = v128.load(at + 2 * step + 2 * source);
  let v9 = low<K>(v0, v3);
  let v10 = high<K>(v0, v3);
  let v11 = low<K>(v2, v5);
  let v12 = high<K>(v2, v5);
  let v13 = low<K>(v10, v11);
  let v14 = high<K>(v10, v11);
  let v15 = low<K>(v1, v4);
  let v16 = high<K>(v1, v4);
  let v17 = low<K>(v13, v15);
  let v18 = high<K>(v13, v15);
  let v19 = low<K>(v14, v16);
  let v20 = high<K>(v14, v16);
  let v21 = low<K>(v9, v6);
  let v22 = high<K>(v9, v6);
  let v23 = low<K>(v22, v20);
  let v24 = high<K>(v22, v20);
  let v25 = low<K>(v18, v8);
  let v26 = high<K>(v18, v8);
  let v27 = low<K>(v23, v25);
  let v28 = high<K>(v23, v25);
  let v29 = low<K>(v24, v26);
  let v30 = high<K>(v24, v26);
  let v31 = low<K>(v17, v7);
  let v32 = high<K>(v17, v7);
  let v33 = low<K>(v32, v12);
  let v34 = high<K>(v32, v12);
  let v35 = low<K>(v33, v19);
  let v36 = high<K>(v33, v19);
  let v37 = low<K>(v27, v31);
  let v38 = high<K>(v27, v31);
  let v39 = low<K>(v28, v35);
  let v40 = high<K>(v28, v35);
  let v41 = low<K>(v29, v36);
  let v42 = high<K>(v29, v36);
  let v43 = low<K>(v30, v34);
  let v44 = high<K>(v30, v34);
  v128.store(target + 0 * stride, v21);
  v128.store(target + 1 * stride, v37);
  v128.store(target + 2 * stride, v38);
  v128.store(target + 3 * stride, v39);
  v128.store(target + 4 * stride, v40);
  v128.store(target + 5 * stride, v41);
  v128.store(target + 6 * stride, v42);
  v128.store(target + 7 * stride, v43);
  v128.store(target + 8 * stride, v44);
}

/** Of 9 voxels: three sorted columns of three. */
// @ts-ignore: decorator
@inline export function median9<K>(at: usize, stride: usize): v128 {
  let v0 = v128.load(at + 0 * stride + 0 * sizeof<K>() - 1 * sizeof<K>());
  let v1 = v128.load(at + 1 * stride + 0 * sizeof<K>() - 1 * sizeof<K>());
  let v2 = v128.load(at + 2 * stride + 0 * sizeof<K>() - 1 * sizeof<K>());
  let v3 = v128.load(at + 0 * stride + 1 * sizeof<K>() - 1 * sizeof<K>());
  let v4 = v128.load(at + 1 * stride + 1 * sizeof<K>() - 1 * sizeof<K>());
  let v5 = v128.load(at + 2 * stride + 1 * sizeof<K>() - 1 * sizeof<K>());
  let v6 = v128.load(at + 0 * stride + 2 * sizeof<K>() - 1 * sizeof<K>());
  let v7 = v128.load(at + 1 * stride + 2 * sizeof<K>() - 1 * sizeof<K>());
  let v8 = v128.load(at + 2 * stride + 2 * sizeof<K>() - 1 * sizeof<K>());
  let v10 = high<K>(v0, v3);
  let v14 = high<K>(v10, v6);
  let v15 = low<K>(v1, v4);
  let v16 = high<K>(v1, v4);
  let v18 = low<K>(v16, v7);
  let v19 = high<K>(v15, v18);
  let v21 = low<K>(v2, v5);
  let v23 = low<K>(v21, v8);
  let v27 = low<K>(v14, v19);
  let v28 = high<K>(v14, v19);
  let v30 = low<K>(v28, v23);
  let v31 = high<K>(v27, v30);
  return v31;
}

/** Of 25 voxels: five sorted columns of five. Of the sorted rows of sorted columns only the middle can hold the median. */
// @ts-ignore: decorator
@inline export function median25<K>(at: usize, stride: usize): v128 {
  let v0 = v128.load(at + 0 * stride + 0 * sizeof<K>() - 2 * sizeof<K>());
  let v1 = v128.load(at + 1 * stride + 0 * sizeof<K>() - 2 * sizeof<K>());
  let v2 = v128.load(at + 2 * stride + 0 * sizeof<K>() - 2 * sizeof<K>());
  let v3 = v128.load(at + 3 * stride + 0 * sizeof<K>() - 2 * sizeof<K>());
  let v4 = v128.load(at + 4 * stride + 0 * sizeof<K>() - 2 * sizeof<K>());
  let v5 = v128.load(at + 0 * stride + 1 * sizeof<K>() - 2 * sizeof<K>());
  let v6 = v128.load(at + 1 * stride + 1 * sizeof<K>() - 2 * sizeof<K>());
  let v7 = v128.load(at + 2 * stride + 1 * sizeof<K>() - 2 * sizeof<K>());
  let v8 = v128.load(at + 3 * stride + 1 * sizeof<K>() - 2 * sizeof<K>());
  let v9 = v128.load(at + 4 * stride + 1 * sizeof<K>() - 2 * sizeof<K>());
  let v10 = v128.load(at + 0 * stride + 2 * sizeof<K>() - 2 * sizeof<K>());
  let v11 = v128.load(at + 1 * stride + 2 * sizeof<K>() - 2 * sizeof<K>());
  let v12 = v128.load(at + 2 * stride + 2 * sizeof<K>() - 2 * sizeof<K>());
  let v13 = v128.load(at + 3 * stride + 2 * sizeof<K>() - 2 * sizeof<K>());
  let v14 = v128.load(at + 4 * stride + 2 * sizeof<K>() - 2 * sizeof<K>());
  let v15 = v128.load(at + 0 * stride + 3 * sizeof<K>() - 2 * sizeof<K>());
  let v16 = v128.load(at + 1 * stride + 3 * sizeof<K>() - 2 * sizeof<K>());
  let v17 = v128.load(at + 2 * stride + 3 * sizeof<K>() - 2 * sizeof<K>());
  let v18 = v128.load(at + 3 * stride + 3 * sizeof<K>() - 2 * sizeof<K>());
  let v19 = v128.load(at + 4 * stride + 3 * sizeof<K>() - 2 * sizeof<K>());
  let v20 = v128.load(at + 0 * stride + 4 * sizeof<K>() - 2 * sizeof<K>());
  let v21 = v128.load(at + 1 * stride + 4 * sizeof<K>() - 2 * sizeof<K>());
  let v22 = v128.load(at + 2 * stride + 4 * sizeof<K>() - 2 * sizeof<K>());
  let v23 = v128.load(at + 3 * stride + 4 * sizeof<K>() - 2 * sizeof<K>());
  let v24 = v128.load(at + 4 * stride + 4 * sizeof<K>() - 2 * sizeof<K>());
  let v25 = low<K>(v0, v15);
  let v26 = high<K>(v0, v15);
  let v27 = low<K>(v5, v20);
  let v28 = high<K>(v5, v20);
  let v29 = low<K>(v25, v10);
  let v30 = high<K>(v25, v10);
  let v31 = low<K>(v27, v26);
  let v32 = high<K>(v27, v26);
  let v34 = high<K>(v29, v31);
  let v35 = low<K>(v30, v28);
  let v36 = high<K>(v30, v28);
  let v38 = high<K>(v34, v35);
  let v39 = low<K>(v32, v36);
  let v40 = high<K>(v32, v36);
  let v42 = high<K>(v38, v39);
  let v43 = low<K>(v1, v16);
  let v44 = high<K>(v1, v16);
  let v45 = low<K>(v6, v21);
  let v46 = high<K>(v6, v21);
  let v47 = low<K>(v43, v11);
  let v48 = high<K>(v43, v11);
  let v49 = low<K>(v45, v44);
  let v50 = high<K>(v45, v44);
  let v52 = high<K>(v47, v49);
  let v53 = low<K>(v48, v46);
  let v54 = high<K>(v48, v46);
  let v56 = high<K>(v52, v53);
  let v57 = low<K>(v50, v54);
  let v58 = high<K>(v50, v54);
  let v59 = low<K>(v56, v57);
  let v60 = high<K>(v56, v57);
  let v61 = low<K>(v2, v17);
  let v62 = high<K>(v2, v17);
  let v63 = low<K>(v7, v22);
  let v64 = high<K>(v7, v22);
  let v65 = low<K>(v61, v12);
  let v66 = high<K>(v61, v12);
  let v67 = low<K>(v63, v62);
  let v68 = high<K>(v63, v62);
  let v70 = high<K>(v65, v67);
  let v71 = low<K>(v66, v64);
  let v72 = high<K>(v66, v64);
  let v73 = low<K>(v70, v71);
  let v74 = high<K>(v70, v71);
  let v75 = low<K>(v68, v72);
  let v77 = low<K>(v74, v75);
  let v78 = high<K>(v74, v75);
  let v79 = low<K>(v3, v18);
  let v80 = high<K>(v3, v18);
  let v81 = low<K>(v8, v23);
  let v82 = high<K>(v8, v23);
  let v83 = low<K>(v79, v13);
  let v84 = high<K>(v79, v13);
  let v85 = low<K>(v81, v80);
  let v86 = high<K>(v81, v80);
  let v87 = low<K>(v83, v85);
  let v88 = high<K>(v83, v85);
  let v89 = low<K>(v84, v82);
  let v90 = high<K>(v84, v82);
  let v91 = low<K>(v88, v89);
  let v92 = high<K>(v88, v89);
  let v93 = low<K>(v86, v90);
  let v95 = low<K>(v92, v93);
  let v97 = low<K>(v4, v19);
  let v98 = high<K>(v4, v19);
  let v99 = low<K>(v9, v24);
  let v100 = high<K>(v9, v24);
  let v101 = low<K>(v97, v14);
  let v102 = high<K>(v97, v14);
  let v103 = low<K>(v99, v98);
  let v105 = low<K>(v101, v103);
  let v106 = high<K>(v101, v103);
  let v107 = low<K>(v102, v100);
  let v109 = low<K>(v106, v107);
  let v115 = low<K>(v87, v40);
  let v116 = high<K>(v87, v40);
  let v117 = low<K>(v105, v58);
  let v118 = high<K>(v105, v58);
  let v119 = low<K>(v116, v117);
  let v120 = high<K>(v116, v117);
  let v121 = low<K>(v115, v59);
  let v122 = high<K>(v115, v59);
  let v123 = low<K>(v120, v95);
  let v124 = high<K>(v120, v95);
  let v125 = low<K>(v122, v123);
  let v126 = high<K>(v122, v123);
  let v127 = low<K>(v119, v77);
  let v128 = high<K>(v119, v77);
  let v129 = low<K>(v128, v118);
  let v130 = high<K>(v128, v118);
  let v131 = low<K>(v125, v127);
  let v132 = high<K>(v125, v127);
  let v133 = low<K>(v126, v129);
  let v134 = high<K>(v126, v129);
  let v135 = low<K>(v124, v130);
  let v136 = high<K>(v124, v130);
  let v137 = low<K>(v73, v42);
  let v138 = high<K>(v73, v42);
  let v139 = low<K>(v109, v78);
  let v140 = high<K>(v109, v78);
  let v141 = low<K>(v138, v139);
  let v142 = high<K>(v138, v139);
  let v143 = low<K>(v91, v60);
  let v144 = high<K>(v91, v60);
  let v145 = low<K>(v141, v143);
  let v146 = high<K>(v141, v143);
  let v147 = low<K>(v142, v144);
  let v148 = high<K>(v142, v144);
  let v149 = high<K>(v121, v140);
  let v150 = high<K>(v131, v148);
  let v151 = low<K>(v149, v150);
  let v152 = high<K>(v132, v147);
  let v153 = low<K>(v151, v152);
  let v154 = high<K>(v133, v146);
  let v155 = low<K>(v153, v154);
  let v156 = high<K>(v134, v145);
  let v157 = low<K>(v155, v156);
  let v158 = high<K>(v135, v137);
  let v159 = low<K>(v157, v158);
  let v160 = low<K>(v159, v136);
  return v160;
}

/** Of 27 voxels: three sorted columns of nine. */
// @ts-ignore: decorator
@inline export function median27<K>(at: usize, stride: usize): v128 {
  let v0 = v128.load(at + 0 * stride + 0 * sizeof<K>() - 1 * sizeof<K>());
  let v1 = v128.load(at + 1 * stride + 0 * sizeof<K>() - 1 * sizeof<K>());
  let v2 = v128.load(at + 2 * stride + 0 * sizeof<K>() - 1 * sizeof<K>());
  let v3 = v128.load(at + 3 * stride + 0 * sizeof<K>() - 1 * sizeof<K>());
  let v4 = v128.load(at + 4 * stride + 0 * sizeof<K>() - 1 * sizeof<K>());
  let v5 = v128.load(at + 5 * stride + 0 * sizeof<K>() - 1 * sizeof<K>());
  let v6 = v128.load(at + 6 * stride + 0 * sizeof<K>() - 1 * sizeof<K>());
  let v7 = v128.load(at + 7 * stride + 0 * sizeof<K>() - 1 * sizeof<K>());
  let v8 = v128.load(at + 8 * stride + 0 * sizeof<K>() - 1 * sizeof<K>());
  let v9 = v128.load(at + 0 * stride + 1 * sizeof<K>() - 1 * sizeof<K>());
  let v10 = v128.load(at + 1 * stride + 1 * sizeof<K>() - 1 * sizeof<K>());
  let v11 = v128.load(at + 2 * stride + 1 * sizeof<K>() - 1 * sizeof<K>());
  let v12 = v128.load(at + 3 * stride + 1 * sizeof<K>() - 1 * sizeof<K>());
  let v13 = v128.load(at + 4 * stride + 1 * sizeof<K>() - 1 * sizeof<K>());
  let v14 = v128.load(at + 5 * stride + 1 * sizeof<K>() - 1 * sizeof<K>());
  let v15 = v128.load(at + 6 * stride + 1 * sizeof<K>() - 1 * sizeof<K>());
  let v16 = v128.load(at + 7 * stride + 1 * sizeof<K>() - 1 * sizeof<K>());
  let v17 = v128.load(at + 8 * stride + 1 * sizeof<K>() - 1 * sizeof<K>());
  let v18 = v128.load(at + 0 * stride + 2 * sizeof<K>() - 1 * sizeof<K>());
  let v19 = v128.load(at + 1 * stride + 2 * sizeof<K>() - 1 * sizeof<K>());
  let v20 = v128.load(at + 2 * stride + 2 * sizeof<K>() - 1 * sizeof<K>());
  let v21 = v128.load(at + 3 * stride + 2 * sizeof<K>() - 1 * sizeof<K>());
  let v22 = v128.load(at + 4 * stride + 2 * sizeof<K>() - 1 * sizeof<K>());
  let v23 = v128.load(at + 5 * stride + 2 * sizeof<K>() - 1 * sizeof<K>());
  let v24 = v128.load(at + 6 * stride + 2 * sizeof<K>() - 1 * sizeof<K>());
  let v25 = v128.load(at + 7 * stride + 2 * sizeof<K>() - 1 * sizeof<K>());
  let v26 = v128.load(at + 8 * stride + 2 * sizeof<K>() - 1 * sizeof<K>());
  let v28 = high<K>(v0, v9);
  let v32 = high<K>(v28, v18);
  let v34 = high<K>(v1, v10);
  let v38 = high<K>(v34, v19);
  let v39 = low<K>(v2, v11);
  let v40 = high<K>(v2, v11);
  let v42 = low<K>(v40, v20);
  let v43 = high<K>(v39, v42);
  let v44 = high<K>(v40, v20);
  let v45 = low<K>(v3, v12);
  let v46 = high<K>(v3, v12);
  let v48 = low<K>(v46, v21);
  let v49 = high<K>(v45, v48);
  let v50 = high<K>(v46, v21);
  let v51 = low<K>(v4, v13);
  let v52 = high<K>(v4, v13);
  let v54 = low<K>(v52, v22);
  let v55 = high<K>(v51, v54);
  let v57 = low<K>(v5, v14);
  let v58 = high<K>(v5, v14);
  let v59 = low<K>(v57, v23);
  let v60 = low<K>(v58, v23);
  let v61 = high<K>(v57, v60);
  let v63 = low<K>(v6, v15);
  let v64 = high<K>(v6, v15);
  let v65 = low<K>(v63, v24);
  let v66 = low<K>(v64, v24);
  let v67 = high<K>(v63, v66);
  let v69 = low<K>(v7, v16);
  let v71 = low<K>(v69, v25);
  let v75 = low<K>(v8, v17);
  let v77 = low<K>(v75, v26);
  let v82 = high<K>(v59, v32);
  let v83 = low<K>(v71, v44);
  let v84 = high<K>(v71, v44);
  let v85 = low<K>(v82, v83);
  let v86 = high<K>(v82, v83);
  let v87 = low<K>(v65, v38);
  let v88 = high<K>(v65, v38);
  let v89 = low<K>(v77, v50);
  let v91 = low<K>(v88, v89);
  let v92 = high<K>(v88, v89);
  let v93 = low<K>(v85, v87);
  let v94 = high<K>(v85, v87);
  let v95 = low<K>(v86, v91);
  let v96 = high<K>(v86, v91);
  let v97 = low<K>(v84, v92);
  let v98 = high<K>(v84, v92);
  let v99 = high<K>(v93, v67);
  let v100 = high<K>(v94, v61);
  let v101 = low<K>(v99, v100);
  let v102 = high<K>(v95, v55);
  let v103 = low<K>(v101, v102);
  let v104 = high<K>(v96, v49);
  let v105 = low<K>(v103, v104);
  let v106 = high<K>(v97, v43);
  let v107 = low<K>(v105, v106);
  let v108 = low<K>(v107, v98);
  return v108;
}
