"""The encoder: a small pre-norm transformer (Vaswani et al. 2017; Xiong et al. 2020)."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from vocabulary import PAD

SIZES = dict(layers=3, width=256, heads=4, positions=256)


class Block(nn.Module):
    def __init__(self, width, heads, dropout):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, bias):
        b, t, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-1, -2) * (1.0 / math.sqrt(d // self.heads)) + bias).softmax(-1)
        mixed = (weights @ v).transpose(1, 2).reshape(b, t, d)
        x = x + self.dropout(self.out(mixed))
        return x + self.dropout(self.down(F.gelu(self.up(self.norm2(x)))))


class Encoder(nn.Module):
    """ids, mask: int64 [B, T] -> states [B, T, D], pooled layers [B, L+1, D], embedding [B, D] of unit length."""

    def __init__(self, vocabulary, layers=3, width=256, heads=4, positions=256, dropout=0.1):
        super().__init__()
        self.width = width
        self.words = nn.Embedding(vocabulary, width, padding_idx=PAD)
        self.places = nn.Embedding(positions, width)
        nn.init.normal_(self.words.weight, std=0.05)
        nn.init.normal_(self.places.weight, std=0.02)
        self.start = nn.LayerNorm(width)
        self.blocks = nn.ModuleList([Block(width, heads, dropout) for _ in range(layers)])
        self.end = nn.LayerNorm(width)
        self.project = nn.Linear(width, width)
        self.dropout = nn.Dropout(dropout)
        for block in self.blocks:  # residual branches start small, so that depth does not grow the variance
            for branch in (block.out, block.down):
                nn.init.normal_(branch.weight, std=0.02 / math.sqrt(2 * layers))

    def forward(self, ids, mask, offset=0):
        place = torch.arange(ids.shape[1], device=ids.device) + offset
        x = self.dropout(self.start(self.words(ids) + self.places(place)))
        keep = mask.to(x.dtype)
        bias = ((1.0 - keep) * -1e4)[:, None, None, :]
        share = (keep / keep.sum(1, keepdim=True).clamp(min=1.0))[:, :, None]
        pooled = [(x * share).sum(1)]
        for block in self.blocks:
            x = block(x, bias)
            pooled.append((x * share).sum(1))
        x = self.end(x)
        embedding = self.project((x * share).sum(1))
        embedding = embedding / embedding.pow(2).sum(-1, keepdim=True).clamp(min=1e-12).sqrt()
        return x, torch.stack(pooled, 1), embedding


class Reverse(torch.autograd.Function):
    """Gradient reversal (Ganin et al. 2016): identity forward, -strength times the gradient backward."""

    @staticmethod
    def forward(ctx, x, strength):
        ctx.strength = strength
        return x.view_as(x)

    @staticmethod
    def backward(ctx, gradient):
        return -ctx.strength * gradient, None
