"""A request for explanation as its acts make it: answers, meetings, both sides' accounts of them, reports."""
