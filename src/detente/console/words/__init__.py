"""What the pages say of a thing: facts, times, refusals, texts of others for the eye."""
