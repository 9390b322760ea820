"""PyTorch's part of the images bench: reads requests as lines of JSON, answers each with a line of JSON."""

import json
import sys
import time

import torch
import torch.nn.functional as F

sessions = {}


def open_session(request):
    size = request["size"]
    batch = len(request["labels"])
    # Contiguous images are what oneDNN's CPU kernels are fastest with for so few channels (channels_last was slower).
    x = torch.tensor(request["images"], dtype=torch.float32).reshape(batch, size, size, 3).permute(0, 3, 1, 2).contiguous()
    y = torch.tensor(request["labels"])
    p = {}
    for name, (shape, data) in request["parameters"].items():
        value = torch.tensor(data, dtype=torch.float32).reshape(shape)
        if len(shape) == 4:
            value = value.permute(0, 3, 1, 2).contiguous()
        p[name] = value.clone().requires_grad_(True)
    running = {
        name[: -len(".gamma")]: (torch.zeros_like(value), torch.ones_like(value))
        for name, value in p.items()
        if name.endswith(".gamma")
    }
    sgd = torch.optim.SGD(
        list(p.values()),
        lr=request["rate"],
        momentum=request["momentum"],
        nesterov=True,
        weight_decay=request["decay"],
        foreach=True,
    )

    def forward():
        h = x
        count = 0
        for layer in request["layers"]:
            if layer == "pool":
                h = F.max_pool2d(h, 2)
                continue
            count += 1
            name = f"conv{count}"
            h = F.conv2d(h, p[f"{name}.filters"], padding=1)
            mean, variance = running[name]
            gamma, beta = p[f"{name}.gamma"], p[f"{name}.beta"]
            h = F.relu_(F.batch_norm(h, mean.detach(), variance.detach(), gamma, beta, training=True))
        h = h.mean((2, 3), keepdim=True)
        return F.conv2d(h, p["head.filters"], p["head.bias"]).flatten(1)

    def train(steps):
        for _ in range(steps):
            loss = F.cross_entropy(forward(), y)
            sgd.zero_grad(set_to_none=True)
            loss.backward()
            sgd.step()
        return loss.item()

    return train


torch.set_num_threads(1)
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    key = request["network"]
    if request["kind"] == "open":
        sessions[key] = open_session(request)
        print(json.dumps({}), flush=True)
    elif request["kind"] == "close":
        sessions.pop(key, None)
        print(json.dumps({}), flush=True)
    else:
        start = time.perf_counter()
        loss = sessions[key](request["steps"])
        print(json.dumps({"loss": loss, "seconds": time.perf_counter() - start}), flush=True)
