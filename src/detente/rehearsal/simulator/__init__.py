"""Seeded councils in an unkind world: loss, delay, reordering, cuts, skew, crashes, restores, two faces.

The nodes are the real core on the real store; only the network, the clock and the dice are made up. A seed replays a
run exactly. The checkers know nothing of the core.
"""
