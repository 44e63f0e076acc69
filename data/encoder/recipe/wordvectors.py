"""Word vectors from counts, to start the encoder's: positive pointwise mutual information, cut to its first singular
vectors (Levy and Goldberg 2014). Minutes of transformer training on one core for a few seconds of linear algebra."""
import numpy as np
import torch


def ppmi_vectors(sequences, vocabulary, width, window=4, seed=1):
    """@param sequences token-id lists @returns float32 [vocabulary, width], rows of about unit length, zero for unseen."""
    counts = np.zeros((vocabulary, vocabulary), dtype=np.float32)
    stream = np.concatenate([np.concatenate([np.asarray(s, dtype=np.int64), np.zeros(window, dtype=np.int64)]) for s in sequences])
    for distance in range(1, window + 1):  # id 0 pads between texts
        a, b = stream[:-distance], stream[distance:]
        pairs, n = np.unique(a * vocabulary + b, return_counts=True)
        counts[pairs // vocabulary, pairs % vocabulary] += n.astype(np.float32) / distance
    counts += counts.T
    counts[0] = counts[:, 0] = 0
    total, rows = counts.sum(), counts.sum(1)
    smooth = rows**0.75
    smooth *= total / max(smooth.sum(), 1)
    matrix = torch.from_numpy(counts)
    matrix *= total
    matrix /= torch.from_numpy(rows).clamp(min=1)[:, None]
    matrix /= torch.from_numpy(smooth).clamp(min=1)[None, :]
    matrix.clamp_(min=1).log_()
    torch.manual_seed(seed)
    u, s, _ = torch.svd_lowrank(matrix, q=width + 16, niter=2)
    vectors = u[:, :width] * s[:width].sqrt()
    return vectors / vectors.norm(dim=1, keepdim=True).clamp(min=1e-6)


def near(vectors, ids, count=6, floor=0.5):
    """@returns for each of `ids` the ids of up to `count` words with the most similar contexts (cosine at least `floor`)."""
    ids = torch.as_tensor(ids)
    table, unit = {}, vectors[ids]
    for start in range(0, len(ids), 1024):
        similar = unit[start : start + 1024] @ unit.T
        best, which = similar.topk(count + 1, dim=1)
        for row in range(len(best)):
            others = [int(ids[j]) for v, j in zip(best[row], which[row]) if v >= floor and int(j) != start + row]
            if others:
                table[int(ids[start + row])] = others
    return table
