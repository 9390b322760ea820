"""PyTorch's part of the toy bench: reads requests as lines of JSON, answers each with a line of JSON."""

import json
import sys
import time

import torch

sessions = {}


def open_session(request):
    x = torch.tensor(request["x"]).reshape(1, -1, 1)
    y = torch.tensor(request["y"]).reshape(1, -1)
    shape = (request["networks"], 1, -1)
    # One packed parameter: fewer operations for autograd and the optimizer than three.
    start = torch.stack([torch.tensor(request[name]).reshape(shape) for name in "abw"])
    p = start.clone().requires_grad_(True)
    adam = torch.optim.Adam([p], lr=request["rate"], betas=(0.9, 0.999), eps=1e-8, fused=True)

    def train(steps):
        for _ in range(steps):
            a, b, w = p.unbind(0)
            f = (torch.exp(-0.5 * (a * x + b).square()) * w).sum(2)
            loss = (f - y).square().sum() / x.shape[1]
            adam.zero_grad(set_to_none=True)
            loss.backward()
            adam.step()
        return loss.item() / request["networks"]

    return train


torch.set_num_threads(1)
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    key = request["networks"]
    if request["kind"] == "open":
        sessions[key] = open_session(request)
        print(json.dumps({}), flush=True)
    else:
        start = time.perf_counter()
        loss = sessions[key](request["steps"])
        print(json.dumps({"loss": loss, "seconds": time.perf_counter() - start}), flush=True)
