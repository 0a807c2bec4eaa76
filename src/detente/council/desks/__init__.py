"""The desks, one module each: what for, its kinds, who may do what when, the fold, the duties. They never meet."""
