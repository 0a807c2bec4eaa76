"""Replay seeds and tell their story: `python -m tests.sim SEED [SEED …]`, or `python -m tests.sim 0-499`."""

import sys
import time

from detente.rehearsal.simulator.run import run


def main() -> int:
    failed = 0
    for argument in sys.argv[1:]:
        first, _, last = argument.partition("-")
        for seed in range(int(first), int(last or first) + 1):
            began = time.monotonic()
            outcome = run(seed)
            if not last:
                print("\n".join(outcome.log))
            failed += bool(outcome.violations)
            verdict = "; ".join(f"{violation.law}: {violation.text}" for violation in outcome.violations) or "ok"
            seconds = time.monotonic() - began
            print(f"seed {seed}: {outcome.parties} parties, {outcome.acts} acts, {seconds:.1f} s: {verdict}")
    return failed


if __name__ == "__main__":
    sys.exit(main() and 1)
