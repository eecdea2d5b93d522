/**
 * The two definitions of the features.
 *
 * `reference` repeats what the program WND-CHARM computes, with its oversights, since published classifiers were trained with these numbers.
 * `corrected` computes what the names say:
 *
 * | feature | `reference` | `corrected` |
 * |---|---|---|
 * | Zernike | angular order m + 1, disc of the whole shorter side | order m, disc of half the shorter side |
 * | Haralick | pairs with the darkest level left out; sum variance about the sum entropy | all pairs; about the sum average |
 * | Tamura | (value - smallest) / largest; box means at wrong corners; wrong kernels; wrapped area | / (largest - smallest); box means; Prewitt's kernels; the area |
 * | Otsu objects | bin i of 1,024 means i / 1023; Euler number without diagonals and border | the middle of the bin; the Euler number for 8 neighbours |
 * | Comb moments | all lines spaced by the height | columns spaced by the width |
 * | Fractal | divided by W (W - k) + H (H - k) | by the number of differences |
 */
export type Variant = "reference" | "corrected";
