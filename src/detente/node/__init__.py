"""A party, running: its pure core, its couriers, and the process around them."""
