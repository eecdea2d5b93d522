"""An instrument for voxmill: sends planes over standard output, as docs/commands.md says.

    voxmill info "command:python3 examples/commands/camera.py --planes 40 --first {first}"
    voxmill convert "command:python3 examples/commands/camera.py --planes 40 --first {first}" scan.zarr

Put the calls of your own camera or file library in place of `acquire`. Needs nothing but Python.
"""

import argparse
import array
import json
import sys


def acquire(z, height, width):
    """One plane of uint16, as a list of rows would come from a detector: here a ramp that wanders with z."""
    return array.array("H", ((x + y + 7 * z) % 4096 for y in range(height) for x in range(width)))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--planes", type=int, default=20)
    options.add_argument("--size", type=int, default=64)
    options.add_argument("--first", type=int, default=0, help="the plane to begin with")
    given = options.parse_args()
    header = {
        "voxmill": 1,
        "shape": [given.planes, given.size, given.size],
        "dtype": "uint16",
        "axes": ["z", "y", "x"],
        "spacing": [2.0, 0.5, 0.5],
        "unit": "um",
        "endian": sys.byteorder,
    }
    out = sys.stdout.buffer
    out.write(json.dumps(header).encode() + b"\n")
    for z in range(given.first, given.planes):
        out.write(acquire(z, given.size, given.size).tobytes())
    out.flush()


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        # Voxmill has what it needs. Python would complain about the closed pipe once more at its end.
        sys.stderr.close()
