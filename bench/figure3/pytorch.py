"""PyTorch's part of the Figure 3 bench: reads requests as lines of JSON, answers each with a line of JSON.

A request is a width; all networks are one tensor, each with points of its own. Only training is done, no growth.
"""

import json
import sys
import time

import torch


def seconds_of(networks, points, width, steps, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    x = torch.rand(networks, points, 1) * 10 - 5
    y = torch.randn(networks, points)
    # One packed parameter and the fused Adam: the fastest form that was found for the toy bench.
    p = torch.randn(3, networks, 1, width).requires_grad_(True)
    adam = torch.optim.Adam([p], lr=0.02, fused=True)

    def step():
        a, b, w = p.unbind(0)
        f = (torch.exp(-0.5 * (a * x + b).square()) * w).sum(2)
        loss = (f - y).square().sum() / points
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()

    for _ in range(3):
        step()
    start = time.perf_counter()
    for _ in range(steps):
        step()
    return time.perf_counter() - start


print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    print(json.dumps({"seconds": seconds_of(**json.loads(line))}), flush=True)
