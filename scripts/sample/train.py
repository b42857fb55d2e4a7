"""Trains the small detector that ships with Firstpass and writes it as ONNX.

    python3 scripts/sample/train.py TRAINING_FOLDER models/builtin/cells.onnx

Needs PyTorch 1.13 or newer and NumPy (Debian: python3-torch, python3-numpy). docs/sample.md has the whole recipe.

The network is a plain anchor-free detector with one grid of stride 8. Each grid cell near the middle of an object
learns its class and its distances to the four sides (as in FCOS, Tian et al. 2019), with focal loss for the classes
(Lin et al. 2017) and GIoU loss for the boxes (Rezatofighi et al. 2019). The output has the layout of an Ultralytics
YOLOv8 detector, [1, 4 + classes, cells]: centre x, centre y, width, height in input pixels, then class scores 0..1.
"""
import json
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

SIDE, STRIDE, PAD = 320, 8, 114
GRID = SIDE // STRIDE


def conv(inputs, outputs, stride=1, dilation=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, dilation, dilation, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(True)
    )


class Block(nn.Module):
    def __init__(self, width, dilation):
        super().__init__()
        self.first, self.second = conv(width, width), conv(width, width, dilation=dilation)

    def forward(self, x):
        return x + self.second(self.first(x))


class Detector(nn.Module):
    def __init__(self, classes, width=48):
        super().__init__()
        self.body = nn.Sequential(
            conv(3, 16, 2), conv(16, 32, 2), conv(32, 32), conv(32, width, 2), Block(width, 1), Block(width, 2), Block(width, 3)
        )
        self.scores, self.sides = nn.Conv2d(width, classes, 1), nn.Conv2d(width, 4, 1)
        nn.init.constant_(self.scores.bias, -4.6)  # a score of 0.01 at the start: almost every cell is background
        steps = (torch.arange(GRID) + 0.5) * STRIDE
        self.register_buffer("cx", steps.repeat(GRID))
        self.register_buffer("cy", steps.repeat_interleave(GRID))

    def raw(self, x):
        features = self.body(x)
        return self.scores(features).flatten(2), F.softplus(self.sides(features).flatten(2)) * STRIDE

    def forward(self, x):
        scores, sides = self.raw(x)
        left, top, right, bottom = sides.unbind(1)
        boxes = torch.stack([self.cx + (right - left) / 2, self.cy + (bottom - top) / 2, left + right, top + bottom], 1)
        return torch.cat([boxes, scores.sigmoid()], 1)


def targets(boxes, classes, cx, cy):
    """For every grid cell: its class as one-hot, its distances to the sides, and whether it has an object."""
    one_hot, sides, owner = np.zeros((classes, cx.size), np.float32), np.zeros((4, cx.size), np.float32), np.full(cx.size, 1e9)
    for kind, x, y, w, h in boxes:
        mx, my = x + w / 2, y + h / 2
        near = (np.abs(cx - mx) <= max(0.3 * w, 0.51 * STRIDE)) & (np.abs(cy - my) <= max(0.3 * h, 0.51 * STRIDE))
        mine = near & (w * h < owner)  # where two overlap, the smaller one wins
        owner[mine] = w * h
        one_hot[:, mine] = 0
        one_hot[int(kind), mine] = 1
        sides[:, mine] = np.stack([cx - x, cy - y, x + w - cx, y + h - cy])[:, mine]
    return one_hot, np.maximum(sides, 0.01), owner < 1e9


def giou_loss(a, b):
    """a, b: [4, n] distances left, top, right, bottom from the same points."""
    area = lambda s: (s[0] + s[2]) * (s[1] + s[3])
    low, high = torch.minimum(a, b), torch.maximum(a, b)
    inner, hull = area(low), area(high)
    union = area(a) + area(b) - inner
    return 1 - inner / union + (hull - union) / hull


def main(folder, out, epochs=18, batch=16):
    torch.manual_seed(1)
    random = np.random.default_rng(1)
    truth = json.load(open(f"{folder}/boxes.json"))
    width, height, names = truth["width"], truth["height"], truth["classes"]
    images = np.fromfile(f"{folder}/images.bin", np.uint8).reshape(-1, height, width, 3)
    top = (SIDE - height) // 2
    model = Detector(len(names)).train()
    cx, cy = model.cx.numpy(), model.cy.numpy()
    optimizer = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=1e-3)
    total = epochs * (len(images) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=total, pct_start=0.15)
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {len(images)} images, {total} steps", flush=True)
    started = time.time()
    for epoch in range(epochs):
        order, sums = random.permutation(len(images)), np.zeros(2)
        for first in range(0, len(order) - batch + 1, batch):
            pixels = np.full((batch, SIDE, SIDE, 3), PAD, np.float32)
            labels = []
            for slot, index in enumerate(order[first : first + batch]):
                image, boxes = images[index].astype(np.float32), [list(box) for box in truth["boxes"][index]]
                if random.random() < 0.5:
                    image, boxes = image[:, ::-1], [[k, width - x - w, y, w, h] for k, x, y, w, h in boxes]
                if random.random() < 0.5:
                    image, boxes = image[::-1], [[k, x, height - y - h, w, h] for k, x, y, w, h in boxes]
                image = image * random.uniform(0.8, 1.15, (1, 1, 1)) * random.uniform(0.94, 1.06, (1, 1, 3))
                pixels[slot, top : top + height] = np.clip(image, 0, 255)
                labels.append(targets([[k, x, y + top, w, h] for k, x, y, w, h in boxes], len(names), cx, cy))
            x = torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2)) / 255)
            want, want_sides, has = (torch.from_numpy(np.stack(part)) for part in zip(*labels))
            logits, sides = model.raw(x)
            p = logits.sigmoid()
            focal = F.binary_cross_entropy_with_logits(logits, want, reduction="none") * torch.where(
                want > 0, 0.5 * (1 - p) ** 2, 0.5 * p**2
            )
            count = has.sum().clamp(min=1)
            class_loss = focal.sum() / count
            box_loss = giou_loss(sides.transpose(0, 1)[:, has], want_sides.transpose(0, 1)[:, has]).sum() / count
            optimizer.zero_grad()
            (4 * class_loss + box_loss).backward()
            optimizer.step()
            schedule.step()
            sums += [class_loss.item(), box_loss.item()]
        steps = len(images) // batch
        print(f"epoch {epoch + 1}: class {sums[0] / steps:.4f} box {sums[1] / steps:.4f}, {time.time() - started:.0f} s", flush=True)
    model.eval()
    torch.onnx.export(
        model, torch.zeros(1, 3, SIDE, SIDE), out, opset_version=13, input_names=["images"], output_names=["output0"]
    )
    metadata = {
        "description": "Firstpass cells: finds the cells of the sample project",
        "author": "Firstpass", "license": "Apache-2.0", "task": "detect", "stride": str(STRIDE), "batch": "1",
        "imgsz": str([SIDE, SIDE]), "names": str(dict(enumerate(names))),
    }
    # ONNX ModelProto, field 14: metadata_props. Repeated fields of a protobuf message may simply be appended.
    with open(out, "ab") as file:
        for key, value in metadata.items():
            pair = b"".join(bytes([tag]) + varint(len(text)) + text for tag, text in ((10, key.encode()), (18, value.encode())))
            file.write(b"\x72" + varint(len(pair)) + pair)


def varint(value):
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


if __name__ == "__main__":
    main(*sys.argv[1:3])
