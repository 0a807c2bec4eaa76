"""`make bench`: the paths that matter between two real nodes, beside this machine's floor in the same run."""
