"""An inspection or evaluation visit as its acts make it: request, answer, report, comments; or a notice of a quota."""
